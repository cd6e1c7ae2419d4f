import { type KeyboardEvent, useState } from 'react';
import { linePlace } from './chart-scale.ts';
import { Icon } from './icons.tsx';

export interface LineChartProps {
  /** What the chart shows, as a sentence part: "Won by month". */
  title: string;
  points: readonly { label: string; value: number }[];
  /** Writes a figure: money, hours. */
  format: (value: number) => string;
}

/**
 * How one figure went, from left to right. First, last and the point one is at are written out; the arrows go from point to
 * point; the same figures stand in a table.
 */
export function LineChart({ title, points, format }: LineChartProps) {
  const [at, setAt] = useState(points.length - 1);
  const places = linePlace(points.map(({ value }) => value));
  const shown = points[at];
  const path = places.map(({ x, y }) => `${x},${y}`).join(' ');

  function move(event: KeyboardEvent) {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: points.length - 1 }[event.key];
    if (to === undefined || !points[to]) return;
    event.preventDefault();
    setAt(to);
  }

  return (
    <figure className="chart">
      <figcaption className="sr-only">{title}</figcaption>
      <div
        className="line-chart"
        role="slider"
        tabIndex={0}
        aria-label={title}
        aria-orientation="horizontal"
        aria-valuemin={1}
        aria-valuemax={points.length}
        aria-valuenow={at + 1}
        aria-valuetext={shown && `${shown.label}: ${format(shown.value)}`}
        onKeyDown={move}
        onPointerMove={({ currentTarget, clientX }) => {
          const { left, width } = currentTarget.getBoundingClientRect();
          setAt(Math.max(0, Math.min(points.length - 1, Math.round(((clientX - left) / width) * (points.length - 1)))));
        }}
      >
        <svg viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true">
          <polyline points={path} vectorEffect="non-scaling-stroke" />
        </svg>
        <svg className="line-chart-dots" aria-hidden="true">
          <circle cx={`${places[at]?.x ?? 0}%`} cy={`${((places[at]?.y ?? 0) / 40) * 100}%`} r="4" />
        </svg>
      </div>
      <p className="line-chart-foot" aria-hidden="true">
        <span>{points[0]?.label}</span>
        <strong className="num">{shown && `${shown.label}: ${format(shown.value)}`}</strong>
        <span>{points.at(-1)?.label}</span>
      </p>
      <details className="disclosure">
        <summary>
          <Icon name="chevron-right" />
          Show as a table
        </summary>
        <div className="table-frame mt-2">
          <table className="table">
            <caption className="sr-only">{title}</caption>
            <tbody>
              {points.map(({ label, value }) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  <td className="cell-number">{format(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
