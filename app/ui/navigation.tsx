import type { ReactNode } from 'react';
import { Link } from './link.tsx';

export interface Crumb {
  label: ReactNode;
  to: string;
}

/** The way up from here. The page's own title is not repeated: it stands below. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav className="breadcrumbs" aria-label="Breadcrumbs">
      <ol>
        {crumbs.map(({ label, to }) => (
          <li key={to}>
            <Link to={to}>{label}</Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

export interface Tab {
  label: string;
  to: string;
  isCurrent: boolean;
  count?: number;
}

/** Sides of one thing, each with an address of its own: Back works, and a tab can be sent to a colleague. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ label: name, to, isCurrent, count }) => (
        <Link key={to} to={to} aria-current={isCurrent ? 'page' : undefined} preventScrollReset prefetch="intent">
          {name}
          {count !== undefined && <span className="count">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
