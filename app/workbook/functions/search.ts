import { CellError, type Scalar } from '../cell-value.ts';
import { equalsText } from '../evaluate/criteria.ts';
import { compare, compareNumbers, compareText } from '../evaluate/operators.ts';

/** Finds where a value stands in a list. All positions count from 0; -1 is not found. */
export type Finder = (list: readonly Scalar[], wanted: Scalar) => number;

function kind(value: Scalar): string {
  return value instanceof CellError ? 'error' : typeof value;
}

/** Whether a cell holds the wanted value: same kind, text without case and with wildcards where these are on. */
export function equality(wanted: Scalar, wildcards: boolean): (value: Scalar) => boolean {
  if (typeof wanted === 'number') return (value) => typeof value === 'number' && compareNumbers(value, wanted) === 0;
  if (typeof wanted !== 'string') return (value) => value === (wanted ?? 0);
  if (wildcards) return equalsText(wanted);
  const lower = wanted.toLowerCase();
  return (value) => typeof value === 'string' && value.toLowerCase() === lower;
}

export const findExact: Finder = (list, wanted) => list.findIndex(equality(wanted, true));

/**
 * The last place whose value is not above the wanted one in a rising list (with `falling`, not below in a falling one),
 * by halving as Excel does, so that unsorted lists give what Excel gives. Values of another kind are passed over.
 */
export function findSorted(list: readonly Scalar[], wanted: Scalar, falling = false): number {
  const wantedValue = wanted ?? 0;
  const wantedKind = kind(wantedValue);
  const sign = falling ? -1 : 1;
  let low = 0;
  let high = list.length - 1;
  let found = -1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    let at = middle;
    while (at <= high && kind(list[at] ?? null) !== wantedKind) at++;
    if (at > high) {
      high = middle - 1;
      continue;
    }
    if (sign * order(list[at] ?? null, wantedValue) <= 0) {
      found = at;
      low = at + 1;
    } else high = middle - 1;
  }
  return found;
}

function order(a: Scalar, b: Scalar): number {
  return typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : compare(a, b);
}

export type MatchMode = 'exact' | 'next-smaller' | 'next-larger' | 'wildcard';

/** As XMATCH: exact, or the next smaller or larger, or by wildcard; from the first or from the last. */
export function findByMode(list: readonly Scalar[], wanted: Scalar, mode: MatchMode, fromLast: boolean): number {
  const equal = equality(wanted, mode === 'wildcard');
  const exact = fromLast ? list.findLastIndex(equal) : list.findIndex(equal);
  if (exact >= 0 || mode === 'exact' || mode === 'wildcard') return exact;
  return nearest(list, wanted ?? 0, mode === 'next-smaller' ? -1 : 1, fromLast);
}

function nearest(list: readonly Scalar[], wanted: Scalar, side: 1 | -1, fromLast: boolean): number {
  let best = -1;
  list.forEach((value, index) => {
    if (kind(value) !== kind(wanted) || order(value, wanted) * side < 0) return;
    const other = list[best];
    const gain = best < 0 ? -1 : order(value, other ?? null) * side;
    if (gain < 0 || (gain === 0 && fromLast)) best = index;
  });
  return best;
}
