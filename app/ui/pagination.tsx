import { useLocation } from '@remix-run/react';
import { LinkButton } from './button.tsx';
import { numberText } from './figures.ts';
import { useMemberLocale } from './locale.tsx';
import { pageHref } from './table-url.ts';

export interface PaginationProps {
  /** Counted from 1. */
  page: number;
  pageSize: number;
  total: number;
  /** What is counted, such as "estimates". */
  things?: string;
}

/** Which part of a list is shown, and the way to the rest. Keeps sort and filters. */
export function Pagination({ page, pageSize, total, things = 'rows' }: PaginationProps) {
  const { search } = useLocation();
  const { locale } = useMemberLocale();
  const say = (count: number) => numberText(count, locale);
  const first = Math.min(total, (page - 1) * pageSize + 1);
  const last = Math.min(total, page * pageSize);
  return (
    <nav className="pagination" aria-label="Pages">
      <p>
        {say(first)}–{say(last)} of {say(total)} {things}
      </p>
      <div className="toolbar">
        {page > 1 && (
          <LinkButton to={pageHref(search, page - 1)} size="small" icon="chevron-left" rel="prev">
            Previous
          </LinkButton>
        )}
        {last < total && (
          <LinkButton
            to={pageHref(search, page + 1)}
            size="small"
            icon="chevron-right"
            rel="next"
            className="flex-row-reverse"
          >
            Next
          </LinkButton>
        )}
      </div>
    </nav>
  );
}
