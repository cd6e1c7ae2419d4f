import type { Box } from '#app/workbook/address.ts';
import { translate } from '#app/workbook/formula/move.ts';
import { parseFormula } from '#app/workbook/formula/parse.ts';
import { printFormula } from '#app/workbook/formula/print.ts';

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

/** What was copied inside of the workbook, and the text that stands for it on the clipboard. */
export interface CopiedCells {
  text: string;
  from: Box;
  cells: { row: number; col: number; input: string }[];
}

function ownBlock({ from, cells }: CopiedCells) {
  const height = Math.min(from.bottom - from.top + 1, Math.max(1, ...cells.map(({ row }) => row + 1)));
  const width = Math.min(from.right - from.left + 1, Math.max(1, ...cells.map(({ col }) => col + 1)));
  const inputs: string[][] = [];
  for (const { row, col, input } of cells) {
    const line = inputs[row] ?? [];
    line[col] = input;
    inputs[row] = line;
  }
  return { height, width, inputs };
}

/** Text from elsewhere is typed as it is; a formula stays one only if it can be read. */
function typedInput(text: string): string {
  if (!text.startsWith('=')) return text;
  try {
    parseFormula(text.slice(1));
    return text;
  } catch {
    return `'${text}`;
  }
}

function movedInput(input: string, rows: number, columns: number): string {
  if (!input.startsWith('=') || (rows === 0 && columns === 0)) return input;
  try {
    return `=${printFormula(translate(parseFormula(input.slice(1)), rows, columns))}`;
  } catch {
    return input;
  }
}

function normal(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
}

/** What to type into cells from `to` on, when text of the clipboard is pasted there: an input for each place of the block, row by row. */
export function pastedBlock(text: string, copied: CopiedCells | null): PastedBlock {
  if (copied === null || normal(copied.text) !== normal(text)) {
    const rows = fromTsv(text);
    const width = Math.max(...rows.map((row) => row.length));
    return { height: rows.length, width, inputAt: (row, col) => typedInput(rows[row]?.[col] ?? '') };
  }
  const { height, width, inputs } = ownBlock(copied);
  const { top, left } = copied.from;
  return {
    height,
    width,
    inputAt: (row, col, at) => movedInput(inputs[row]?.[col] ?? '', at.row - top - row, at.col - left - col),
  };
}

export interface PastedBlock {
  height: number;
  width: number;
  /** The input for a place of the block, when it is put into a cell of the sheet. */
  inputAt(row: number, col: number, at: { row: number; col: number }): string;
}
