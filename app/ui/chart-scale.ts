/** Where bars begin and end on a scale from 0 to 100, and the figures behind them. */

export interface ChartRow {
  label: string;
  /** One figure for each series, in its order. None below zero. */
  values: readonly number[];
}

export interface Segment {
  series: number;
  value: number;
  start: number;
  width: number;
}

export interface Bar {
  label: string;
  total: number;
  segments: Segment[];
}

/** Stacks each row's figures from the left; the longest row fills the scale. */
export function stackBars(rows: readonly ChartRow[]): Bar[] {
  const longest = Math.max(0, ...rows.map(totalOf));
  const scale = longest === 0 ? 0 : 100 / longest;
  return rows.map((row) => {
    let start = 0;
    const segments = row.values.map((value, series) => {
      const width = Math.max(0, value) * scale;
      const segment = { series, value, start, width };
      start += width;
      return segment;
    });
    return { label: row.label, total: totalOf(row), segments: segments.filter(({ width }) => width > 0) };
  });
}

function totalOf({ values }: ChartRow): number {
  return values.reduce((sum, value) => sum + Math.max(0, value), 0);
}

/** Where the points of a line stand in a box of 100 by 40, with a little room above and below. Zero is always in sight. */
export function linePlace(values: readonly number[]): { x: number; y: number }[] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const range = high - low || 1;
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  return values.map((value, at) => ({ x: at * step, y: 37 - ((value - low) / range) * 34 }));
}
