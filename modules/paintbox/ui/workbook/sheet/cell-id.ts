/** The element of a cell in the page. */
export function cellId(row: number, col: number): string {
  return `cell-${row}-${col}`;
}
