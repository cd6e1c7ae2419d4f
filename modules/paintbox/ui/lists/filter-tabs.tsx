import { useLocation } from '@remix-run/react';
import { Tabs } from '#app/ui/navigation.tsx';

export interface Filter {
  /** The parameter's value; without one it is taken away: everything. */
  value?: string;
  label: string;
  count?: number;
}

/** Sides of a list, each with its count. Each keeps the search and the order, and begins on the first page. */
export function FilterTabs({ label, name, filters }: { label: string; name: string; filters: readonly Filter[] }) {
  const { search } = useLocation();
  const current = new URLSearchParams(search).get(name) ?? undefined;
  const known = filters.some(({ value }) => value === current) ? current : undefined;
  return (
    <Tabs
      label={label}
      tabs={filters.map(({ value, label: words, count }) => ({
        label: words,
        to: filterHref(search, name, value),
        isCurrent: value === known,
        count,
      }))}
    />
  );
}

/** The address of the same list with one parameter changed. */
export function filterHref(search: string, name: string, value: string | undefined): string {
  const params = new URLSearchParams(search);
  params.delete('page');
  if (value === undefined) params.delete(name);
  else params.set(name, value);
  return `?${params}`;
}
