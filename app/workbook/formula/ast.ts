import type { CellError } from '../cell-value.ts';

/** `Sheet1!` or, with `last`, the 3-D `Sheet1:Sheet3!`. */
export interface SheetPrefix {
  name: string;
  last: string | null;
}

/** Rows and columns count from 0; `abs*` is the dollar sign. */
export interface CellNode {
  type: 'cell';
  sheet: SheetPrefix | null;
  row: number;
  col: number;
  absRow: boolean;
  absCol: boolean;
}

export interface AreaNode {
  type: 'area';
  sheet: SheetPrefix | null;
  /** `columns` for A:B and `rows` for 1:2, which keep their spelling. */
  whole: 'columns' | 'rows' | null;
  from: Corner;
  to: Corner;
}

export interface Corner {
  row: number;
  col: number;
  absRow: boolean;
  absCol: boolean;
}

export type TableItem = '#All' | '#Data' | '#Headers' | '#Totals' | '#This Row';

export interface TableNode {
  type: 'table';
  /** Null inside the table itself: `[@Qty]`. */
  table: string | null;
  items: TableItem[];
  /** One name, or the first and last of a span; none for all columns. */
  columns: string[];
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '&' | '=' | '<>' | '<' | '>' | '<=' | '>=' | ':' | ' ' | ',';

export type Node =
  | { type: 'number'; value: number }
  | { type: 'text'; value: string }
  | { type: 'boolean'; value: boolean }
  | { type: 'error'; error: CellError; sheet: SheetPrefix | null }
  | { type: 'array'; rows: (number | string | boolean | CellError)[][] }
  | CellNode
  | AreaNode
  | { type: 'name'; sheet: SheetPrefix | null; name: string }
  | TableNode
  | { type: 'external'; text: string }
  | { type: 'unary'; op: '-' | '+' | '@'; operand: Node }
  | { type: 'percent'; operand: Node }
  | { type: 'spill'; operand: Node }
  | { type: 'binary'; op: BinaryOperator; left: Node; right: Node }
  | { type: 'paren'; inner: Node }
  | { type: 'call'; name: string; args: Node[] }
  | { type: 'apply'; callee: Node; args: Node[] }
  | { type: 'missing' };

/** The nodes directly below, in order. */
export function children(node: Node): Node[] {
  switch (node.type) {
    case 'unary':
    case 'percent':
    case 'spill':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'paren':
      return [node.inner];
    case 'call':
      return node.args;
    case 'apply':
      return [node.callee, ...node.args];
    default:
      return [];
  }
}

/** The same tree with each reference, name and call replaced by what `change` gives for it (undefined keeps it). */
export function transform(node: Node, change: (node: Node) => Node | undefined): Node {
  const changed = change(node);
  if (changed) return changed;
  switch (node.type) {
    case 'unary':
      return { ...node, operand: transform(node.operand, change) };
    case 'percent':
    case 'spill':
      return { ...node, operand: transform(node.operand, change) };
    case 'binary':
      return { ...node, left: transform(node.left, change), right: transform(node.right, change) };
    case 'paren':
      return { ...node, inner: transform(node.inner, change) };
    case 'call':
      return { ...node, args: node.args.map((arg) => transform(arg, change)) };
    case 'apply':
      return {
        ...node,
        callee: transform(node.callee, change),
        args: node.args.map((arg) => transform(arg, change)),
      };
    default:
      return node;
  }
}
