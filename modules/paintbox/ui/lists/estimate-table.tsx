import { Link, useLocation, useNavigate, useNavigation } from '@remix-run/react';
import { type MouseEvent, memo, type ReactNode } from 'react';
import { Button } from '#app/ui/button.tsx';
import { cx } from '#app/ui/cx.ts';
import { Form } from '#app/ui/form.tsx';
import { usePlainId } from '#app/ui/form-context.ts';
import { Icon } from '#app/ui/icons.tsx';
import { SortMenu } from '#app/ui/sort-menu.tsx';
import { type Sort, sortHref } from '#app/ui/table-url.ts';
import { estimateStatusLabels } from '../../domain/labels.ts';
import type { EstimateLine } from './estimate-lines.ts';
import { RowMenu, useRowMenu } from './row-menu.tsx';
import { useRowPicks } from './row-picks.ts';
import { statusTones } from './tones.ts';

export interface EstimateTableProps {
  rows: readonly EstimateLine[];
  /** The address of an estimate. */
  base: string;
  sort: Sort;
  /** What all pages together come to, and how many rows they have. */
  total: string;
  count: string;
  mayWrite: boolean;
  tools: ReactNode;
  empty: ReactNode;
}

/**
 * The list of estimates. It is the page people open most, so a row is as few elements as it can be: plain links that one
 * listener follows, the browser's own tick boxes, and one menu for all rows.
 */
export function EstimateTable({ rows, base, sort, total, count, mayWrite, tools, empty }: EstimateTableProps) {
  const picks = useRowPicks(rows);
  const menu = useRowMenu(rows);
  const follow = useFollowLinks();
  const isReloading = useIsReloading();
  const bulkId = usePlainId();

  function click(event: MouseEvent) {
    picks.onClick(event);
    menu.onClick(event);
    follow(event);
  }

  return (
    <div className={cx('table-frame table-cards', isReloading && 'table-pending')}>
      <div className="table-tools">
        {tools}
        {rows.length > 0 && <SortMenu columns={columns} sort={sort} />}
      </div>
      {rows.length === 0 ? (
        <div className="table-empty">{empty}</div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too
        // biome-ignore lint/a11y/useSemanticElements: a landmark for each table would drown the others
        <div className="table-scroll" role="group" aria-label="Estimates" tabIndex={0}>
          <table className="table" {...roles.table} aria-busy={isReloading || undefined}>
            <caption className="sr-only">Estimates</caption>
            <Head sort={sort}>
              {mayWrite && (
                <th className="cell-check" scope="col" {...roles.columnheader}>
                  <input
                    ref={picks.all}
                    type="checkbox"
                    className="check"
                    aria-label="Select all"
                    onChange={picks.toggleAll}
                  />
                </th>
              )}
            </Head>
            <tbody ref={picks.body} {...roles.rowgroup} onClick={click} onKeyDown={picks.onKeyDown}>
              <Rows rows={rows} base={base} bulkId={mayWrite ? bulkId : undefined} menuId={menu.menuId} />
            </tbody>
            <tfoot {...roles.rowgroup}>
              <tr {...roles.row}>
                <td {...roles.cell} colSpan={mayWrite ? 6 : 5}>
                  {count}
                </td>
                <td {...roles.cell} className="cell-number">
                  {total}
                </td>
                {mayWrite && <td {...roles.cell} />}
              </tr>
            </tfoot>
          </table>
        </div>
      )}
      {mayWrite && (
        <>
          <Form id={bulkId} className="bulk-bar" aria-label="Selected estimates" preventScrollReset>
            <output aria-live="polite">{picks.count > 0 && `${picks.count} selected`}</output>
            <Button type="submit" name="intent" value="delete" size="small" icon="trash">
              Delete
            </Button>
            <Button variant="quiet" size="small" onClick={picks.clear}>
              Clear
            </Button>
          </Form>
          <RowMenu {...menu} href={(id) => `${base}/${id}`} />
        </>
      )}
    </div>
  );
}

// A table shown as cards on a phone is no table to some browsers unless its roles are written out.
const roles = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  cell: { role: 'cell' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
} as const;

const columns = [
  { id: 'number', header: 'Number' },
  { id: 'title', header: 'Title' },
  { id: 'client', header: 'Client' },
  { id: 'status', header: 'Status' },
  { id: 'updated', header: 'Updated', className: 'cell-date' },
  { id: 'total', header: 'Total', className: 'cell-number' },
] as const;

function Head({ sort, children }: { sort: Sort; children: ReactNode }) {
  const { search } = useLocation();
  return (
    <thead {...roles.rowgroup}>
      <tr {...roles.row}>
        {children}
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            {...roles.columnheader}
            className={'className' in column ? column.className : undefined}
            aria-sort={sort.column === column.id ? sort.direction : undefined}
          >
            <Link to={sortHref(search, column.id, sort)} preventScrollReset replace>
              {column.header}
              <Icon name={sort.direction === 'descending' && sort.column === column.id ? 'arrow-down' : 'arrow-up'} />
            </Link>
          </th>
        ))}
        {children && (
          <th scope="col" {...roles.columnheader}>
            <span className="sr-only">Actions</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

interface RowsProps {
  rows: readonly EstimateLine[];
  base: string;
  bulkId: string | undefined;
  menuId: string;
}

/** Kept while boxes are ticked and menus opened: nothing of that concerns the rows. */
const Rows = memo(function Rows({ rows, base, bulkId, menuId }: RowsProps) {
  return rows.map(({ id, number, title, client, status, updated, total }) => (
    <tr key={id} {...roles.row}>
      {bulkId && (
        <td className="cell-check" {...roles.cell}>
          <input
            type="checkbox"
            className="check row-check"
            form={bulkId}
            name="ids[]"
            value={id}
            aria-label={`Select ${number}`}
          />
        </td>
      )}
      <td {...roles.cell} className="whitespace-nowrap">
        {number}
      </td>
      <th scope="row" {...roles.rowheader} className="cell-wide">
        <a className="link" href={`${base}/${id}`}>
          {title}
        </a>
      </th>
      <td {...roles.cell} className="max-sm:order-1">
        {client}
      </td>
      <td {...roles.cell} className="max-sm:order-4 max-sm:justify-end">
        <span className={`badge tone-${statusTones[status]}`}>{estimateStatusLabels[status]}</span>
      </td>
      <td {...roles.cell} className="cell-date max-sm:order-3">
        {updated}
      </td>
      <td {...roles.cell} className="cell-number max-sm:order-2">
        {total}
      </td>
      {bulkId && (
        <td {...roles.cell} className="cell-actions needs-script max-sm:absolute max-sm:top-1 max-sm:right-2">
          <button
            type="button"
            className="btn btn-quiet btn-small btn-icon"
            aria-label={`Actions for ${number}`}
            data-row={id}
            {...{ popovertarget: menuId }}
          >
            ⋯
          </button>
        </td>
      )}
    </tr>
  ));
});

/** Follows a plain link without loading the page anew: what Link does, once for all rows. */
function useFollowLinks() {
  const navigate = useNavigate();
  return (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  };
}

function useIsReloading(): boolean {
  const { pathname } = useLocation();
  const { state, location } = useNavigation();
  return state === 'loading' && location.pathname === pathname;
}
