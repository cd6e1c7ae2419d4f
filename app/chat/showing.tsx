import type { Showing } from '../ai/tool.ts';
import { BarChart } from '../ui/chart.tsx';
import { moneyText, numberText } from '../ui/figures.ts';
import { LineChart } from '../ui/line-chart.tsx';
import { useMemberLocale } from '../ui/locale.tsx';
import { CopyButton, tableText } from './copy-button.tsx';
import { withoutTricks } from './plain-text.ts';

/** A result that is better seen than read. */
export function ShowingView({ showing }: { showing: Showing }) {
  return (
    <figure className="showing">
      <figcaption>{withoutTricks(showing.caption)}</figcaption>
      {showing.kind === 'table' ? <ShownTable {...showing} /> : <ShownChart {...showing} />}
    </figure>
  );
}

function ShownTable({ caption, columns, rows }: Extract<Showing, { kind: 'table' }>) {
  return (
    <div className="answer-table">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too */}
      {/* biome-ignore lint/a11y/useSemanticElements: a landmark for each table would drown the others */}
      <div className="table-frame" role="group" aria-label={caption} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              {columns.map(({ label, isNumber }) => (
                <th key={label} scope="col" className={isNumber ? 'cell-number' : undefined}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of an answer have no name and never move
              <tr key={at}>
                {row.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: nor have cells
                  <td key={column} className={columns[column]?.isNumber ? 'cell-number' : undefined}>
                    {withoutTricks(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <CopyButton label="Copy the table" text={(button) => tableText(button.parentElement?.querySelector('table'))} />
    </div>
  );
}

function ShownChart({ shape, caption, unit, points }: Extract<Showing, { kind: 'chart' }>) {
  const { locale } = useMemberLocale();
  const format = (value: number) => {
    if (unit.kind === 'money') return moneyText(value, { locale, currency: unit.currency });
    return numberText(value, locale) + (unit.kind === 'percent' ? ' %' : '');
  };
  const named = points.map(({ label, value }) => ({ label: withoutTricks(label), value }));
  // A bar begins at zero and has no way to go below it.
  if (shape === 'line' || named.some(({ value }) => value < 0)) {
    return <LineChart title={caption} points={named} format={format} />;
  }
  const rows = named.map(({ label, value }) => ({ label, values: [value] }));
  return <BarChart title={caption} rows={rows} series={['']} format={format} />;
}
