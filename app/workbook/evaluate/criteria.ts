import { CellError, errorFor, type Scalar } from '../cell-value.ts';
import { compareNumbers, compareText } from './operators.ts';
import { numberInText } from './text-number.ts';
import { hasWildcard, Wildcard } from './wildcard.ts';

/** Tells whether a cell meets a condition of COUNTIF, SUMIFS and their kin. */
export interface Criterion {
  matches(value: Scalar): boolean;
  /** The text that a cell must equal and nothing else matches; null for any other condition. */
  exactText: string | null;
  /** Whether a cell that does not exist meets it, so that open ranges need not be walked. */
  matchesEmpty: boolean;
}

type Comparison = '=' | '<>' | '<' | '>' | '<=' | '>=';

/**
 * Reads a condition: `5`, `"5"`, `">=10"`, `"<>done"`, `"wall*"`, `"="` (empty cells), `""` (empty or empty text).
 * Numbers in text match numbers, text is compared without case and with wildcards.
 */
export function criterion(condition: Scalar): Criterion {
  const matches = matcher(condition);
  return { matches, exactText: exactText(condition), matchesEmpty: matches(null) };
}

/** Text that reads as nothing but itself, so that an index by text finds all cells that meet the condition. */
function exactText(condition: Scalar): string | null {
  if (typeof condition !== 'string' || condition === '') return null;
  const text = condition.startsWith('=') ? condition.slice(1) : condition;
  const isPlain = text !== '' && !/^[<>=]/.test(text) && !hasWildcard(text) && !/^(?:true|false)$/i.test(text);
  return isPlain && numberInText(text) === null && !errorFor(text) ? text : null;
}

function matcher(condition: Scalar): (value: Scalar) => boolean {
  if (condition === null) return (value) => value === 0;
  if (typeof condition === 'number') return equalsNumber(condition);
  if (typeof condition === 'boolean' || condition instanceof CellError) return (value) => value === condition;
  const [, op, operand = ''] = /^(<>|<=|>=|=|<|>)?([\s\S]*)$/.exec(condition) ?? [];
  if (op === undefined) return condition === '' ? (value) => value === null || value === '' : equals(operand);
  return compared(op as Comparison, operand); // the pattern allows only these spellings
}

function compared(op: Comparison, operand: string): (value: Scalar) => boolean {
  if (op === '=') return operand === '' ? (value) => value === null : equals(operand);
  if (op === '<>') {
    const same = operand === '' ? (value: Scalar) => value === null : equals(operand);
    return (value) => !same(value);
  }
  const number = numberInText(operand);
  if (number !== null) return (value) => typeof value === 'number' && ordered(op, compareNumbers(value, number));
  if (/^(?:true|false)$/i.test(operand)) {
    const wanted = Number(/^true$/i.test(operand));
    return (value) => typeof value === 'boolean' && ordered(op, Number(value) - wanted);
  }
  return (value) => typeof value === 'string' && operand !== '' && ordered(op, compareText(value, operand));
}

function ordered(op: Comparison, order: number): boolean {
  if (op === '<') return order < 0;
  if (op === '>') return order > 0;
  return op === '<=' ? order <= 0 : order >= 0;
}

function equals(operand: string): (value: Scalar) => boolean {
  const number = numberInText(operand);
  if (number !== null) return equalsNumber(number);
  if (/^(?:true|false)$/i.test(operand)) {
    const wanted = /^true$/i.test(operand);
    return (value) => value === wanted;
  }
  const error = errorFor(operand);
  if (error) return (value) => value === error;
  return equalsText(operand);
}

function equalsNumber(number: number): (value: Scalar) => boolean {
  return (value) => {
    if (typeof value === 'number') return compareNumbers(value, number) === 0;
    return typeof value === 'string' && numberInText(value) === number;
  };
}

/** Whole text, without case; a wildcard where the pattern holds one. */
export function equalsText(operand: string): (value: Scalar) => boolean {
  if (!hasWildcard(operand)) {
    const lower = operand.toLowerCase();
    return (value) => typeof value === 'string' && value.toLowerCase() === lower;
  }
  const wildcard = new Wildcard(operand);
  return (value) => typeof value === 'string' && wildcard.matches(value);
}
