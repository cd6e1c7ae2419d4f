import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface Fact {
  term: string;
  value: ReactNode;
}

/** Facts about one thing, each a term and its value. Facts without a value are left out. */
export function DescriptionList({ facts, stacked }: { facts: readonly Fact[]; stacked?: boolean }) {
  return (
    <dl className={cx('facts', stacked && 'facts-stacked')}>
      {facts.filter(isKnown).map(({ term, value }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function isKnown({ value }: Fact): boolean {
  return value !== undefined && value !== null && value !== '' && value !== false;
}

export interface StatProps {
  label: string;
  value: ReactNode;
  /** What puts the figure in proportion, such as "4 of 12 accepted". */
  detail?: ReactNode;
}

/** One large figure. Stands inside Stats. */
export function Stat({ label, value, detail }: StatProps) {
  return (
    <div className="stat">
      <dt>{label}</dt>
      <dd>{value}</dd>
      {detail && <dd>{detail}</dd>}
    </div>
  );
}

/** A row of large figures. */
export function Stats({ children }: { children: ReactNode }) {
  return <dl className="stats">{children}</dl>;
}
