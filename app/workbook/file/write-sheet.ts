import { boxName, cellName, LAST_COLUMN, LAST_ROW, type Position, parseCell } from '../address.ts';
import { CellError, type Scalar } from '../cell-value.ts';
import { movedIndex } from '../formula/move.ts';
import { parseFormula } from '../formula/parse.ts';
import { printFormula } from '../formula/print.ts';
import type { Cell, Formula, Sheet } from '../model.ts';
import { moveSurroundings } from './move-sheet.ts';
import { attribute, tags, withAttribute } from './scan.ts';
import { escapeXml } from './xml.ts';

interface SourceCell {
  row: number;
  col: number;
  xml: string;
}

interface SourceRow {
  row: number;
  /** The opening tag of the row, as it was. */
  tag: string;
  cells: SourceCell[];
}

/** True when the part of the sheet does not say any more what the sheet holds. */
export function isSheetChanged(sheet: Sheet): boolean {
  let changed = sheet.moves.length > 0;
  sheet.cells.visitAll((cell) => {
    if (isCellChanged(cell)) changed = true;
  });
  return changed;
}

function isCellChanged(cell: Cell): boolean {
  return cell.edited || cell.stored !== cell.value;
}

/** True when a formula of the sheet came, went or changed, so that an order of calculation kept in the file is void. */
export function hasFormulaChanges(sheet: Sheet): boolean {
  let changed = sheet.moves.length > 0;
  sheet.cells.visitAll((cell) => {
    if (cell.edited) changed = true;
  });
  return changed;
}

/**
 * Writes the cells of a sheet into its part. Rows and cells that did not change are copied letter by letter, and so is
 * all that stands around them, except where rows or columns were moved.
 * @param mark the `cm` that says "this formula spills" in this package.
 */
export function writeSheet(xml: string, sheet: Sheet, mark: number): string {
  const source = sheetData(xml);
  const rows = source.rows.flatMap((row) => movedRow(row, sheet));
  const unshare = sheet.moves.length > 0 || rows.some(({ cells }) => cells.some((cell) => isEditedMaster(cell, sheet)));
  const body = mergedRows(rows, sheet, { mark, unshare, isMoved: sheet.moves.length > 0 });
  const head = withDimension(moveSurroundings(xml.slice(0, source.start), sheet), sheet);
  const tail = moveSurroundings(xml.slice(source.end), sheet);
  return `${head}<${source.prefix}sheetData>${body}</${source.prefix}sheetData>${tail}`;
}

function sheetData(xml: string): { start: number; end: number; prefix: string; rows: SourceRow[] } {
  const rows: SourceRow[] = [];
  let start = -1;
  let cellStart = -1;
  let col = -1;
  for (const tag of tags(xml)) {
    const text = () => xml.slice(tag.start, tag.end);
    if (tag.name === 'sheetData') {
      const prefix = /^<\/?([^\s:/>]+:)?sheetData/.exec(text())?.[1] ?? '';
      if (tag.kind !== 'open') return { start: start < 0 ? tag.start : start, end: tag.end, prefix, rows };
      start = tag.start;
    } else if (start < 0) continue;
    else if (tag.name === 'row' && tag.kind !== 'close') {
      const number = attribute(text(), 'r');
      rows.push({ row: number === null ? (rows.at(-1)?.row ?? -1) + 1 : Number(number) - 1, tag: text(), cells: [] });
      col = -1;
    } else if (tag.name === 'c') {
      if (tag.kind !== 'close') {
        cellStart = tag.start;
        const at = parseCell(attribute(text(), 'r') ?? '');
        col = at?.col ?? col + 1;
      }
      const row = rows.at(-1);
      if (tag.kind !== 'open' && row) row.cells.push({ row: row.row, col, xml: xml.slice(cellStart, tag.end) });
    }
  }
  throw new Error('The sheet has no cell data.');
}

/** Where a place of the file is now; null when it was removed. */
function movedPosition({ row, col }: Position, sheet: Sheet): Position | null {
  let at: Position | null = { row, col };
  for (const { axis, at: from, count } of sheet.moves) {
    if (!at) return null;
    const moved: number | null = movedIndex(at[axis], from, count, axis === 'row' ? LAST_ROW : LAST_COLUMN);
    at = moved === null ? null : { ...at, [axis]: moved };
  }
  return at;
}

function movedRow(row: SourceRow, sheet: Sheet): SourceRow[] {
  if (sheet.moves.length === 0) return [row];
  const place = movedPosition(
    { row: row.row, col: 0 },
    { ...sheet, moves: sheet.moves.filter(({ axis }) => axis === 'row') },
  );
  if (!place) return [];
  const cells = row.cells.flatMap((cell) => {
    const at = movedPosition(cell, sheet);
    return at
      ? [{ ...at, xml: cell.xml.replace(/^<[^>]*>/, (tag) => withAttribute(tag, 'r', cellName(at.row, at.col))) }]
      : [];
  });
  return [{ row: place.row, tag: withAttribute(row.tag, 'r', String(place.row + 1)), cells }];
}

/** The first cell of a shared formula, whose text the others borrow. */
function isEditedMaster(cell: SourceCell, sheet: Sheet): boolean {
  const tag = /<(?:[^\s:>]+:)?f\s[^>]*>/.exec(cell.xml)?.[0] ?? '';
  const isMaster = attribute(tag, 't') === 'shared' && attribute(tag, 'ref') !== null;
  return isMaster && (sheet.cells.get(cell.row, cell.col)?.edited ?? false);
}

interface Manner {
  mark: number;
  /** Shared formulas are written out, because their first cell changed. */
  unshare: boolean;
  isMoved: boolean;
}

function mergedRows(source: readonly SourceRow[], sheet: Sheet, manner: Manner): string {
  const rows = new Map(source.map((row) => [row.row, row]));
  const fresh = new Map<number, Cell[]>();
  const known = new Set(source.flatMap(({ cells }) => cells.map(({ row, col }) => row * 16384 + col)));
  sheet.cells.visitAll((cell) => {
    if (known.has(cell.row * 16384 + cell.col) || isNothing(cell)) return;
    fresh.set(cell.row, [...(fresh.get(cell.row) ?? []), cell]);
  });
  return [...new Set([...rows.keys(), ...fresh.keys()])]
    .sort((a, b) => a - b)
    .map((row) => writeRow(row, rows.get(row), fresh.get(row) ?? [], sheet, manner))
    .join('');
}

function isNothing(cell: Cell): boolean {
  return cell.value === null && !cell.formula && cell.style === 0;
}

function writeRow(
  row: number,
  source: SourceRow | undefined,
  fresh: readonly Cell[],
  sheet: Sheet,
  manner: Manner,
): string {
  const written = [
    ...(source?.cells ?? []).map((cell) => ({ col: cell.col, xml: rewritten(cell, sheet, manner) })),
    ...fresh.map((cell) => ({ col: cell.col, xml: cellXml(cell, '<c>', manner.mark) })),
  ].sort((a, b) => a.col - b.col);
  const body = written.map(({ xml }) => xml).join('');
  let tag = source?.tag ?? `<row r="${row + 1}">`;
  if (fresh.length > 0 || manner.isMoved) tag = withAttribute(tag, 'spans', null);
  const open = tag.replace(/\s*\/>$/, '>');
  if (body === '') return open.replace(/>$/, '/>');
  const name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? 'row';
  return `${open}${body}</${name}>`;
}

function rewritten(source: SourceCell, sheet: Sheet, manner: Manner): string {
  const cell = sheet.cells.get(source.row, source.col);
  if (!cell) return '';
  const isFormula = cell.formula !== null && cell.formula.kind !== 'data-table';
  const mustRespell = isFormula && (manner.isMoved || (manner.unshare && /t=["']shared["']/.test(source.xml)));
  if (!isCellChanged(cell) && !mustRespell) return source.xml;
  const tag = /^<[^>]*>/.exec(source.xml)?.[0] ?? '<c>';
  if (cell.edited || mustRespell) return cellXml(cell, tag, manner.mark);
  return withValue(source.xml, tag, cell);
}

/** The cell with another cached value; its formula is copied as it stands. */
function withValue(xml: string, tag: string, cell: Cell): string {
  const formula = /<(?:[^\s:>]+:)?f(?:\s[^>]*)?(?:\/>|>[\s\S]*?<\/(?:[^\s:>]+:)?f>)/.exec(xml)?.[0] ?? '';
  const { type, body } = valueXml(cell.value, formula !== '' || cell.anchor !== null);
  return element(withAttribute(tag, 't', type), formula + body);
}

/** A cell from the model. `tag` is its opening tag in the file, whose other attributes it keeps. */
function cellXml(cell: Cell, tag: string, mark: number): string {
  const formula = cell.formula ? formulaXml(cell.formula, cell) : '';
  const { type, body } = valueXml(cell.value, cell.formula !== null || cell.anchor !== null);
  let open = withAttribute(tag, 't', type);
  open = withAttribute(open, 's', cell.style === 0 ? null : String(cell.style));
  if (cell.edited) {
    open = withAttribute(open, 'cm', cell.formula?.kind === 'dynamic' ? String(mark) : null);
    open = withAttribute(open, 'vm', null);
  }
  return element(withAttribute(open, 'r', cellName(cell.row, cell.col)), formula + body);
}

function element(tag: string, body: string): string {
  const name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? 'c';
  const open = tag.replace(/\s*\/?>$/, '');
  return body === '' ? `${open}/>` : `${open}>${body}</${name}>`;
}

function formulaXml(formula: Formula, cell: Cell): string {
  const text = escapeFormula(storedFormula(formula.text));
  if (formula.kind === 'plain') return `<f>${text}</f>`;
  const range = formula.range ?? { top: cell.row, bottom: cell.row, left: cell.col, right: cell.col };
  return `<f t="array" ref="${boxName(range)}">${text}</f>`;
}

/** The spelling of files, with its prefixes; a text that cannot be read stays as it is. */
function storedFormula(text: string): string {
  try {
    return printFormula(parseFormula(text), true);
  } catch {
    return text;
  }
}

function escapeFormula(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function valueXml(value: Scalar, computed: boolean): { type: string | null; body: string } {
  if (value === null) return { type: null, body: '' };
  if (typeof value === 'number') return { type: null, body: `<v>${value}</v>` };
  if (typeof value === 'boolean') return { type: 'b', body: `<v>${value ? 1 : 0}</v>` };
  if (value instanceof CellError) return { type: 'e', body: `<v>${value.code}</v>` };
  if (computed) return { type: 'str', body: `<v>${escapeXml(value)}</v>` };
  return { type: 'inlineStr', body: `<is><t xml:space="preserve">${escapeXml(value)}</t></is>` };
}

/** The used rectangle, which readers take as a hint. */
function withDimension(head: string, sheet: Sheet): string {
  const extent = sheet.cells.extent;
  if (!extent) return head;
  return head.replace(/(<(?:[^\s:>]+:)?dimension\s[^>]*?ref=")([^"]*)(")/, (_, before, ref: string, after) => {
    const last = parseCell(ref.split(':').at(-1) ?? '') ?? { row: 0, col: 0 };
    const bottom = Math.max(extent.bottom, last.row);
    const right = Math.max(extent.right, last.col);
    return bottom === last.row && right === last.col && sheet.moves.length === 0
      ? before + ref + after
      : `${before}${boxName({ ...extent, bottom, right })}${after}`;
  });
}
