import type { TableItem } from './ast.ts';

export interface TableSpecifier {
  items: TableItem[];
  columns: string[];
  /** Index behind the closing bracket. */
  end: number;
}

const itemNames: Record<string, TableItem> = {
  '#all': '#All',
  '#data': '#Data',
  '#headers': '#Headers',
  '#totals': '#Totals',
  '#this row': '#This Row',
};

/**
 * The bracketed part of a structured reference, `[Qty]`, `[@Qty]`, `[[#Headers],[Qty]:[Price]]`, from its opening bracket.
 * An apostrophe escapes the next character. Null when the bracket has no end.
 */
export function parseTableSpecifier(text: string, start: number): TableSpecifier | null {
  const end = closing(text, start);
  if (end < 0) return null;
  const result: TableSpecifier = { items: [], columns: [], end: end + 1 };
  let inner = text.slice(start + 1, end).trim();
  if (inner.startsWith('@')) {
    result.items.push('#This Row');
    inner = inner.slice(1).trim();
  }
  if (inner === '') return result;
  if (!inner.startsWith('[')) add(result, inner);
  else for (const part of bracketed(inner)) add(result, part);
  return result;
}

function add(result: TableSpecifier, part: string): void {
  const item = itemNames[part.trim().toLowerCase()];
  if (item) result.items.push(item);
  else result.columns.push(unescaped(part));
}

function bracketed(text: string): string[] {
  const parts: string[] = [];
  for (let at = text.indexOf('['); at >= 0; ) {
    const end = closing(text, at);
    if (end < 0) break;
    parts.push(text.slice(at + 1, end));
    at = text.indexOf('[', end);
  }
  return parts;
}

function closing(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === "'") at++;
    else if (char === '[') depth++;
    else if (char === ']' && --depth === 0) return at;
  }
  return -1;
}

function unescaped(text: string): string {
  return text.replace(/'(.)/gs, '$1');
}

/** Writes a structured reference back; `[@Qty]` is used where it says the same. */
export function printTableSpecifier(items: readonly TableItem[], columns: readonly string[], forFile: boolean): string {
  const names = columns.map((column) => column.replace(/[[\]#'@]/g, "'$&"));
  if (items.length === 0 && names.length <= 1) return `[${names[0] ?? ''}]`;
  const span = names.map((name) => `[${name}]`).join(':');
  if (!forFile && items.length === 1 && items[0] === '#This Row') return names.length === 0 ? '[@]' : `[@${span}]`;
  const parts = [...items.map((item) => `[${item}]`), ...(span ? [span] : [])];
  return parts.length === 1 && names.length === 0 ? `[${items[0] ?? ''}]` : `[${parts.join(',')}]`;
}
