import { Icon } from '#app/ui/icons.tsx';
import { Link } from '#app/ui/link.tsx';
import type { Audit, AuditedCell, AuditList } from './page-data.ts';

const lists: readonly { list: AuditList; title: string; says: string }[] = [
  {
    list: 'differ',
    title: 'Differ',
    says: 'Calculated here to another value than the file stores.',
  },
  {
    list: 'unsupported',
    title: 'Not supported',
    says: 'Not calculated: the cell keeps the value of the file until its formula is changed.',
  },
  {
    list: 'circular',
    title: 'Circular',
    says: 'The formula leads back to its own cell, which keeps the value of the file.',
  },
  {
    list: 'dependOnUnsupported',
    title: 'Rest on a cell that is not supported',
    says: 'Calculated, but from a stored value that does not follow changes.',
  },
  {
    list: 'volatile',
    title: 'Change by themselves',
    says: 'Rest on the clock or on chance, so the stored value says nothing.',
  },
  {
    list: 'notStored',
    title: 'Without a stored value',
    says: 'The file was never calculated there, so there is nothing to compare with.',
  },
];

/** Every cell that did not simply come out equal, with what the file says and what was calculated. */
export function AuditPanel({ audit }: { audit: Audit }) {
  const shown = lists.filter(({ list }) => audit.summary[list] > 0);
  if (shown.length === 0) return null;
  const isGrave = audit.summary.differ + audit.summary.unsupported + audit.summary.circular > 0;
  return (
    <details className="wb-audit" open={isGrave}>
      <summary>
        <Icon name="chevron-right" />
        {audit.summary.equal.toLocaleString('en-US')} of {audit.summary.formulas.toLocaleString('en-US')} formulas equal
        the values that the file stores
      </summary>
      {shown.map(({ list, title, says }) => (
        <AuditTable
          key={list}
          title={`${title} (${audit.summary[list].toLocaleString('en-US')})`}
          says={says}
          cells={audit.report[list]}
          left={audit.summary[list] - audit.report[list].length}
        />
      ))}
    </details>
  );
}

function AuditTable(props: { title: string; says: string; cells: readonly AuditedCell[]; left: number }) {
  const { title, says, cells, left } = props;
  const hasReason = cells.some(({ reason }) => reason !== undefined);
  const hasStored = cells.some(({ stored }) => stored !== undefined);
  const hasComputed = cells.some(({ computed }) => computed !== undefined);
  return (
    <section className="wb-audit-list">
      <h3>{title}</h3>
      <p>{says}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too */}
      {/* biome-ignore lint/a11y/useSemanticElements: a landmark for each table would drown the others */}
      <div className="table-frame table-scroll" role="group" aria-label={title} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Cell</th>
              <th scope="col">Formula</th>
              {hasStored && <th scope="col">In the file</th>}
              {hasComputed && <th scope="col">Calculated</th>}
              {hasReason && <th scope="col">Why</th>}
            </tr>
          </thead>
          <tbody>
            {cells.map(({ sheet, cell, formula, stored, computed, reason }) => (
              <tr key={`${sheet}!${cell}`}>
                <th scope="row">
                  <Link className="link" to={`?${new URLSearchParams({ sheet, cell })}#sheet`} preventScrollReset>
                    {sheet}!{cell}
                  </Link>
                </th>
                <td className="wb-formula">{formula}</td>
                {hasStored && <td>{shown(stored)}</td>}
                {hasComputed && <td>{shown(computed)}</td>}
                {hasReason && <td>{reason}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && <p>And {left.toLocaleString('en-US')} more.</p>}
    </section>
  );
}

function shown(value: AuditedCell['stored']): string {
  if (value === undefined || value === null) return '(empty)';
  return typeof value === 'boolean' ? String(value).toUpperCase() : String(value);
}
