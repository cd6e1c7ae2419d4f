/** Cells as spreadsheets put them on the clipboard: tabs between cells, line ends between rows, quotes where a cell has either. */
export function toTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join('\t')).join('\r\n');
}

function quoted(text: string): string {
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows of a text from the clipboard. A quote counts only at the beginning of a cell. */
export function fromTsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const body = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  while (at <= body.length) {
    const cell = body[at] === '"' ? readQuoted(body, at) : null;
    const end = cell?.end ?? endOfCell(body, at);
    row.push(cell?.text ?? body.slice(at, end));
    if (body[end] !== '\t') {
      rows.push(row);
      row = [];
    }
    at = end + 1;
  }
  return rows;
}

function endOfCell(text: string, from: number): number {
  const found = /[\t\n]/.exec(text.slice(from));
  return found ? from + found.index : text.length;
}

/** A quoted cell and where it ends; null when its quote is not closed, and then it is text like any other. */
function readQuoted(text: string, from: number): { text: string; end: number } | null {
  const found = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(text.slice(from));
  if (!found) return null;
  return { text: (found[1] ?? '').replaceAll('""', '"'), end: from + found[0].length };
}
