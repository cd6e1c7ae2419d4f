import { type KeyboardEvent, useState } from 'react';
import { type Bar, type ChartRow, stackBars } from './chart-scale.ts';
import { Icon } from './icons.tsx';

export type { ChartRow } from './chart-scale.ts';

export interface BarChartProps {
  /** What the chart shows, as a sentence part: "Quoted by month". */
  title: string;
  rows: readonly ChartRow[];
  /** Names of the parts of a bar; one name for a plain bar. At most five. */
  series: readonly string[];
  /** Writes a figure: money, hours. */
  format: (value: number) => string;
}

/**
 * Bars with their names and figures written beside them, stacked where there are parts, and the same figures as a table.
 * The arrows go from bar to bar; the key says the parts of the bar one is at, and of them all otherwise.
 */
export function BarChart({ title, rows, series, format }: BarChartProps) {
  const [at, setAt] = useState(0);
  const [shown, setShown] = useState<number>();
  const bars = stackBars(rows);

  function move(event: KeyboardEvent<HTMLElement>) {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: bars.length - 1 }[event.key];
    if (to === undefined || !bars[to]) return;
    event.preventDefault();
    setAt(to);
    event.currentTarget.querySelectorAll('li')[to]?.focus();
  }

  return (
    <figure className="chart">
      <figcaption className="sr-only">{title}</figcaption>
      {series.length > 1 && (
        <Key rows={shown === undefined ? rows : rows.slice(shown, shown + 1)} {...{ series, format }} />
      )}
      <ol
        className="chart-rows"
        onKeyDown={move}
        onMouseLeave={() => setShown(undefined)}
        onBlur={() => setShown(undefined)}
      >
        {bars.map((bar, row) => (
          <li
            key={bar.label}
            tabIndex={row === at ? 0 : -1}
            onFocus={() => setShown(row)}
            onMouseEnter={() => setShown(row)}
          >
            <span>{bar.label}</span>
            <Segments bar={bar} />
            <span className="chart-value">
              {format(bar.total)}
              {series.length > 1 && <span className="sr-only">: {partsText(bar, series, format)}</span>}
            </span>
          </li>
        ))}
      </ol>
      <details className="disclosure">
        <summary>
          <Icon name="chevron-right" />
          Show as a table
        </summary>
        <FigureTable {...{ title, rows, series, format }} />
      </details>
    </figure>
  );
}

type Named = Pick<BarChartProps, 'rows' | 'series' | 'format'>;

function Key({ rows, series, format }: Named) {
  return (
    <ul className="chart-key" aria-hidden="true">
      {series.map((name, at) => (
        <li key={name}>
          <i className={seriesClass(at)} />
          {name}
          <span className="num">{format(rows.reduce((sum, { values }) => sum + (values[at] ?? 0), 0))}</span>
        </li>
      ))}
    </ul>
  );
}

function Segments({ bar }: { bar: Bar }) {
  return (
    <svg className="chart-bar" aria-hidden="true">
      {bar.segments.map(({ series, start, width }) => (
        <rect key={series} className={seriesClass(series)} x={`${start}%`} width={`${width}%`} height="100%" />
      ))}
    </svg>
  );
}

function seriesClass(at: number): string {
  return `series-${at % 5}`;
}

function partsText(bar: Bar, series: readonly string[], format: (value: number) => string): string {
  return bar.segments.map(({ series: at, value }) => `${series[at] ?? ''} ${format(value)}`).join(', ');
}

function FigureTable({ title, rows, series, format }: BarChartProps) {
  return (
    <div className="table-frame mt-2">
      <div className="table-scroll">
        <table className="table">
          <caption className="sr-only">{title}</caption>
          <thead>
            <tr>
              <td />
              {series.map((name) => (
                <th key={name} scope="col" className="cell-number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, values }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {series.map((name, at) => (
                  <td key={name} className="cell-number">
                    {format(values[at] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
