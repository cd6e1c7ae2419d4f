import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { acceptedDocuments } from '../ai/knowledge/document-kind.ts';
import {
  addDocument,
  audiences,
  listDocuments,
  openDocumentTo,
  removeDocument,
  retryDocument,
} from '../ai/knowledge/documents.server.ts';
import { searchKnowledge } from '../ai/knowledge/search.server.ts';
import { waitsForVectors } from '../ai/knowledge/waiting.server.ts';
import { flash } from '../http/cookie.server.ts';
import { DocumentRows } from '../shell/documents/document-rows.tsx';
import { Found } from '../shell/documents/found.tsx';
import { UploadForm } from '../shell/documents/upload-form.tsx';
import { useLookAgain } from '../shell/look-again.ts';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Notice } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Page, PageHeader, Section } from '../ui/page.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { TextField } from '../ui/text-fields.tsx';
import { newId } from '../values/id.ts';
import { idSchema } from '../values/id-schema.ts';

export const meta: MetaFunction = () => [{ title: 'Documents · Candlefish' }];

const pageSize = 50;

const search = z.object({
  q: z.string().trim().max(300).catch(''),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});

export const loader = tenantLoader({ permission: 'tenant:read', search }, async ({ tx, tenant, member, search }) => {
  const [list, waits, hits] = await Promise.all([
    listDocuments(tx, member, search.page),
    waitsForVectors(tx, new Date()),
    search.q === '' ? [] : searchKnowledge({ tx, tenant, asker: member }, { query: search.q, limit: 10, embed: null }),
  ]);
  return {
    ...list,
    waits,
    hits: hits.map(({ text: _, documentId: __, ...hit }) => hit),
    query: search.q,
    page: search.page,
    home: `/t/${tenant.slug}/assistant/documents`,
    mayAdd: member.can('knowledge:add'),
    audiences: audiences.filter(({ permission }) => member.can(permission)),
    accept: acceptedDocuments,
    submission: newId(),
  };
});

const audience = z.enum(audiences.map(({ permission }) => permission));
const file = z.instanceof(File).refine(({ size }) => size > 0, { error: 'Choose a file that is not empty.' });
const adding = z.object({
  files: z.array(file, { error: 'Choose a document.' }).min(1, { error: 'Choose a document.' }).max(20),
  audience: audience.default('tenant:read'),
  /** Sent by a script, which shows the answer itself. */
  isQuiet: z.literal('on').optional(),
});

const add = { permission: 'knowledge:add' } as const;
const byId = { ...add, input: z.object({ id: idSchema }) } as const;

const said = async (url: URL, message: string) =>
  redirect(url.pathname, { headers: { 'Set-Cookie': await flash(message) } });

export const action = byIntent({
  add: tenantAction({ ...add, input: adding }, async ({ operation, member, input, url }) => {
    for (const { name, bytes } of await Promise.all(input.files.map(readFile)))
      await addDocument(operation, member, { name, bytes, audience: input.audience });
    if (input.isQuiet) return { ok: true as const };
    return said(
      url,
      input.files.length === 1 ? 'The document was added.' : `${input.files.length} documents were added.`,
    );
  }),
  retry: tenantAction(byId, async ({ operation, member, input, url }) => {
    await retryDocument(operation, member, input.id);
    return said(url, 'The document is read once more.');
  }),
  open: tenantAction(
    { ...add, input: z.object({ id: idSchema, audience }) },
    async ({ operation, member, input, url }) => {
      await openDocumentTo(operation, member, input);
      const who = input.audience === 'tenant:admin' ? 'Owners and admins' : 'Everybody in the business';
      return said(url, `${who} can find the document now.`);
    },
  ),
  remove: tenantAction(byId, async ({ operation, member, input, url }) => {
    const { title } = await removeDocument(operation, member, input.id);
    return said(url, `${title} was removed.`);
  }),
});

async function readFile(file: File): Promise<{ name: string; bytes: Uint8Array }> {
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

export default function Documents() {
  const { documents, total, records, waits, hits, query, page, home, mayAdd, audiences, accept, submission } =
    useLoaderData<typeof loader>();
  useLookAgain(documents.some(({ status }) => status === 'waiting'));
  return (
    <Page size="narrow">
      <PageHeader
        title="Documents"
        lede="What the assistant can look up and cite: files that you add, and the records of your products."
      />
      {waits !== null && <Notice title="What is new is found by its words alone for now">{waits}</Notice>}
      {(total > 0 || records > 0) && (
        <Form method="get" action={home} name="search" className="documents-search" aria-label="Search documents">
          <TextField name="q" label="Search what they say" type="search" defaultValue={query} key={query} />
          <SubmitButton variant="secondary" icon="search">
            Search
          </SubmitButton>
        </Form>
      )}
      {query !== '' && (
        <Section title="Found">
          <Found query={query} hits={hits} more={`${home}/search`} />
        </Section>
      )}
      {mayAdd && query === '' && (
        <Section title="Add documents">
          <UploadForm submission={submission} accept={accept} audiences={audiences} />
        </Section>
      )}
      {query === '' && (
        <Section title="Added" lede={recordsNote(records)}>
          {total === 0 ? (
            <EmptyState icon="document" title="Your documents will be here">
              Terms, product sheets, safety rules, price lists: the assistant reads them, and says where it found what.
            </EmptyState>
          ) : (
            <>
              <DocumentRows rows={documents} home={home} mayOpenToAdmins={audiences.length > 1} />
              {total > pageSize && <Pagination page={page} pageSize={pageSize} total={total} things="documents" />}
            </>
          )}
        </Section>
      )}
    </Page>
  );
}

function recordsNote(records: number): string | undefined {
  if (records === 0) return undefined;
  return records === 1 ? 'Beside them one record is searched.' : `Beside them ${records} records are searched.`;
}
