import { type FormEvent, useState } from 'react';
import { Combobox } from '#app/ui/combobox.tsx';
import { Form, FormActions, SubmitButton } from '#app/ui/form.tsx';
import { Card, Section } from '#app/ui/page.tsx';
import { TextField } from '#app/ui/text-fields.tsx';
import { ForWhom } from '../for-whom.tsx';
import type { WorkbookPageData } from './page-data.ts';
import { type SheetHandle, useSheetHandle } from './sheet-handle.ts';
import type { TotalRow, Totals } from './use-totals.ts';

/** Cells of the workbook that the client pays, and the estimate that takes them as lines. */
export function TotalsForm({ page, totals }: { page: WorkbookPageData; totals: Totals }) {
  const sheet = useSheetHandle();
  const version = sheet?.version ?? page.workbook.version;
  return (
    <Section
      id="totals"
      title="Take totals into an estimate"
      lede="Each cell becomes a line at the amount it holds now, rounded to the coin."
    >
      <Form name="take" submission={page.submission} onSubmit={(event) => sheet && saveFirst(event, sheet)}>
        <input type="hidden" name="intent" value="take" />
        <input type="hidden" name="version" value={version} />
        <Card className="grid gap-5">
          <fieldset className="wb-totals">
            <legend>Cells</legend>
            {totals.rows.length > 0 && (
              <div className="wb-total-head" aria-hidden="true">
                <span>Take</span>
                <span>Cell</span>
                <span>Description</span>
                <span>Holds</span>
                <span>Taxed</span>
              </div>
            )}
            {totals.rows.map((row, at) => (
              <TotalFields key={row.key} row={row} at={at} totals={totals} holds={sheet?.textOf(row) ?? ''} />
            ))}
            <EmptyRow at={totals.rows.length} />
          </fieldset>
          <Target page={page} />
        </Card>
        <FormActions>
          <SubmitButton>Take into the estimate</SubmitButton>
        </FormActions>
      </Form>
    </Section>
  );
}

/** What was typed last counts: it is saved before the server is asked for the totals. */
function saveFirst(event: FormEvent<HTMLFormElement>, sheet: SheetHandle) {
  if (sheet.isSaved()) return;
  const form = event.currentTarget;
  event.preventDefault();
  void sheet.flush().then((isSaved) => {
    const version = form.elements.namedItem('version');
    if (version instanceof HTMLInputElement) version.value = String(sheet.version);
    if (isSaved) form.requestSubmit();
  });
}

function TotalFields({ row, at, totals, holds }: { row: TotalRow; at: number; totals: Totals; holds: string }) {
  const place = /^[A-Za-z_][\w.]*$/.test(row.sheet)
    ? `${row.sheet}!${row.cell}`
    : `'${row.sheet.replaceAll("'", "''")}'!${row.cell}`;
  return (
    <div className="wb-total">
      <input
        type="checkbox"
        className="check"
        name="pick"
        value={at}
        checked={row.isPicked}
        onChange={(event) => totals.tick(row.key, event.target.checked)}
        aria-label={`Take ${place}`}
      />
      <input type="hidden" name={`place.${at}`} value={place} />
      <span className="wb-total-place">{place}</span>
      <input
        className="control"
        name={`label.${at}`}
        defaultValue={row.label}
        maxLength={160}
        autoComplete="off"
        aria-label={`Description of ${place}`}
      />
      <output className="wb-total-holds">{holds}</output>
      <input
        type="checkbox"
        className="check"
        name={`taxable.${at}`}
        defaultChecked={row.isTaxable}
        aria-label={`${place} is taxed`}
      />
    </div>
  );
}

/** A cell that nobody thought of, typed by hand. */
function EmptyRow({ at }: { at: number }) {
  const [place, setPlace] = useState('');
  return (
    <details className="disclosure-form">
      <summary className="link w-fit">Another cell</summary>
      <div className="wb-total mt-3">
        <input type="checkbox" className="check" name="pick" value={at} aria-label="Take this cell" />
        <input
          className="control"
          name={`place.${at}`}
          value={place}
          onChange={(event) => setPlace(event.target.value)}
          placeholder="Bid!B17"
          autoComplete="off"
          aria-label="Cell, such as Bid!B17"
        />
        <input className="control" name={`label.${at}`} maxLength={160} autoComplete="off" aria-label="Description" />
        <span />
        <input
          type="checkbox"
          className="check"
          name={`taxable.${at}`}
          defaultChecked
          aria-label="This cell is taxed"
        />
      </div>
    </details>
  );
}

function Target({ page: { drafts, whom, estimate, workbook } }: { page: WorkbookPageData }) {
  const linked = drafts.find(({ value }) => value === estimate?.id);
  const [target, setTarget] = useState<'existing' | 'new'>(linked ? 'existing' : 'new');
  return (
    <fieldset className="grid gap-4">
      <legend className="field-label">Into</legend>
      <div className="choices">
        {(['new', 'existing'] as const).map((value) => (
          <div key={value} className="choice">
            <input
              type="radio"
              className="check"
              id={`target-${value}`}
              name="target"
              value={value}
              checked={target === value}
              onChange={() => setTarget(value)}
            />
            <label htmlFor={`target-${value}`}>{value === 'new' ? 'A new estimate' : 'A draft that is there'}</label>
          </div>
        ))}
      </div>
      <div className={target === 'existing' ? undefined : 'wb-plain-only'}>
        <Combobox
          name="estimateId"
          label="Estimate"
          optional
          placeholder="Find a draft"
          defaultValue={linked?.value ?? ''}
          options={drafts}
        />
      </div>
      <div className={target === 'new' ? 'grid gap-5' : 'wb-plain-only'}>
        <TextField
          name="title"
          label="Title"
          optional
          defaultValue={workbook.name}
          maxLength={120}
          autoComplete="off"
        />
        <ForWhom {...whom} />
      </div>
    </fieldset>
  );
}
