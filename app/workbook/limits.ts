/** Why a workbook cannot be taken. The message is a whole sentence for the person who chose the file. */
export type WorkbookRefusalCode =
  | 'not-a-workbook'
  | 'old-format'
  | 'encrypted'
  | 'damaged'
  | 'too-large'
  | 'too-complex'
  | 'unsafe';

export class WorkbookError extends Error {
  readonly code: WorkbookRefusalCode;

  constructor(code: WorkbookRefusalCode, message: string) {
    super(message);
    this.name = 'WorkbookError';
    this.code = code;
  }
}

/** Everything that bounds the work one file can cause. */
export interface WorkbookLimits {
  /** Bytes of the .xlsx file itself. */
  fileBytes: number;
  /** Files inside the package. */
  entries: number;
  /** Unpacked bytes of all files inside the package together. */
  unpackedBytes: number;
  /** Unpacked bytes per packed byte, once an entry is larger than a megabyte. */
  ratio: number;
  sheets: number;
  cells: number;
  formulas: number;
  /** Longest formula, as in Excel. */
  formulaLength: number;
  /** Cells an array or a range materialised for a formula may have. */
  arrayCells: number;
  /** Cells visited and functions called by one calculation. */
  steps: number;
}

export const defaultLimits: WorkbookLimits = {
  fileBytes: 25 * 1024 * 1024,
  entries: 2_000,
  unpackedBytes: 150 * 1024 * 1024,
  ratio: 200,
  sheets: 500,
  cells: 1_000_000,
  formulas: 200_000,
  formulaLength: 8_192,
  arrayCells: 1_100_000,
  steps: 50_000_000,
};
