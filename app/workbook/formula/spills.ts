import { functionTable, givesArray } from '../functions/table.ts';
import { children, type Node } from './ast.ts';

/**
 * Whether a formula a person types can fill more than its own cell: a range or array is used where one value is expected,
 * or a function that gives arrays is. Such a formula is kept as a spilling one; all others mean the same either way.
 */
export function canSpill(node: Node): boolean {
  switch (node.type) {
    case 'area':
    case 'array':
    case 'spill':
    case 'table':
    case 'name':
      return true;
    case 'unary':
      return node.op !== '@' && canSpill(node.operand);
    case 'binary':
      return node.op === ':' || node.op === ' ' || node.op === ',' || canSpill(node.left) || canSpill(node.right);
    case 'call':
      return callCanSpill(node.name, node.args);
    case 'apply':
      return true;
    default:
      return children(node).some(canSpill);
  }
}

function callCanSpill(name: string, args: readonly Node[]): boolean {
  if (givesArray(name) || ['OFFSET', 'INDIRECT', 'INDEX'].includes(name)) return true;
  const definition = functionTable.find(name);
  if (!definition) return false;
  const picksResult = ['IF', 'IFS', 'SWITCH', 'CHOOSE'].includes(name);
  return args.some((arg, index) => {
    const mode = definition.mode(index, args.length);
    // What a function takes whole it uses up, unless what it takes is itself worked on value by value.
    return mode === 'scalar' || picksResult ? canSpill(arg) : mode === 'operand' && worksInside(arg);
  });
}

/** An operation on ranges inside an argument that is taken whole, as in SUM(A1:A3*B1:B3). */
function worksInside(node: Node): boolean {
  if (
    node.type === 'area' ||
    node.type === 'array' ||
    node.type === 'name' ||
    node.type === 'table' ||
    node.type === 'cell'
  )
    return false;
  if (node.type === 'paren') return worksInside(node.inner);
  if (node.type === 'binary' && (node.op === ':' || node.op === ',' || node.op === ' ')) return false;
  return canSpill(node);
}
