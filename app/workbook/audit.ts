import { cellName } from './address.ts';
import { isSameValue } from './audit-value.ts';
import { type CalculationOptions, Calculator } from './calculate.ts';
import { CellError, NUM, REF, type Scalar, VALUE } from './cell-value.ts';
import { type Cell, Taint, type Workbook } from './model.ts';
import { readWorkbook } from './read.ts';

/** A value as JSON shows it: errors by their spelling, an empty cell as null. */
export type AuditValue = number | string | boolean | null;

export interface AuditCell {
  sheet: string;
  cell: string;
  formula: string;
}

export interface AuditReport {
  /** Formulas in the workbook. */
  formulas: number;
  /** Those whose calculated value is the stored one. */
  equal: number;
  differ: (AuditCell & { stored: AuditValue; computed: AuditValue })[];
  /** Not calculated; their cells keep the stored values. */
  unsupported: (AuditCell & { reason: string })[];
  /** Rest on the clock or on chance, so the stored value says nothing. */
  volatile: (AuditCell & { stored: AuditValue; computed: AuditValue })[];
  /** Part of a circular reference; they keep the stored values. */
  circular: AuditCell[];
  /** Calculated, but from a value that could not be: they are counted as equal or different all the same. */
  dependOnUnsupported: AuditCell[];
  /** The file has no stored value to compare with (it was never calculated). */
  notStored: (AuditCell & { computed: AuditValue })[];
}

/** Recalculates a workbook and compares every formula with the value that the file stored for it. */
export function auditWorkbook(bytes: Uint8Array, options: CalculationOptions = {}): AuditReport {
  const book = readWorkbook(bytes);
  const calculator = new Calculator(book, options);
  calculator.calculateAll();
  return auditCalculated(book, calculator);
}

/** The audit of a workbook that was just read and calculated and not edited since. */
export function auditCalculated(book: Workbook, calculator: Calculator): AuditReport {
  const report: AuditReport = {
    formulas: 0,
    equal: 0,
    differ: [],
    unsupported: [],
    volatile: [],
    circular: [],
    dependOnUnsupported: [],
    notStored: [],
  };
  const reasons = new Map(calculator.notCalculated().map(({ cell, reason }) => [cell, reason]));
  const circular = new Set(calculator.circularCells().map(({ cell }) => cell));
  for (const { sheet, cell } of calculator.formulas()) {
    report.formulas++;
    const at = place(book, sheet, cell, cell);
    const reason = reasons.get(cell);
    if (reason !== undefined) report.unsupported.push({ ...at, reason });
    else if (circular.has(cell)) report.circular.push(at);
    else auditFormula(report, book, sheet, cell);
  }
  return report;
}

function auditFormula(report: AuditReport, book: Workbook, sheet: number, cell: Cell): void {
  const taint = cell.formula?.taint ?? 0;
  const at = place(book, sheet, cell, cell);
  const wrong = differing(book, sheet, cell);
  if (taint & Taint.unsupported) report.dependOnUnsupported.push(at);
  if (taint & Taint.volatile) {
    report.volatile.push({ ...at, stored: shown(cell.stored), computed: shown(cell.value) });
  } else if (cell.stored === null && wrong.length > 0) report.notStored.push({ ...at, computed: shown(cell.value) });
  else if (wrong.length === 0) report.equal++;
  for (const other of taint & Taint.volatile || cell.stored === null ? [] : wrong) {
    report.differ.push({
      ...place(book, sheet, other, cell),
      stored: shown(other.stored),
      computed: shown(other.value),
    });
  }
}

/** The cell itself and those its array fills, as far as their values are not the stored ones. */
function differing(book: Workbook, sheet: number, cell: Cell): Cell[] {
  const range = cell.formula?.range;
  const isSame = (one: Cell) => isSameValue(one.stored, one.value) || isErrorOfLibreOffice(book, one);
  if (!range) return isSame(cell) ? [] : [cell];
  const wrong: Cell[] = [];
  book.sheets[sheet]?.cells.visit(range, (other) => {
    if ((other === cell || other.anchor === cell) && !isSame(other)) wrong.push(other);
  });
  return wrong;
}

/** LibreOffice has errors of its own (502, invalid argument) that it can only store as #VALUE!: Excel's are more exact. */
function isErrorOfLibreOffice(book: Workbook, { stored, value }: Cell): boolean {
  return /^LibreOffice/.test(book.producer ?? '') && stored === VALUE && (value === NUM || value === REF);
}

function place(book: Workbook, sheet: number, cell: Cell, formulaCell: Cell): AuditCell {
  return {
    sheet: book.sheets[sheet]?.name ?? '',
    cell: cellName(cell.row, cell.col),
    formula: `=${formulaCell.formula?.text ?? ''}`,
  };
}

function shown(value: Scalar): AuditValue {
  return value instanceof CellError ? value.code : value;
}
