/** One line of the table. */
export interface Figure {
  label: string;
  measured: string;
  target: string;
  isMet: boolean;
}

/** A figure that must be at least, or at most, the target. */
export function figure(
  label: string,
  value: number,
  target: { atLeast: number } | { atMost: number },
  unit = '',
): Figure {
  const [word, bound] = 'atLeast' in target ? ['>=', target.atLeast] : ['<=', target.atMost];
  return {
    label,
    measured: `${round(value)}${unit}`,
    target: `${word} ${bound}${unit}`,
    isMet: 'atLeast' in target ? value >= bound : value <= bound,
  };
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
