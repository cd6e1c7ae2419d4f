import { boxName } from '../../../workbook/address.ts';
import { formatValue } from '../../../workbook/format/number-format.ts';
import { WorkbookError } from '../../../workbook/limits.ts';
import type { Cell, Sheet, Workbook } from '../../../workbook/model.ts';
import { readWorkbook } from '../../../workbook/read.ts';
import { DocumentProblem, Passages } from '../passage.ts';

/** Characters of rows that make one passage. */
const blockLength = 1_200;

interface Row {
  at: number;
  left: number;
  right: number;
  text: string;
}

/** Rows of a sheet together, as they show; the first row that names columns is said again in each passage of it. */
export function readSheets(bytes: Uint8Array): Passages {
  const book = open(bytes);
  const passages = new Passages();
  for (const sheet of book.sheets) if (sheet.state === 'visible') addSheet(passages, book, sheet);
  if (passages.list.length === 0) throw new DocumentProblem('This workbook has no text.');
  return passages;
}

function open(bytes: Uint8Array): Workbook {
  try {
    return readWorkbook(bytes);
  } catch (error) {
    if (error instanceof WorkbookError) throw new DocumentProblem(error.message);
    throw error;
  }
}

function addSheet(passages: Passages, book: Workbook, sheet: Sheet): void {
  const rows = rowsOf(book, sheet);
  const head = rows.find(({ text }) => text.includes(' | '));
  let block: Row[] = [];
  let length = 0;
  for (const row of rows) {
    if (length + row.text.length > blockLength && block.length > 0) {
      addBlock(passages, sheet, block, head);
      block = [];
      length = 0;
    }
    block.push(row);
    length += row.text.length;
  }
  if (block.length > 0) addBlock(passages, sheet, block, head);
}

function addBlock(passages: Passages, sheet: Sheet, rows: readonly Row[], head: Row | undefined): void {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return;
  const left = Math.min(...rows.map((row) => row.left));
  const right = Math.max(...rows.map((row) => row.right));
  const lines = rows.map(({ text }) => text);
  if (head && head.at < first.at) lines.unshift(head.text);
  passages.add(`${sheet.name}!${boxName({ top: first.at, left, bottom: last.at, right })}`, lines.join('\n'));
}

function rowsOf(book: Workbook, sheet: Sheet): Row[] {
  const rows: Row[] = [];
  sheet.cells.visitAll((cell) => {
    const text = shown(book, cell);
    if (text === '') return;
    const row = rows.at(-1);
    if (row?.at === cell.row) {
      row.text += ` | ${text}`;
      row.right = cell.col;
    } else rows.push({ at: cell.row, left: cell.col, right: cell.col, text });
  });
  return rows;
}

function shown(book: Workbook, { value, style }: Cell): string {
  if (value === null) return '';
  if (typeof value === 'string') return value.trim();
  return formatValue(value, book.styles[style]?.numberFormat ?? 'General', book.date1904).text.trim();
}
