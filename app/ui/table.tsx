import { useLocation, useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { type BulkActions, BulkBar, RowCheck, SelectAll } from './bulk.tsx';
import { ColumnChooser } from './column-chooser.tsx';
import { cx } from './cx.ts';
import { usePlainId } from './form-context.ts';
import { Icon } from './icons.tsx';
import { Link } from './link.tsx';
import { SortMenu } from './sort-menu.tsx';
import { columnsOf, type Sort, sortHref, sortOf } from './table-url.ts';
import { type RowSelection, useSelection } from './use-selection.ts';

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** `number` is right-aligned and tabular; `actions` has no heading to see. */
  kind?: 'text' | 'number' | 'date' | 'actions';
  /** The heading becomes a link that sets `?sort=id`. */
  sortable?: boolean;
  /** At the foot, under this column. */
  total?: ReactNode;
  /** Hidden until chosen. */
  extra?: boolean;
  /** Cannot be hidden. The first column never can. */
  fixed?: boolean;
  /** On a phone card: across the card, beside its heading, or left out. */
  card?: 'wide' | 'label' | 'none';
}

export interface TableProps<Row> {
  /** What the table is, for those who cannot see where it stands. */
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  /** Names a row to a screen reader when it is ticked; needed with `bulk`. */
  rowLabel?: (row: Row) => string;
  /** The order the server used, when the address does not say it. */
  sort?: Sort;
  /** Ticking rows, and what can be done with them. */
  bulk?: BulkActions;
  /** Lets a person choose columns: the table's own id, and what `savedColumns` read from the cookie. */
  columnChoice?: { tableId: string; saved?: readonly string[] };
  /** Search and filters, above the rows. */
  tools?: ReactNode;
  /** Shown in place of rows when there are none. */
  empty?: ReactNode;
  /** Fresh rows are on their way. Known by itself when the page's address is changing in place. */
  pending?: boolean;
  /** On a phone: a list of cards for records, sideways scrolling for figures (the default). */
  phone?: 'cards' | 'scroll';
  /** Let the table be as tall as it is, without a frame of its own height. */
  tall?: boolean;
}

/** Rows of one kind, in a real table with a frame of its own. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, rows, rowKey, bulk, columnChoice, tools, empty, phone, tall } = props;
  const { search } = useLocation();
  const isMoving = useIsReloading();
  const formId = usePlainId();
  const rowSelection = useSelection(rows.map(rowKey));
  const columns = shownColumns(props.columns, columnsOf(search) ?? columnChoice?.saved);
  const isEmpty = rows.length === 0 && empty !== undefined;
  const isCards = phone === 'cards';
  const sortShown = sortOf(search) ?? props.sort;
  const sortables = isCards && !isEmpty ? columns.filter(({ sortable }) => sortable) : [];
  const parts: Parts<Row> = { ...props, columns, isCards, ...(bulk && { picking: { formId, rowSelection } }) };

  return (
    <div className={cx('table-frame', isCards && 'table-cards', (props.pending ?? isMoving) && 'table-pending')}>
      {(tools || columnChoice || sortables.length > 0) && (
        <div className={cx('table-tools', !tools && !columnChoice && 'sort-menu')}>
          {tools}
          {sortables.length > 0 && <SortMenu columns={sortables} sort={sortShown} />}
          <span className="push" />
          {columnChoice && (
            <span className="column-chooser">
              <ColumnChooser
                tableId={columnChoice.tableId}
                columns={props.columns.filter(isChoosable)}
                shown={columns.map(({ id }) => id)}
              />
            </span>
          )}
        </div>
      )}
      {isEmpty ? (
        <div className="table-empty">{empty}</div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too
        // biome-ignore lint/a11y/useSemanticElements: a landmark for each table would drown the others
        <div className={cx('table-scroll', tall && 'table-scroll-free')} role="group" aria-label={label} tabIndex={0}>
          <table className="table" role={isCards ? 'table' : undefined} aria-busy={props.pending || undefined}>
            <caption className="sr-only">{label}</caption>
            <Head {...parts} sortShown={sortShown} search={search} />
            <Body {...parts} />
            <Foot {...parts} />
          </table>
        </div>
      )}
      {bulk && <BulkBar bulk={bulk} formId={formId} rowSelection={rowSelection} />}
    </div>
  );
}

type Parts<Row> = TableProps<Row> & {
  isCards: boolean;
  picking?: { formId: string; rowSelection: RowSelection };
};

// A table shown as cards is no table to some browsers unless its roles are written out.
const role = (isCards: boolean, name: string) => (isCards ? name : undefined);

function Head<Row>({
  columns,
  picking,
  isCards,
  sortShown,
  search,
}: Parts<Row> & { sortShown?: Sort; search: string }) {
  return (
    <thead role={role(isCards, 'rowgroup')}>
      <tr role={role(isCards, 'row')}>
        {picking && (
          <th className="cell-check" scope="col" role={role(isCards, 'columnheader')}>
            <SelectAll rowSelection={picking.rowSelection} />
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            role={role(isCards, 'columnheader')}
            className={kindClass(column)}
            aria-sort={sortShown?.column === column.id ? sortShown.direction : undefined}
          >
            <Heading column={column} sortShown={sortShown} search={search} />
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Heading<Row>({ column, sortShown, search }: { column: Column<Row>; sortShown?: Sort; search: string }) {
  if (column.kind === 'actions') return <span className="sr-only">{column.header}</span>;
  if (!column.sortable) return column.header;
  const isTurned = sortShown?.column === column.id && sortShown.direction === 'descending';
  return (
    <Link to={sortHref(search, column.id, sortShown)} preventScrollReset replace>
      {column.header}
      <Icon name={isTurned ? 'arrow-down' : 'arrow-up'} />
    </Link>
  );
}

function Body<Row>({ rows, columns, rowKey, rowLabel, picking, isCards }: Parts<Row>) {
  return (
    <tbody role={role(isCards, 'rowgroup')}>
      {rows.map((row) => (
        <tr key={rowKey(row)} role={role(isCards, 'row')}>
          {picking && (
            <td className="cell-check" role={role(isCards, 'cell')}>
              <RowCheck {...picking} rowKey={rowKey(row)} label={rowLabel?.(row) ?? rowKey(row)} />
            </td>
          )}
          {columns.map((column, at) => {
            const Cell = at === 0 ? 'th' : 'td';
            return (
              <Cell
                key={column.id}
                scope={at === 0 ? 'row' : undefined}
                role={role(isCards, at === 0 ? 'rowheader' : 'cell')}
                className={cx(kindClass(column), column.card && `cell-${column.card}`)}
                data-label={column.card === 'label' ? column.header : undefined}
              >
                {column.cell(row)}
              </Cell>
            );
          })}
        </tr>
      ))}
    </tbody>
  );
}

function Foot<Row>({ columns, picking, isCards }: Parts<Row>) {
  if (columns.every((column) => column.total === undefined)) return null;
  return (
    <tfoot role={role(isCards, 'rowgroup')}>
      <tr role={role(isCards, 'row')}>
        {picking && <td role={role(isCards, 'cell')} />}
        {columns.map((column, at) =>
          at === 0 && column.total !== undefined ? (
            <th key={column.id} scope="row" role={role(isCards, 'rowheader')} className={kindClass(column)}>
              {column.total}
            </th>
          ) : (
            <td
              key={column.id}
              role={role(isCards, 'cell')}
              className={kindClass(column)}
              data-label={isCards && column.total !== undefined ? column.header : undefined}
            >
              {column.total}
            </td>
          ),
        )}
      </tr>
    </tfoot>
  );
}

function kindClass<Row>({ kind }: Column<Row>): string | undefined {
  return kind && kind !== 'text' ? `cell-${kind}` : undefined;
}

const isChoosable = <Row,>(column: Column<Row>, at: number) => at > 0 && !column.fixed && column.kind !== 'actions';

function shownColumns<Row>(columns: readonly Column<Row>[], chosen: readonly string[] | undefined): Column<Row>[] {
  return columns.filter(
    (column, at) => !isChoosable(column, at) || (chosen ? chosen.includes(column.id) : column.extra !== true),
  );
}

function useIsReloading(): boolean {
  const { pathname } = useLocation();
  const { state, location } = useNavigation();
  return state === 'loading' && location.pathname === pathname;
}
