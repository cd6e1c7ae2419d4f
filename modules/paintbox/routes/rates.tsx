import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { Refusal } from '#app/errors/refusal.ts';
import { byIntent, tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import { Notice } from '#app/ui/badge.tsx';
import { Breadcrumbs, Tabs } from '#app/ui/navigation.tsx';
import { Page, PageHeader, Section } from '#app/ui/page.tsx';
import { newId } from '#app/values/id.ts';
import { type Hour, hourOf } from '../domain/hour.ts';
import { optionalText, versionField } from '../domain/inputs/form-fields.ts';
import { restoreRateBookSchema } from '../domain/inputs/rate-book.ts';
import {
  type CurrentRateBook,
  getRateBook,
  getRateBookVersion,
  listRateBookVersions,
  restoreRateBook,
  saveRateBook,
} from '../operations/rate-books.server.ts';
import { changesBetween } from '../ui/rates/compare.ts';
import { ChangeList } from '../ui/rates/differences.tsx';
import { type FormValues, formOfBook } from '../ui/rates/form-values.ts';
import { partIds, partLabels, partsIn, wholeOf } from '../ui/rates/parts.ts';
import { RateForm, useOpenParts } from '../ui/rates/rate-form.tsx';
import { RateView } from '../ui/rates/rate-parts.tsx';
import { bookOfForm } from '../ui/rates/read-form.ts';
import { reshape } from '../ui/rates/reshape.ts';
import { Restore, Versions } from '../ui/rates/versions.tsx';
import { said } from './said.server.ts';

export const meta: MetaFunction = () => [{ title: 'Rate book · Candlefish' }];

const search = z.object({ version: versionField.optional().catch(undefined) });

export const loader = tenantLoader(
  { permission: 'paintbox:read', search },
  async ({ tx, tenant, member, search: { version } }) => {
    const scope = { tx, tenant };
    const [current, versions, old] = await Promise.all([
      getRateBook(scope),
      listRateBookVersions(scope),
      version === undefined ? null : getRateBookVersion(scope, version),
    ]);
    const read = ({ number, document }: CurrentRateBook) => ({
      number,
      book: formOfBook(document, tenant.locale),
      hour: hourOf(document),
    });
    return {
      ...read(current),
      viewed: old && old.number !== current.number ? read(old) : null,
      versions,
      currency: current.document.currency,
      mayChange: member.can('paintbox:rates'),
      submission: newId(),
    };
  },
);

/**
 * The cells are read by the form's own reader, which knows how the member writes numbers. Only the parts that were open are
 * sent; the others are as they are in the version that was edited.
 */
const rateForm = z.looseObject({
  baseVersion: versionField,
  note: optionalText('Note', 200),
  reshape: z.string().max(200).optional(),
});

const change = { permission: 'paintbox:rates' } as const;

export const action = byIntent({
  save: tenantAction({ ...change, input: rateForm }, async ({ operation, input, tenant, url }) => {
    const edited = await getRateBookVersion(operation, input.baseVersion);
    const values = wholeOf(formOfBook(edited.document, tenant.locale), fieldsOf(input));
    if (partsIn(values).length === 0) throw new Refusal('invalid', 'Open the part of the rate book to change first.');
    if (input.reshape)
      return { ok: true as const, ...reshape(values, input.reshape, { locale: tenant.locale, newId }) };
    const { baseVersion, note } = input;
    const book = bookOfForm(values, { version: baseVersion, currency: tenant.currency.trim(), locale: tenant.locale });
    if (!book.ok) throw new Refusal('invalid', 'Please correct the marked cells.', { fieldErrors: book.error });
    const { number } = await saveRateBook(operation, { baseVersion, note, document: book.value });
    return said(url.pathname, `Version ${number} is in use. Estimates keep the version they were priced with.`);
  }),
  restore: tenantAction({ ...change, input: restoreRateBookSchema }, async ({ operation, input, url }) => {
    const { number } = await restoreRateBook(operation, input);
    return said(url.pathname, `Version ${input.number} is in use again, as version ${number}.`);
  }),
});

function fieldsOf(input: Record<string, unknown>): FormValues {
  const isField = (value: unknown) =>
    typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
  return Object.fromEntries(Object.entries(input).filter(([, value]) => isField(value))) as FormValues; // filtered on this line
}

export default function Rates() {
  const { book, hour, viewed, versions, number, currency, mayChange, submission } = useLoaderData<typeof loader>();
  const isEditing = useOpenParts().length > 0 && mayChange;
  if (viewed)
    return <OldVersion viewed={viewed} book={book} current={number} currency={currency} mayChange={mayChange} />;
  return (
    <Page size="wide">
      <PageHeader
        title="Rate book"
        lede="Where every price comes from. The numbers to begin with are a guess: make them your crew’s."
      />
      {isEditing ? (
        <RateForm book={book} number={number} currency={currency} submission={submission} />
      ) : (
        <>
          <Tabs label="Parts of the rate book" tabs={tabs} />
          {!mayChange && <Notice>Owners and admins change rates. You can look at all of them.</Notice>}
          <RateView book={book} currency={currency} hour={hour} mayOpen={mayChange} />
          <Versions versions={versions} current={number} />
        </>
      )}
    </Page>
  );
}

const tabs = [...partIds.map((id) => [id, partLabels[id]] as const), ['versions', 'Versions'] as const].map(
  ([id, label]) => ({ label, to: `#${id}`, isCurrent: false }),
);

interface OldVersionProps {
  viewed: { number: number; book: FormValues; hour: Hour };
  book: FormValues;
  current: number;
  currency: string;
  mayChange: boolean;
}

function OldVersion({ viewed, book, current, currency, mayChange }: OldVersionProps) {
  const changes = changesBetween(viewed.book, book);
  return (
    <Page size="wide">
      <PageHeader
        title={`Rate book, version ${viewed.number}`}
        above={<Breadcrumbs crumbs={[{ label: 'Rate book', to: '?' }]} />}
      >
        {mayChange && <Restore number={viewed.number} current={current} />}
      </PageHeader>
      <Section title={`What changed until version ${current}`}>
        {changes.length > 0 ? (
          <ChangeList changes={changes} books={[book, viewed.book]} />
        ) : (
          <p className="muted">Nothing differs.</p>
        )}
      </Section>
      <RateView book={viewed.book} currency={currency} hour={viewed.hour} mayOpen={false} />
    </Page>
  );
}
