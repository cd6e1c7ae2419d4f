import type { Scalar } from './cell-value.ts';

/** Numbers within 1e-9 of each other relative to the larger (what is below 1e-12 is rounding noise), all else the same. */
export function isSameValue(stored: Scalar, computed: Scalar): boolean {
  if (typeof stored === 'number' && typeof computed === 'number') {
    const distance = Math.abs(stored - computed);
    return distance <= 1e-9 * Math.max(Math.abs(stored), Math.abs(computed)) || distance < 1e-12;
  }
  return stored === computed || (stored === null && computed === '');
}
