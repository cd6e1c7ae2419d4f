import { columnName } from '../address.ts';
import { CellError } from '../cell-value.ts';
import type { AreaNode, Corner, Node, SheetPrefix } from './ast.ts';
import { storedFunctionName } from './stored-names.ts';
import { printTableSpecifier } from './table-specifier.ts';

/**
 * Writes a formula without the leading `=`. `forFile` spells it as .xlsx stores it: functions newer than 2007 carry
 * `_xlfn.`, names bound by LET and LAMBDA carry `_xlpm.`, `@` and `#` are functions.
 */
export function printFormula(node: Node, forFile = false): string {
  return print(node, forFile, new Set());
}

function print(node: Node, file: boolean, locals: ReadonlySet<string>): string {
  switch (node.type) {
    case 'number':
      return printNumber(node.value);
    case 'text':
      return quoteText(node.value);
    case 'boolean':
      return node.value ? 'TRUE' : 'FALSE';
    case 'error':
      return prefix(node.sheet) + node.error.code;
    case 'array':
      return `{${node.rows.map((row) => row.map(printConstant).join(',')).join(';')}}`;
    case 'cell':
      return prefix(node.sheet) + corner(node);
    case 'area':
      return prefix(node.sheet) + area(node);
    case 'name':
      return prefix(node.sheet) + (file && locals.has(node.name.toLowerCase()) ? `_xlpm.${node.name}` : node.name);
    case 'table':
      return (node.table ?? '') + printTableSpecifier(node.items, node.columns, file);
    case 'external':
      return node.text;
    case 'unary':
      if (file && node.op === '@') return `_xlfn.SINGLE(${print(node.operand, file, locals)})`;
      return node.op + print(node.operand, file, locals);
    case 'percent':
      return `${print(node.operand, file, locals)}%`;
    case 'spill':
      if (file) return `_xlfn.ANCHORARRAY(${print(node.operand, file, locals)})`;
      return `${print(node.operand, file, locals)}#`;
    case 'binary':
      return print(node.left, file, locals) + node.op + print(node.right, file, locals);
    case 'paren':
      return `(${print(node.inner, file, locals)})`;
    case 'call':
      return call(node.name, node.args, file, locals);
    case 'apply':
      return `${print(node.callee, file, locals)}(${list(node.args, file, locals)})`;
    case 'missing':
      return '';
  }
}

function call(name: string, args: readonly Node[], file: boolean, outer: ReadonlySet<string>): string {
  const locals = file && (name === 'LET' || name === 'LAMBDA') ? withLocals(name, args, outer) : outer;
  return `${file ? storedFunctionName(name) : name}(${list(args, file, locals)})`;
}

function list(args: readonly Node[], file: boolean, locals: ReadonlySet<string>): string {
  return args.map((arg) => print(arg, file, locals)).join(',');
}

function withLocals(name: string, args: readonly Node[], outer: ReadonlySet<string>): ReadonlySet<string> {
  const locals = new Set(outer);
  args.slice(0, -1).forEach((arg, index) => {
    if (arg.type === 'name' && (name === 'LAMBDA' || index % 2 === 0)) locals.add(arg.name.toLowerCase());
  });
  return locals;
}

function printNumber(value: number): string {
  return String(value).replace('e', 'E');
}

function printConstant(value: number | string | boolean | CellError): string {
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'number') return printNumber(value);
  return value instanceof CellError ? value.code : value ? 'TRUE' : 'FALSE';
}

function quoteText(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function area(node: AreaNode): string {
  const { from, to } = node;
  if (node.whole === 'columns') return `${column(from)}:${column(to)}`;
  if (node.whole === 'rows') return `${row(from)}:${row(to)}`;
  return `${corner(from)}:${corner(to)}`;
}

function corner(at: Corner): string {
  return column(at) + row(at);
}

function column(at: Corner): string {
  return (at.absCol ? '$' : '') + columnName(at.col);
}

function row(at: Corner): string {
  return `${at.absRow ? '$' : ''}${at.row + 1}`;
}

function prefix(sheet: SheetPrefix | null): string {
  if (!sheet) return '';
  const names = sheet.last === null ? [sheet.name] : [sheet.name, sheet.last];
  return names.every(isPlainSheetName) ? `${names.join(':')}!` : `'${names.join(':').replaceAll("'", "''")}'!`;
}

/** A name that needs no quotes: a word that could not be taken for a cell (`Q1`, `RC`). */
function isPlainSheetName(name: string): boolean {
  return (
    /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) &&
    !/^[A-Za-z]{1,3}\d+$/.test(name) &&
    !/^[rR]\d*(?:[cC]\d*)?$|^[cC]\d*$/.test(name)
  );
}
