import { type Box, boxName, cellName } from '#app/workbook/address.ts';
import { children, type Node, type SheetPrefix } from '#app/workbook/formula/ast.ts';
import { parseFormula } from '#app/workbook/formula/parse.ts';
import { type Cell, type Sheet, sheetIndex, type Workbook } from '#app/workbook/model.ts';

/** What one cell is calculated from, and what is calculated from it, one step each way: `Rates!B4`, `Interior!D5:D16`. */
export interface Feeds {
  from: string[];
  into: string[];
}

const MOST = 40;

/** Sheets that are hidden are not told of. */
export function feedsOf(book: Workbook, sheet: Sheet, row: number, col: number): Feeds {
  const own = book.sheets.indexOf(sheet);
  const cell = sheet.cells.get(row, col);
  const from = cell ? readsOf(book, own, cell).map(({ sheet: at, box }) => nameOf(book, at, box)) : [];
  const into: string[] = [];
  for (const [at, other] of book.sheets.entries()) {
    if (other.state !== 'visible') continue;
    other.cells.visitAll((reader) => {
      if (!reader.formula || into.length >= MOST) return;
      if (readsOf(book, at, reader).some((place) => place.sheet === own && holds(place.box, row, col))) {
        into.push(`${other.name}!${cellName(reader.row, reader.col)}`);
      }
    });
  }
  return { from: [...new Set(from.filter((name) => name !== null))].slice(0, MOST), into };
}

interface Place {
  sheet: number;
  box: Box;
}

/** The places that a formula names, also by a defined name or a table. */
function readsOf(book: Workbook, home: number, cell: Cell): Place[] {
  return cell.formula ? placesIn(book, home, parsed(cell.formula.text), 0) : [];
}

/** A name may stand for a formula with names in it; one that stands for itself ends here. */
const DEEPEST = 8;

function placesIn(book: Workbook, home: number, node: Node | null, depth: number): Place[] {
  if (!node || depth > DEEPEST) return [];
  switch (node.type) {
    case 'cell':
      return sheetsOf(book, home, node.sheet).map((sheet) => ({
        sheet,
        box: { top: node.row, left: node.col, bottom: node.row, right: node.col },
      }));
    case 'area': {
      const { from, to } = node;
      const box = {
        top: Math.min(from.row, to.row),
        left: Math.min(from.col, to.col),
        bottom: Math.max(from.row, to.row),
        right: Math.max(from.col, to.col),
      };
      return sheetsOf(book, home, node.sheet).map((sheet) => ({ sheet, box }));
    }
    case 'name': {
      const scope = node.sheet ? sheetIndex(book, node.sheet.name) : home;
      const wanted = node.name.toLowerCase();
      const named = book.names.filter(({ name }) => name.toLowerCase() === wanted);
      const found = named.find((name) => name.scope === scope) ?? named.find((name) => name.scope === null);
      return found ? placesIn(book, home, parsed(found.text), depth + 1) : [];
    }
    case 'table': {
      const table = book.tables.find(({ name }) => name.toLowerCase() === node.table?.toLowerCase());
      return table ? [{ sheet: table.sheet, box: table.range }] : [];
    }
    default:
      return children(node).flatMap((child) => placesIn(book, home, child, depth));
  }
}

function parsed(text: string): Node | null {
  try {
    return parseFormula(text.replace(/^=/, ''));
  } catch {
    // What cannot be read is kept as the file has it, and names nothing here.
    return null;
  }
}

function sheetsOf(book: Workbook, home: number, prefix: SheetPrefix | null): number[] {
  if (!prefix) return [home];
  const first = sheetIndex(book, prefix.name);
  const last = prefix.last === null ? first : sheetIndex(book, prefix.last);
  if (first < 0 || last < first) return [];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

function holds(box: Box, row: number, col: number): boolean {
  return box.top <= row && row <= box.bottom && box.left <= col && col <= box.right;
}

function nameOf(book: Workbook, at: number, box: Box): string | null {
  const sheet = book.sheets[at];
  return sheet?.state === 'visible' ? `${sheet.name}!${boxName(box)}` : null;
}
