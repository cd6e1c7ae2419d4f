import { cx } from '#app/ui/cx.ts';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { Link } from '#app/ui/link.tsx';
import { TextField } from '#app/ui/text-fields.tsx';
import type { ViewCell } from '../../domain/workbook-view.ts';
import { inkOn } from './colour.ts';
import type { WorkbookPageData } from './page-data.ts';

/** A sheet as a table, and a form that changes one cell: all there is without a script, and what is seen until the script is there. */
export function PlainSheet({ page }: { page: WorkbookPageData }) {
  const { view, mayWrite } = page;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must scroll from the keyboard too */}
      {/* biome-ignore lint/a11y/useSemanticElements: the section around it is the landmark */}
      <div className="wb-plain" role="group" aria-label="Cells" tabIndex={0}>
        <table>
          <caption className="sr-only">{view.sheets.find(({ index }) => index === view.shown)?.name}</caption>
          <thead>
            <tr>
              <td />
              {view.columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.rows.map(({ number, cells }) => (
              <tr key={number}>
                <th scope="row">{number}</th>
                {cells.map((cell) => (
                  <PlainCell key={cell.cell} {...cell} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {view.more.rows + view.more.columns > 0 && <p className="wb-more">{moreWords(view.more)}</p>}
      <nav className="wb-tabs" aria-label="Sheets">
        {view.sheets.map(({ index, name }) => (
          <Link
            key={index}
            to={`?${new URLSearchParams({ sheet: name })}`}
            className="wb-tab"
            aria-current={index === view.shown ? 'true' : undefined}
            reloadDocument
          >
            {name}
          </Link>
        ))}
      </nav>
      {mayWrite && <OneCell page={page} />}
    </>
  );
}

function PlainCell({ cell, text, align, isBold, isItalic, fill, isError, isEdited }: ViewCell) {
  return (
    <td
      id={cell}
      // An attribute of old, because the security policy allows no style attributes.
      {...(fill && { bgcolor: `#${fill}` })}
      className={cx(
        `wb-${align}`,
        isBold && 'wb-bold',
        isItalic && 'wb-italic',
        isError && 'wb-error',
        isEdited && 'wb-edited',
        fill && inkOn(fill),
      )}
    >
      {text}
    </td>
  );
}

function moreWords({ rows, columns }: { rows: number; columns: number }): string {
  const parts = [
    rows > 0 ? `${rows.toLocaleString('en-US')} more rows` : '',
    columns > 0 ? `${columns.toLocaleString('en-US')} more columns` : '',
  ].filter(Boolean);
  return `${parts.join(' and ')} are in the file: download it to see them all.`;
}

function OneCell({ page: { view, workbook } }: { page: WorkbookPageData }) {
  return (
    <noscript>
      <Form name="type" className="form-inline wb-one-cell">
        <input type="hidden" name="intent" value="type" />
        <input type="hidden" name="version" value={workbook.version} />
        <input type="hidden" name="sheet" value={view.shown} />
        <TextField name="cell" label="Cell" placeholder="B10" autoComplete="off" size={8} />
        <TextField name="input" label="What it holds" placeholder="34.50 or =B9*1.1" optional autoComplete="off" />
        <SubmitButton>Change the cell</SubmitButton>
      </Form>
    </noscript>
  );
}
