import type { LinksFunction, MetaFunction } from '@remix-run/node';
import {
  type ShouldRevalidateFunctionArgs,
  useActionData,
  useLoaderData,
  useParams,
  useSearchParams,
} from '@remix-run/react';
import { lazy, Suspense } from 'react';
import { z } from 'zod';
import { byIntent, tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import { newId } from '#app/values/id.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { failed, ok } from '#app/values/result.ts';
import { changeEstimate, removeArea } from '../domain/edit.ts';
import { requiredText } from '../domain/fields.ts';
import { versionField } from '../domain/inputs/form-fields.ts';
import { revisionNumber } from '../domain/labels.ts';
import { links as paths } from '../domain/links.ts';
import { addRoomLine, parseRoomLine } from '../domain/room-line.ts';
import { previewReprice, repriceEstimate } from '../operations/estimate-editing.server.ts';
import { getEstimate } from '../operations/estimate-reading.server.ts';
import { deleteEstimate, duplicateEstimate, restoreEstimate, reviseEstimate } from '../operations/estimates.server.ts';
import type { ReadScope } from '../operations/scope.server.ts';
import { clashesIn } from '../ui/editor/clashes.ts';
import stylesheet from '../ui/editor/editor.css?url';
import { Editor } from '../ui/editor/editor.tsx';
import { applyAreaForm, applyNotesForm, applySettingsForm } from '../ui/editor/plain-edit.ts';
import { editDocument, plainFields } from './estimate-edits.server.ts';
import { said } from './said.server.ts';

// Rarely on the page, so they are no part of it: the first is for browsers without a script.
const PlainArea = lazy(() => import('../ui/editor/plain-area.tsx'));
const PlainConflict = lazy(() => import('../ui/editor/plain-conflict.tsx'));
const RepricePreview = lazy(() => import('../ui/editor/reprice-preview.tsx'));

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: stylesheet }];

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  {
    title: data
      ? `${revisionNumber(data.facts.number, data.facts.revision)} ${data.doc.title} · Candlefish`
      : 'Estimate · Candlefish',
  },
];

const params = z.object({ estimate: idSchema });
const search = z.object({
  revision: versionField.optional().catch(undefined),
  reprice: z.string().optional(),
});

export const loader = tenantLoader(
  { permission: 'paintbox:read', params, search },
  async ({ tx, tenant, member, params, search: asked }) => {
    const found = await getEstimate({ tx, tenant }, params.estimate, asked.revision);
    const { estimate, revision, client, deal, property, revisions, rateBook, newestRateBook, isEditable } = found;
    const mayWrite = member.can('paintbox:write');
    const mayReprice = isEditable && mayWrite && newestRateBook > rateBook.version;
    return {
      preview: mayReprice && asked.reprice !== undefined ? await repricePreview({ tx, tenant }, estimate.id) : null,
      doc: revision.document,
      book: rateBook,
      version: revision.version,
      isEditable: isEditable && mayWrite,
      facts: {
        id: estimate.id,
        number: estimate.number,
        status: estimate.status,
        revision: revision.number,
        currentRevision: estimate.currentRevision,
        isDeleted: estimate.deletedAt !== null,
        lockedAt: revision.lockedAt,
        mayWrite,
        mayDelete: member.can('paintbox:delete'),
        client: { id: client.id, name: client.name },
        deal: { id: deal.id, title: deal.title },
        property: property && {
          line1: property.line1,
          line2: property.line2,
          city: property.city,
          region: property.region,
          postalCode: property.postalCode,
        },
        revisions: revisions.map(({ number, createdAt, lockedAt }) => ({ number, createdAt, lockedAt })),
        newestRateBook,
      },
    };
  },
);

async function repricePreview(scope: ReadScope, id: string) {
  const { document: _, ...preview } = await previewReprice(scope, { id });
  return preview;
}

const write = { permission: 'paintbox:write', params } as const;
const remove = { permission: 'paintbox:delete', params } as const;

export const action = byIntent({
  rename: tenantAction(
    { ...write, input: z.object({ title: requiredText('Title', 120) }) },
    async ({ operation, params: { estimate: id }, input, url }) => {
      await editDocument(operation, { id }, (doc) => ok(changeEstimate(doc, { title: input.title })));
      return said(url.pathname, 'The estimate was renamed.');
    },
  ),
  'add-room': tenantAction(
    { ...write, input: z.object({ line: requiredText('The room', 200) }) },
    async ({ operation, params: { estimate: id }, input, url }) => {
      await editDocument(operation, { id }, (doc, { book }) => {
        const line = parseRoomLine(input.line, book.units);
        return line.ok
          ? ok(addRoomLine(doc, { line: line.value, book, newId }))
          : failed({ line: [line.error.message] });
      });
      return said(`${url.pathname}#rooms`, 'The room was added.');
    },
  ),
  area: tenantAction(
    { ...write, input: plainFields.extend({ area: idSchema }) },
    async ({ operation, params: { estimate: id }, input, url }) => {
      const { version, area } = input;
      await editDocument(operation, { id, version, fields: input }, (doc, world) =>
        applyAreaForm(doc, area, input, world),
      );
      return said(`${url.pathname}?area=${area}`, 'The room was saved.');
    },
  ),
  'remove-area': tenantAction(
    { ...write, input: z.object({ area: idSchema }) },
    async ({ operation, params: { estimate: id }, input, url }) => {
      await editDocument(operation, { id }, (doc) => ok(removeArea(doc, { areaId: input.area })));
      return said(url.pathname, 'The room was removed.');
    },
  ),
  settings: tenantAction(
    { ...write, input: plainFields },
    async ({ operation, params: { estimate: id }, input, url }) => {
      await editDocument(operation, { id, version: input.version, fields: input }, (doc, world) =>
        applySettingsForm(doc, input, world),
      );
      return said(`${url.pathname}#pricing`, 'The pricing was saved.');
    },
  ),
  notes: tenantAction({ ...write, input: plainFields }, async ({ operation, params: { estimate: id }, input, url }) => {
    await editDocument(operation, { id, version: input.version, fields: input }, (doc, world) =>
      applyNotesForm(doc, input, world),
    );
    return said(`${url.pathname}#notes`, 'The notes were saved.');
  }),
  duplicate: tenantAction(write, async ({ operation, tenant, params: { estimate: id } }) => {
    const { estimate } = await duplicateEstimate(operation, { id, title: '', dealId: null });
    return said(paths.estimate(tenant.slug, estimate.id), 'This is the copy. The first one stays as it was.');
  }),
  revise: tenantAction(write, async ({ operation, params: { estimate: id }, url }) => {
    const { revision } = await reviseEstimate(operation, { id });
    return said(url.pathname, `This is revision ${revision.number}. The one before is kept as it was.`);
  }),
  reprice: tenantAction(
    { ...write, input: z.object({ version: versionField }) },
    async ({ operation, params: { estimate: id }, input, url }) => {
      const { to, lines } = await repriceEstimate(operation, { id, version: input.version });
      return said(
        url.pathname,
        `Priced with rate book ${to}: ${lines.length === 1 ? '1 line' : `${lines.length} lines`} changed.`,
      );
    },
  ),
  delete: tenantAction(remove, async ({ operation, tenant, params: { estimate: id }, url }) => {
    await deleteEstimate(operation, { id });
    return said(paths.estimates(tenant.slug), 'The estimate was deleted.', {
      undo: { action: url.pathname, fields: { intent: 'restore' } },
    });
  }),
  restore: tenantAction(remove, async ({ operation, params: { estimate: id }, url }) => {
    await restoreEstimate(operation, { id });
    return said(url.pathname, 'The estimate is back.');
  }),
});

/** The document lives in the page: it is read again when another one is asked for, or after an action of this page. */
export function shouldRevalidate({
  currentUrl,
  nextUrl,
  formMethod,
  defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs): boolean {
  const asks = ({ pathname, searchParams }: URL) =>
    [pathname, searchParams.get('revision'), searchParams.get('reprice')].join();
  const isSame = asks(currentUrl) === asks(nextUrl);
  return isSame && formMethod === undefined ? false : defaultShouldRevalidate;
}

export default function EstimatePage() {
  const { facts, doc, book, version, isEditable, preview } = useLoaderData<typeof loader>();
  const { tenant = '' } = useParams();
  const [query] = useSearchParams();
  const clashes = clashesIn(useActionData());
  const asked = doc.areas.find(({ id }) => id === query.get('area'));
  return (
    <>
      <Suspense fallback={null}>
        {clashes && (
          <div className="page page-wide">
            <PlainConflict clashes={clashes} />
          </div>
        )}
        {asked && isEditable && (
          <div className="page page-wide plain-only">
            <PlainArea area={asked} book={book} version={version} />
          </div>
        )}
        {preview && (
          <div className="page page-wide">
            <RepricePreview preview={preview} currency={doc.currency} version={version} />
          </div>
        )}
      </Suspense>
      <Editor
        // Another revision or another rate book is another document: nothing of the one before may linger.
        key={`${facts.id} ${facts.revision} ${book.version} ${isEditable}`}
        {...{ tenant, facts, doc, book, version, isEditable }}
        saveUrl={`${paths.estimate(tenant, facts.id)}/save`}
      />
    </>
  );
}
