import { cellName } from '../address.ts';
import { CellError, errorNumber, NA, REF, type Scalar, VALUE } from '../cell-value.ts';
import { toScalar } from '../evaluate/coerce.ts';
import { Matrix, type Operand, Reference, type Runtime, Unsupported } from '../evaluate/operand.ts';
import { sheetIndex } from '../model.ts';
import { any, type FunctionDefinition, fn, fnIn, num, onlyArea, operand, opt, text } from './define.ts';

const test = (name: string, holds: (value: Scalar) => boolean): FunctionDefinition => fn(name, [any], holds);

function typeNumber(rt: Runtime, value: Operand): number {
  if (value instanceof Matrix || (value instanceof Reference && !value.isOneCell)) return 64;
  const one = toScalar(rt, value);
  if (one instanceof CellError) return 16;
  return typeof one === 'string' ? 2 : typeof one === 'boolean' ? 4 : 1;
}

/** The questions of CELL that do not depend on the screen; the others are listed as not supported. */
function aboutCell(rt: Runtime, question: string, of: Reference | undefined): Operand {
  const area = of ? onlyArea(of) : { sheet: rt.sheet, top: rt.row, left: rt.col, bottom: rt.row, right: rt.col };
  switch (question.toLowerCase()) {
    case 'row':
      return area.top + 1;
    case 'col':
      return area.left + 1;
    case 'address':
      return cellName(area.top, area.left).replace(/^([A-Z]+)(\d+)$/, '$$$1$$$2');
    case 'contents':
      return rt.read(area.sheet, area.top, area.left) ?? 0;
    case 'type': {
      const value = rt.read(area.sheet, area.top, area.left);
      return value === null ? 'b' : typeof value === 'string' ? 'l' : 'v';
    }
    default:
      throw new Unsupported(`CELL("${question}")`);
  }
}

function sheetNumber(rt: Runtime, of: Operand | undefined): number | CellError {
  if (of === undefined) return rt.sheet + 1;
  if (of instanceof Reference) return onlyArea(of).sheet + 1;
  const name = toScalar(rt, of);
  const index = typeof name === 'string' ? sheetIndex(rt.book, name) : -1;
  return index < 0 ? NA : index + 1;
}

/** Empty means a cell that holds nothing, and nothing else. */
export const informationFunctions: FunctionDefinition[] = [
  test('ISBLANK', (value) => value === null),
  test('ISNUMBER', (value) => typeof value === 'number'),
  test('ISTEXT', (value) => typeof value === 'string'),
  test('ISNONTEXT', (value) => typeof value !== 'string'),
  test('ISLOGICAL', (value) => typeof value === 'boolean'),
  test('ISERROR', (value) => value instanceof CellError),
  test('ISERR', (value) => value instanceof CellError && value !== NA),
  test('ISNA', (value) => value === NA),
  fn('ISEVEN', [num], (value) => Math.trunc(value) % 2 === 0),
  fn('ISODD', [num], (value) => Math.abs(Math.trunc(value) % 2) === 1),
  fn('ISREF', [operand], (value) => value instanceof Reference),
  fnIn('ISFORMULA', [operand], (rt, of) => {
    if (!(of instanceof Reference)) return of instanceof CellError ? of : VALUE;
    const area = onlyArea(of);
    return rt.formulaText(area.sheet, area.top, area.left) !== null;
  }),
  fn('NA', [], () => NA),
  fn('N', [any], (value) => (typeof value === 'number' || value instanceof CellError ? value : value === true ? 1 : 0)),
  fnIn('TYPE', [operand], typeNumber),
  fn('ERROR.TYPE', [any], (value) => (value instanceof CellError ? errorNumber(value) : NA)),
  fnIn('CELL', [text, opt(operand, undefined)], (rt, question, of) => {
    if (of !== undefined && !(of instanceof Reference)) return of instanceof CellError ? of : VALUE;
    return aboutCell(rt, question, of);
  }),
  fnIn('SHEET', [opt(operand, undefined)], sheetNumber),
  fnIn('SHEETS', [opt(operand, undefined)], (rt, of) => {
    if (of === undefined) return rt.book.sheets.length;
    return of instanceof Reference ? new Set(of.areas.map((area) => area.sheet)).size : REF;
  }),
];
