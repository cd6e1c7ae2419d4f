import { useLocation, useNavigation } from '@remix-run/react';
import { type MouseEvent, type ReactNode, useMemo } from 'react';
import { Button } from '#app/ui/button.tsx';
import { cx } from '#app/ui/cx.ts';
import { Form } from '#app/ui/form.tsx';
import { usePlainId } from '#app/ui/form-context.ts';
import { Icon } from '#app/ui/icons.tsx';
import { Link } from '#app/ui/link.tsx';
import { html } from '#app/ui/markup.ts';
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
 * The list of estimates. It is the page people open most, so its rows are written as text: plain links, the
 * browser's own tick boxes, and one menu for all rows.
 */
export function EstimateTable({ rows, base, sort, total, count, mayWrite, tools, empty }: EstimateTableProps) {
  const picks = useRowPicks(rows);
  const menu = useRowMenu(rows);
  const isReloading = useIsReloading();
  const bulkId = usePlainId();

  const body = useMemo(() => {
    const parts = { base, bulkId: mayWrite ? bulkId : undefined, menuId: menu.menuId };
    return html`${rows.map((line) => row(line, parts))}`;
  }, [rows, base, mayWrite, bulkId, menu.menuId]);

  function click(event: MouseEvent) {
    picks.onClick(event);
    menu.onClick(event);
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
          <table className={`table ${cardOrder}`} {...roles.table} aria-busy={isReloading || undefined}>
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
            <tbody
              ref={picks.body}
              {...roles.rowgroup}
              onClick={click}
              onKeyDown={picks.onKeyDown}
              // biome-ignore lint/security/noDangerouslySetInnerHtml: `html` escapes every value
              dangerouslySetInnerHTML={body}
            />
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

// On a phone: client and total in one line, day and status in the next. Said once for the table and not in each row.
const cardOrder =
  'max-sm:[&_th+td]:order-1 max-sm:[&_.cell-number]:order-2 max-sm:[&_.cell-date]:order-3 max-sm:[&_.cell-status]:order-4 max-sm:[&_.cell-status]:justify-end';

interface RowParts {
  base: string;
  /** Of the form that the tick boxes belong to; none when nothing may be done with the rows. */
  bulkId: string | undefined;
  menuId: string;
}

function row({ id, number, title, client, status, updated, total }: EstimateLine, { base, bulkId, menuId }: RowParts) {
  return html`<tr role="row">${bulkId !== undefined && tickBox(id, number, bulkId)}<td role="cell" class="whitespace-nowrap">${number}</td><th scope="row" role="rowheader" class="cell-wide"><a class="link" data-follow href="${base}/${id}">${title}</a></th><td role="cell">${client}</td><td role="cell" class="cell-status"><span class="badge tone-${statusTones[status]}">${estimateStatusLabels[status]}</span></td><td role="cell" class="cell-date">${updated}</td><td role="cell" class="cell-number">${total}</td>${bulkId !== undefined && menuButton(id, number, menuId)}</tr>`;
}

const tickBox = (id: string, number: string, bulkId: string) =>
  html`<td class="cell-check" role="cell"><input type="checkbox" class="check row-check" form="${bulkId}" name="ids[]" value="${id}" aria-label="Select ${number}"></td>`;

const menuButton = (id: string, number: string, menuId: string) =>
  html`<td role="cell" class="cell-actions needs-script"><button type="button" class="btn btn-quiet btn-small btn-icon" aria-label="Actions for ${number}" data-row="${id}" popovertarget="${menuId}">&#8943;</button></td>`;

function useIsReloading(): boolean {
  const { pathname } = useLocation();
  const { state, location } = useNavigation();
  return state === 'loading' && location.pathname === pathname;
}
