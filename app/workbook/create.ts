import { cellName, parseCell } from './address.ts';
import { Calculator } from './calculate.ts';
import type { Scalar } from './cell-value.ts';
import { escapeXml } from './file/xml.ts';
import { encode } from './file/zip.ts';
import { parseFormula } from './formula/parse.ts';
import { printFormula } from './formula/print.ts';
import { canSpill } from './formula/spills.ts';
import { type CellStyle, newFormula, newWorkbook, plainStyle, type Sheet, type Workbook } from './model.ts';

export interface CellDescription {
  /** A number, text or boolean as it is; text is never taken for a formula. */
  value?: Scalar;
  /** Without the leading `=`. Its result is calculated, so none need be given. */
  formula?: string;
  numberFormat?: string;
  bold?: boolean;
  italic?: boolean;
  /** `RRGGBB`. */
  fill?: string;
  color?: string;
  align?: 'left' | 'center' | 'right';
  wrap?: boolean;
}

export interface SheetDescription {
  name: string;
  /** By address, `B7`. */
  cells: Record<string, CellDescription>;
  /** In characters, by column letters. */
  widths?: Record<string, number>;
  /** Column letters. */
  hidden?: readonly string[];
  frozen?: { rows?: number; columns?: number };
}

export interface WorkbookDescription {
  sheets: SheetDescription[];
  /** Formula text by name, `{ Markup: 'Rates!$B$2' }`. */
  names?: Record<string, string>;
}

/**
 * A calculated workbook from a plain description, ready for `writeWorkbook`. Text that begins with = + - or @ stays text
 * and is marked with Excel's quote prefix, so that no one's note becomes a formula.
 * @throws FormulaSyntaxError for a formula that cannot be read, RangeError for a bad address or sheet name.
 */
export function createWorkbook(description: WorkbookDescription): Workbook {
  const book = newWorkbook(description.sheets.map((sheet) => checkedSheetName(sheet.name)));
  book.names = Object.entries(description.names ?? {}).map(([name, text]) => ({
    name,
    scope: null,
    text: stored(text),
    hidden: false,
  }));
  book.sheets.forEach((sheet, index) => {
    const described = description.sheets[index];
    if (described) fill(book, sheet, described, index);
  });
  book.parts = skeleton(book);
  new Calculator(book).calculateAll();
  return book;
}

function checkedSheetName(name: string): string {
  if (name === '' || name.length > 31 || /[\\/?*[\]:]/.test(name) || /^'|'$/.test(name))
    throw new RangeError(`"${name}" cannot name a sheet.`);
  return name;
}

function stored(formula: string): string {
  return printFormula(parseFormula(formula), true);
}

function fill(book: Workbook, sheet: Sheet, described: SheetDescription, index: number): void {
  sheet.part = `xl/worksheets/sheet${index + 1}.xml`;
  sheet.frozen = { rows: described.frozen?.rows ?? 0, columns: described.frozen?.columns ?? 0 };
  for (const [letters, width] of Object.entries(described.widths ?? {})) sheet.widths.set(columnAt(letters), width);
  for (const letters of described.hidden ?? []) sheet.hiddenColumns.add(columnAt(letters));
  for (const [address, content] of Object.entries(described.cells)) {
    const at = parseCell(address);
    if (!at) throw new RangeError(`"${address}" is no cell.`);
    const cell = sheet.cells.ensure(at.row, at.col);
    cell.edited = true;
    cell.style = styleIndex(book, styleOf(content));
    if (content.formula === undefined) cell.value = content.value ?? null;
    else cell.formula = newFormula(content.formula, canSpill(parseFormula(content.formula)) ? 'dynamic' : 'plain');
  }
}

function columnAt(letters: string): number {
  const at = parseCell(`${letters}1`);
  if (!at) throw new RangeError(`"${letters}" is no column.`);
  return at.col;
}

function styleOf(content: CellDescription): CellStyle {
  return {
    ...plainStyle,
    numberFormat: content.numberFormat ?? 'General',
    bold: content.bold ?? false,
    italic: content.italic ?? false,
    fill: content.fill ?? null,
    color: content.color ?? null,
    align: content.align ?? null,
    wrap: content.wrap ?? false,
    quotePrefix: typeof content.value === 'string' && content.formula === undefined && needsQuote(content.value),
  };
}

/** Text that a spreadsheet could take for a formula when someone edits or pastes it. */
export function needsQuote(text: string): boolean {
  return /^[=+\-@\t\r']/.test(text);
}

/** The place of a style in the workbook, added when no other is the same. */
export function styleIndex(book: Workbook, style: CellStyle): number {
  const key = JSON.stringify(style);
  const found = book.styles.findIndex((one) => JSON.stringify(one) === key);
  return found >= 0 ? found : book.styles.push(style) - 1;
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The parts of a workbook whose sheets are still empty. */
function skeleton(book: Workbook): Map<string, Uint8Array> {
  const count = book.sheets.length;
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const parts: [string, string][] = [
    [
      '[Content_Types].xml',
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${contentType}.styles+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${contentType}.worksheet+xml"/>`).join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    ['xl/workbook.xml', workbookXml(book)],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${packageRelations}">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}<Relationship Id="rId${count + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', stylesXml],
    ...book.sheets.map((sheet, index): [string, string] => [
      `xl/worksheets/sheet${index + 1}.xml`,
      sheetXml(sheet, index === 0),
    ]),
  ];
  return new Map(parts.map(([path, xml]) => [path, encode(head + xml)]));
}

function workbookXml(book: Workbook): string {
  const sheets = book.sheets
    .map((sheet, index) => `<sheet name="${escapeXml(sheet.name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
    .join('');
  const names = book.names
    .map(({ name, text }) => `<definedName name="${escapeXml(name)}">${escapeXml(text)}</definedName>`)
    .join('');
  return `<workbook xmlns="${main}" xmlns:r="${office}"><bookViews><workbookView/></bookViews><sheets>${sheets}</sheets>${names === '' ? '' : `<definedNames>${names}</definedNames>`}<calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>`;
}

const stylesXml = `<styleSheet xmlns="${main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

function sheetXml(sheet: Sheet, isFirst: boolean): string {
  const cols = [...new Set([...sheet.widths.keys(), ...sheet.hiddenColumns])]
    .sort((a, b) => a - b)
    .map((col) => columnXml(sheet, col))
    .join('');
  return `<worksheet xmlns="${main}" xmlns:r="${office}"><dimension ref="A1"/><sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0">${paneXml(sheet)}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>${cols === '' ? '' : `<cols>${cols}</cols>`}<sheetData/></worksheet>`;
}

function columnXml({ widths, defaultWidth, hiddenColumns }: Sheet, col: number): string {
  const hidden = hiddenColumns.has(col) ? ' hidden="1"' : '';
  return `<col min="${col + 1}" max="${col + 1}" width="${widths.get(col) ?? defaultWidth}" customWidth="1"${hidden}/>`;
}

function paneXml({ frozen: { rows, columns } }: Sheet): string {
  if (rows === 0 && columns === 0) return '';
  const pane = rows > 0 && columns > 0 ? 'bottomRight' : rows > 0 ? 'bottomLeft' : 'topRight';
  const split = `${columns > 0 ? ` xSplit="${columns}"` : ''}${rows > 0 ? ` ySplit="${rows}"` : ''}`;
  return `<pane${split} topLeftCell="${cellName(rows, columns)}" activePane="${pane}" state="frozen"/>`;
}
