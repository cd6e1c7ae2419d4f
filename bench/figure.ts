/** One line of the table. */
export interface Figure {
  label: string;
  measured: string;
  target: string;
  isMet: boolean;
}

type Target = { atLeast: number } | { atMost: number } | { exactly: number };

/** A figure that must be at least, at most, or exactly the target. */
export function figure(label: string, value: number, target: Target, unit = ''): Figure {
  const { word, bound, isMet } = judge(value, target);
  return { label, measured: `${round(value)}${unit}`, target: `${word} ${bound}${unit}`, isMet };
}

function judge(value: number, target: Target): { word: string; bound: number; isMet: boolean } {
  if ('atLeast' in target) return { word: '>=', bound: target.atLeast, isMet: value >= target.atLeast };
  if ('atMost' in target) return { word: '<=', bound: target.atMost, isMet: value <= target.atMost };
  return { word: '=', bound: target.exactly, isMet: value === target.exactly };
}

/** Measured for the reader, without a target. */
export function note(label: string, value: number, unit = ''): Figure {
  return { label, measured: `${round(value)}${unit}`, target: '', isMet: true };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 ? high : (low + high) / 2;
}

/** The p-th percentile (0 to 1) by nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

function round(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}
