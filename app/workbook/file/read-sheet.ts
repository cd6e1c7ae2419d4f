import { type Box, LAST_COLUMN, LAST_ROW, parseBox, parseCell } from '../address.ts';
import { errorFor, type Scalar, VALUE } from '../cell-value.ts';
import { readNumber } from '../evaluate/text-number.ts';
import { SYSTEM_OFFSET } from '../format/serial.ts';
import type { Node } from '../formula/ast.ts';
import { translate } from '../formula/move.ts';
import { parseFormula } from '../formula/parse.ts';
import { printFormula } from '../formula/print.ts';
import { WorkbookError, type WorkbookLimits } from '../limits.ts';
import { type Cell, type FormulaKind, newCell, newFormula, type Sheet } from '../model.ts';
import { type Attributes, readXml, unescapeText } from './xml.ts';

/** What all sheets of a workbook share while they are read. */
export interface ReadContext {
  strings: readonly string[];
  /** Entries of the metadata part (`cm`, counted from 1) that mark a dynamic array formula. */
  dynamicMarks: ReadonlySet<number>;
  styleCount: number;
  date1904: boolean;
  limits: WorkbookLimits;
  cells: number;
  formulas: number;
}

interface RawCell {
  row: number;
  col: number;
  type: string;
  style: number;
  mark: number;
  value: string;
  formula: string | null;
  formulaAttributes: Attributes;
}

interface SharedFormula {
  row: number;
  col: number;
  node: Node | null;
  text: string;
}

/** Fills a sheet from its part. */
export function readSheet(bytes: Uint8Array, sheet: Sheet, context: ReadContext): void {
  const reader = new SheetReader(sheet, context);
  readXml(bytes, reader);
  reader.finish();
}

class SheetReader {
  private readonly sheet: Sheet;
  private readonly context: ReadContext;
  private readonly shared = new Map<string, SharedFormula>();
  private readonly ranges: { anchor: Cell; range: Box }[] = [];
  private row = -1;
  private col = -1;
  private cell: RawCell | null = null;
  private collecting: 'value' | 'formula' | 'inline' | null = null;
  private isPhonetic = false;

  constructor(sheet: Sheet, context: ReadContext) {
    this.sheet = sheet;
    this.context = context;
  }

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'row':
        this.openRow(attributes);
        break;
      case 'c':
        this.openCell(attributes);
        break;
      case 'v':
        this.collecting = this.cell ? 'value' : null;
        break;
      case 'f':
        if (this.cell) {
          this.collecting = 'formula';
          this.cell.formula = '';
          this.cell.formulaAttributes = attributes;
        }
        break;
      case 't':
        this.collecting = this.cell && !this.isPhonetic ? 'inline' : null;
        break;
      case 'rPh':
        this.isPhonetic = true;
        break;
      default:
        this.openOther(name, attributes);
    }
  }

  close(name: string): void {
    if (name === 'rPh') this.isPhonetic = false;
    else if (name === 'c') this.closeCell();
    else if (name === 'v' || name === 'f' || name === 't') this.collecting = null;
  }

  text(text: string): void {
    if (!this.cell || !this.collecting) return;
    if (this.collecting === 'formula') this.cell.formula += text;
    else this.cell.value += text;
  }

  /** Cells inside the range of an array formula belong to it, whether they came before or after. */
  finish(): void {
    for (const { anchor, range } of this.ranges) {
      this.sheet.cells.visit(range, (cell) => {
        if (cell !== anchor && !cell.formula) cell.anchor = anchor;
      });
    }
  }

  private openOther(name: string, attributes: Attributes): void {
    if (name === 'mergeCell') {
      const box = parseBox(attributes.ref ?? '');
      if (box) this.sheet.merges.push(box);
    } else if (name === 'col') this.openColumn(attributes);
    else if (name === 'pane') this.openPane(attributes);
    else if (name === 'sheetFormatPr' && attributes.defaultColWidth)
      this.sheet.defaultWidth = Number(attributes.defaultColWidth);
  }

  private openColumn(attributes: Attributes): void {
    const from = Math.max(1, Number(attributes.min ?? 1));
    const to = Math.min(LAST_COLUMN + 1, Number(attributes.max ?? from));
    // A format for all 16,384 columns says nothing about any of them.
    if (to - from > 1000) return;
    for (let col = from - 1; col < to; col++) {
      if (attributes.width && attributes.customWidth !== '0') this.sheet.widths.set(col, Number(attributes.width));
      if (isTrue(attributes.hidden)) this.sheet.hiddenColumns.add(col);
    }
  }

  private openPane(attributes: Attributes): void {
    if (attributes.state !== 'frozen' && attributes.state !== 'frozenSplit') return;
    this.sheet.frozen = { rows: Number(attributes.ySplit ?? 0), columns: Number(attributes.xSplit ?? 0) };
  }

  private openRow(attributes: Attributes): void {
    this.row = attributes.r === undefined ? this.row + 1 : Number(attributes.r) - 1;
    this.col = -1;
    if (!Number.isInteger(this.row) || this.row < 0 || this.row > LAST_ROW) throw outside();
    if (isTrue(attributes.hidden)) this.sheet.hiddenRows.add(this.row);
  }

  private openCell(attributes: Attributes): void {
    const at = attributes.r === undefined ? { row: this.row, col: this.col + 1 } : parseCell(attributes.r);
    if (!at || at.row < 0 || at.col > LAST_COLUMN) throw outside();
    this.col = at.col;
    this.cell = {
      ...at,
      type: attributes.t ?? 'n',
      style: Number(attributes.s ?? 0),
      mark: Number(attributes.cm ?? 0),
      value: '',
      formula: null,
      formulaAttributes: {},
    };
    if (++this.context.cells > this.context.limits.cells) {
      throw new WorkbookError(
        'too-large',
        `The workbook has more than ${this.context.limits.cells.toLocaleString('en-US')} cells, and was refused.`,
      );
    }
  }

  private closeCell(): void {
    const raw = this.cell;
    this.cell = null;
    this.collecting = null;
    if (!raw) return;
    const cell = newCell(raw.row, raw.col);
    cell.style = raw.style < this.context.styleCount ? raw.style : 0;
    cell.value = this.valueOf(raw);
    cell.stored = cell.value;
    if (raw.formula !== null) this.addFormula(cell, raw, raw.formula);
    this.sheet.cells.put(cell);
  }

  private valueOf(raw: RawCell): Scalar {
    const { type, value } = raw;
    if (type === 's') return this.context.strings[Number(value)] ?? '';
    if (type === 'str' || type === 'inlineStr')
      return value === '' && raw.formula === null && type === 'str' ? null : unescapeText(value);
    if (value === '') return null;
    if (type === 'b') return isTrue(value.trim());
    if (type === 'e') return errorFor(value.trim()) ?? VALUE;
    if (type === 'd') return this.isoDate(value.trim());
    const number = Number(value);
    return Number.isFinite(number) ? number : null;
  }

  private isoDate(text: string): Scalar {
    const read = readNumber(text.replace(/(?:\.\d+)?Z?$/, ''));
    return read ? read.value - (this.context.date1904 ? SYSTEM_OFFSET : 0) : text;
  }

  private addFormula(cell: Cell, raw: RawCell, text: string): void {
    const { t: kind, si, ref } = raw.formulaAttributes;
    const range = parseBox(ref ?? '');
    if (kind === 'shared' && si !== undefined) {
      const own = text === '' ? this.sharedText(si, raw) : text;
      if (text !== '') this.shared.set(si, { row: raw.row, col: raw.col, node: null, text });
      if (own === null) return;
      this.setFormula(cell, own, 'plain', null);
    } else if (kind === 'dataTable') this.setFormula(cell, dataTableText(raw.formulaAttributes), 'data-table', range);
    else if (kind === 'array')
      this.setFormula(cell, text, this.context.dynamicMarks.has(raw.mark) ? 'dynamic' : 'array', range);
    else if (text !== '') this.setFormula(cell, text, 'plain', null);
  }

  private setFormula(cell: Cell, text: string, kind: FormulaKind, range: Box | null): void {
    if (++this.context.formulas > this.context.limits.formulas) {
      throw new WorkbookError(
        'too-large',
        `The workbook has more than ${this.context.limits.formulas.toLocaleString('en-US')} formulas, and was refused.`,
      );
    }
    cell.formula = newFormula(asTyped(text.replace(/^=/, '')), kind, kind === 'plain' ? null : range);
    if (
      range &&
      (kind === 'array' || kind === 'dynamic') &&
      (range.bottom - range.top + 1) * (range.right - range.left + 1) <= this.context.limits.arrayCells
    ) {
      this.ranges.push({ anchor: cell, range });
    } else if (kind === 'array') cell.formula.range = null;
  }

  /** The text a shared formula has in this cell: that of its first cell, with relative references moved along. */
  private sharedText(id: string, raw: RawCell): string | null {
    const master = this.shared.get(id);
    if (!master) return null;
    try {
      master.node ??= parseFormula(master.text);
      return printFormula(translate(master.node, raw.row - master.row, raw.col - master.col));
    } catch {
      // It cannot be read here, so it is listed for this cell as for the first one.
      return master.text;
    }
  }
}

/** Without the prefixes that only files use; anything else stays letter by letter. */
function asTyped(text: string): string {
  if (!text.includes('_xl')) return text;
  try {
    return printFormula(parseFormula(text));
  } catch {
    return text;
  }
}

function dataTableText(attributes: Attributes): string {
  return `TABLE(${attributes.r1 ?? ''},${attributes.r2 ?? ''})`;
}

function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true';
}

function outside(): WorkbookError {
  return new WorkbookError('damaged', 'A cell of the workbook lies outside of any sheet, so the file was refused.');
}
