/*
 * A workbook to be written: sheets of cells, each a literal or a live formula. Formulas are without their `=`; a formula's value
 * is filled in by whoever calculates the workbook, except where it is a mere literal in other words (`150.5/12`).
 */

export type Literal = string | number | boolean | null;

export type SheetCell = { value: Literal; formula?: string; format?: string; isBold?: boolean };

export type SheetDescription = {
  name: string;
  /** Widths in characters, by column. */
  widths: readonly number[];
  hiddenColumns: readonly number[];
  frozenRows: number;
  rows: readonly (readonly SheetCell[])[];
};

export type WorkbookDescription = { sheets: readonly SheetDescription[] };

export function literal(value: Literal, format?: string): SheetCell {
  return format ? { value, format } : { value };
}

export function formula(text: string, format?: string): SheetCell {
  return format ? { value: null, formula: text, format } : { value: null, formula: text };
}

export const BLANK: SheetCell = { value: null };

/** 0 -> A, 26 -> AA. */
export function columnName(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

/** A column of a table: its header, and the cell of each element; `at` names cells of the same row by key. */
export type Column<Row, Key extends string> = {
  key: Key;
  header: string;
  width?: number;
  isHidden?: boolean;
  cell: (row: Row, at: (key: Key) => string) => SheetCell;
};

/** Where a table's columns ended up, for formulas elsewhere: `column('amount')` -> `Takeoff!$AA$2:$AA$9`. */
export type Table = {
  sheet: SheetDescription;
  column: (key: string) => string;
  /** The cell of an element by its place in the table: `Takeoff!$AA$2`. */
  cell: (key: string, index: number) => string;
};

/** A sheet with one table from A1: headers, then one row per element. An empty table still spans one blank row. */
export function tableSheet<Row, Key extends string>(
  name: string,
  columns: readonly Column<Row, Key>[],
  rows: readonly Row[],
): Table {
  const places = new Map<string, string>(columns.map((column, index) => [column.key, columnName(index)]));
  const letter = (key: string) => {
    const found = places.get(key);
    if (found === undefined) throw new RangeError(`${name} has no column ${key}`);
    return found;
  };
  const header = columns.map((column): SheetCell => ({ value: column.header, isBold: true }));
  const body = rows.map((row, index) =>
    columns.map((column) => column.cell(row, (key) => `${letter(key)}${index + 2}`)),
  );
  const last = Math.max(2, rows.length + 1);
  return {
    sheet: {
      name,
      widths: columns.map((column) => column.width ?? Math.max(10, column.header.length + 2)),
      hiddenColumns: columns.flatMap((column, index) => (column.isHidden ? index : [])),
      frozenRows: 1,
      rows: [header, ...body],
    },
    column: (key) => `${name}!$${letter(key)}$2:$${letter(key)}$${last}`,
    cell: (key, index) => `${name}!$${letter(key)}$${index + 2}`,
  };
}
