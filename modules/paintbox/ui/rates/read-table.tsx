import { useMemo } from 'react';
import { cx } from '#app/ui/cx.ts';
import { html, type Markup } from '#app/ui/markup.ts';

export interface ReadColumn {
  label: string;
  isNumber?: boolean;
  /** On a phone card: across it, beside its heading, or both. */
  card?: 'wide' | 'label' | 'line';
}

export interface ReadTableProps {
  label: string;
  columns: readonly ReadColumn[];
  /** A cell for each column; the first names the row. */
  rows: readonly (readonly (string | Markup)[])[];
  className?: string;
}

/**
 * A table to read, written as text: it has hundreds of cells and nothing in them to press. A list of cards on a phone. At
 * a desk its headings stay in sight while the page scrolls.
 */
export function ReadTable({ label, columns, rows, className }: ReadTableProps) {
  const body = useMemo(() => tableOf(label, columns, rows), [label, columns, rows]);
  return (
    <div className="table-frame table-cards">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too */}
      {/* biome-ignore lint/a11y/useSemanticElements: a landmark for each table would drown the others */}
      <div className="table-scroll table-scroll-free xl:overflow-visible" role="group" aria-label={label} tabIndex={0}>
        <table
          {...asTable}
          className={cx('table', headings, className)}
          // biome-ignore lint/security/noDangerouslySetInnerHtml: `html` escapes every value
          dangerouslySetInnerHTML={body}
        />
      </div>
    </div>
  );
}

// A table shown as cards is no table to some browsers unless its roles are written out.
const asTable = { role: 'table' } as const;

const headings =
  'xl:[&_thead_th]:top-13 [&_thead_th]:align-bottom [&_thead_th:first-child]:rounded-tl-lg [&_thead_th:last-child]:rounded-tr-lg';

function tableOf(label: string, columns: readonly ReadColumn[], rows: ReadTableProps['rows']): Markup {
  const heads = columns.map(
    (column) =>
      html`<th scope="col" role="columnheader"${column.isNumber && html` class="cell-number"`}>${column.label}</th>`,
  );
  return html`<caption class="sr-only">${label}</caption><thead role="rowgroup"><tr role="row">${heads}</tr></thead><tbody role="rowgroup">${rows.map((cells) => rowOf(cells, columns))}</tbody>`;
}

function rowOf(cells: readonly (string | Markup)[], columns: readonly ReadColumn[]): Markup {
  const parts = cells.map((cell, at) =>
    at === 0
      ? html`<th scope="row" role="rowheader" class="cell-wide">${cell}</th>`
      : html`<td role="cell"${attributesOf(columns[at])}>${cell}</td>`,
  );
  return html`<tr role="row">${parts}</tr>`;
}

function attributesOf({ label, isNumber, card }: ReadColumn = { label: '' }): Markup {
  const isWide = card === 'wide' || card === 'line';
  const isLabelled = card === 'label' || card === 'line';
  const names = cx(isNumber && 'cell-number', isWide && 'cell-wide');
  return html`${names !== undefined && html` class="${names}"`}${isLabelled && html` data-label="${label}"`}`;
}
