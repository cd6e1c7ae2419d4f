import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useParams } from '@remix-run/react';
import { z } from 'zod';
import { byIntent, tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { Notice } from '#app/ui/badge.tsx';
import { LinkButton } from '#app/ui/button.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { Breadcrumbs } from '#app/ui/navigation.tsx';
import { Page, PageHeader, Section } from '#app/ui/page.tsx';
import { newId } from '#app/values/id.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { links } from '../contract.ts';
import * as inputs from '../domain/inputs/client.ts';
import * as parts from '../operations/client-parts.server.ts';
import {
  archiveClient,
  findSimilarClients,
  getClient,
  restoreClient,
  updateClient,
} from '../operations/clients.server.ts';
import { ClientFacts } from '../ui/clients/client-facts.tsx';
import { Contacts } from '../ui/clients/contacts.tsx';
import { countryOf } from '../ui/clients/country.ts';
import { Notes } from '../ui/clients/notes.tsx';
import { Properties } from '../ui/clients/properties.tsx';
import { SimilarClients } from '../ui/clients/similar-clients.tsx';
import { Deals, EstimateRows } from '../ui/clients/work.tsx';
import { History } from '../ui/history.tsx';
import { said } from './said.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.client.name ?? 'Client'} · Candlefish` },
];

const params = z.object({ client: idSchema });

export const loader = tenantLoader(
  { permission: 'paintbox:read', personalData: 'client', params },
  async ({ tx, tenant, member, params: { client } }) => {
    const found = await getClient({ tx, tenant }, client);
    const similar = await findSimilarClients({ tx, tenant }, { ...found.client, exceptId: client });
    const isErased = found.client.erasedAt !== null;
    const mayErase = member.can('tenant:admin') && member.can('paintbox:delete');
    return {
      ...found,
      similar,
      mayWrite: member.can('paintbox:write') && !isErased,
      mayArchive: member.can('paintbox:delete') && !isErased,
      mayErase: mayErase && !isErased,
      submission: newId(),
      country: countryOf(tenant.locale),
    };
  },
);

/** Does it, goes back to the page without a form on it, and says so; what can be taken back offers that. */
function change<I>(
  input: z.ZodType<I>,
  run: (ctx: OperationContext, input: I) => Promise<unknown>,
  message: string,
  { permission = 'paintbox:write', undo }: { permission?: 'paintbox:write' | 'paintbox:delete'; undo?: string } = {},
) {
  return tenantAction({ permission, params, input }, async ({ operation, input: given, url }) => {
    await run(operation, given);
    const id = undo && typeof given === 'object' && given && 'id' in given ? String(given.id) : undefined;
    return said(
      url.pathname,
      message,
      undo && id ? { undo: { action: url.pathname, fields: { intent: undo, id } } } : {},
    );
  });
}

const { byIdSchema: byId } = inputs;

export const action = byIntent({
  update: change(inputs.updateClientSchema, updateClient, 'Saved.'),
  archive: change(byId, archiveClient, 'The client is in the archive.', {
    permission: 'paintbox:delete',
    undo: 'restore',
  }),
  restore: change(byId, restoreClient, 'The client is back.', { permission: 'paintbox:delete' }),
  'add-property': change(inputs.addPropertySchema, parts.addProperty, 'The property was added.'),
  'update-property': change(inputs.updatePropertySchema, parts.updateProperty, 'Saved.'),
  'archive-property': change(byId, parts.archiveProperty, 'The property was removed.', { undo: 'restore-property' }),
  'restore-property': change(byId, parts.restoreProperty, 'The property is back.'),
  'add-contact': change(inputs.addContactSchema, parts.addContact, 'The contact was added.'),
  'update-contact': change(inputs.updateContactSchema, parts.updateContact, 'Saved.'),
  'archive-contact': change(byId, parts.archiveContact, 'The contact was removed.', { undo: 'restore-contact' }),
  'restore-contact': change(byId, parts.restoreContact, 'The contact is back.'),
  'add-note': change(inputs.addNoteSchema, parts.addNote, 'The note was added.'),
  'archive-note': change(byId, parts.archiveNote, 'The note was removed.', { undo: 'restore-note' }),
  'restore-note': change(byId, parts.restoreNote, 'The note is back.'),
});

export default function Client() {
  const { client, properties, contacts, notes, deals, estimates, history, similar, ...page } =
    useLoaderData<typeof loader>();
  const { mayWrite, mayArchive, mayErase, submission, country } = page;
  const { tenant = '' } = useParams();
  const isArchived = client.archivedAt !== null;
  const own = { clientId: client.id, submission, mayWrite };
  return (
    <Page>
      <PageHeader
        title={client.name}
        above={<Breadcrumbs crumbs={[{ label: 'Clients', to: links.clients(tenant) }]} />}
      >
        {mayErase && client.kind === 'person' && (
          <LinkButton to={links.erasePerson(tenant, 'client', client.id)} size="small">
            Erase this person
          </LinkButton>
        )}
        {mayArchive && !isArchived && <Mark intent="archive" id={client.id} label="Archive" />}
      </PageHeader>
      {client.erasedAt !== null && (
        <Notice title="This person was erased">
          What is left are accounts: figures, dates and totals, without whom they were for. Nothing of them can be
          changed.
        </Notice>
      )}
      {isArchived && (
        <Notice
          title="This client is in the archive"
          action={mayArchive && <Mark intent="restore" id={client.id} label="Restore" />}
        >
          They are left out of lists and searches. Their deals and estimates stay.
        </Notice>
      )}
      <SimilarClients similar={similar} title="Perhaps the same as" />
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] [&>*]:min-w-0">
        <div className="grid gap-8 [&>*]:min-w-0">
          <ClientFacts client={client} mayWrite={mayWrite} />
          <Section title="Estimates">
            <EstimateRows estimates={estimates} label={`Estimates for ${client.name}`} />
          </Section>
          <Properties {...own} properties={properties} country={country} />
          <Contacts {...own} contacts={contacts} mayErase={mayErase && client.kind === 'company'} />
          <Notes {...own} notes={notes} />
        </div>
        <div className="grid gap-8 [&>*]:min-w-0">
          <Deals clientId={client.id} deals={deals} mayWrite={mayWrite} />
          <Section title="History">
            <History entries={history} />
          </Section>
        </div>
      </div>
    </Page>
  );
}

function Mark({ intent, id, label }: { intent: string; id: string; label: string }) {
  return (
    <Form name={intent} className="form-inline">
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="id" value={id} />
      <SubmitButton variant="secondary" size="small">
        {label}
      </SubmitButton>
    </Form>
  );
}
