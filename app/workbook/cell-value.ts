/** What one cell can hold. `null` is an empty cell, which is not the same as the empty text. */
export type Scalar = number | string | boolean | CellError | null;

export type ErrorCode =
  | '#NULL!'
  | '#DIV/0!'
  | '#VALUE!'
  | '#REF!'
  | '#NAME?'
  | '#NUM!'
  | '#N/A'
  | '#GETTING_DATA'
  | '#SPILL!'
  | '#CALC!'
  | '#FIELD!'
  | '#BLOCKED!'
  | '#CONNECT!'
  | '#BUSY!'
  | '#UNKNOWN!';

/** A spreadsheet error value. Compared by identity: one object exists per code (see `errorFor`). */
export class CellError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    this.code = code;
  }

  toString(): string {
    return this.code;
  }

  toJSON(): string {
    return this.code;
  }
}

export const NULL_ERROR = new CellError('#NULL!');
export const DIV0 = new CellError('#DIV/0!');
export const VALUE = new CellError('#VALUE!');
export const REF = new CellError('#REF!');
export const NAME = new CellError('#NAME?');
export const NUM = new CellError('#NUM!');
export const NA = new CellError('#N/A');
export const SPILL = new CellError('#SPILL!');
export const CALC = new CellError('#CALC!');

const known: readonly CellError[] = [
  NULL_ERROR,
  DIV0,
  VALUE,
  REF,
  NAME,
  NUM,
  NA,
  new CellError('#GETTING_DATA'),
  SPILL,
  CALC,
  new CellError('#FIELD!'),
  new CellError('#BLOCKED!'),
  new CellError('#CONNECT!'),
  new CellError('#BUSY!'),
  new CellError('#UNKNOWN!'),
];

const byCode = new Map<string, CellError>(known.map((error) => [error.code, error]));

/** The error of that spelling (`#N/A`, any case), or null when the text is no error. */
export function errorFor(text: string): CellError | null {
  return byCode.get(text.toUpperCase()) ?? null;
}

/** Every error spelling, longest first, for a lexer. */
export const errorCodes: readonly string[] = known.map((error) => error.code);

/** 1 for #NULL!, 2 for #DIV/0! ... as ERROR.TYPE counts them. */
export function errorNumber(error: CellError): number {
  return known.indexOf(error) + 1;
}

/** A number that a cell may hold: anything that overflows is #NUM!. */
export function finite(value: number): number | CellError {
  return Number.isFinite(value) ? (value === 0 ? 0 : value) : NUM;
}
