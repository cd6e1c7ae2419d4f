import { type FieldChange, readTool, writeTool } from '#app/ai/tool.ts';
import { Refusal } from '#app/errors/refusal.ts';
import { links } from '../contract.ts';
import type { ClientRow } from '../data/clients.server.ts';
import { addNoteSchema, clientListSchema, createClientSchema, updateClientSchema } from '../domain/inputs/client.ts';
import { estimateNumber, estimateStatusLabels } from '../domain/labels.ts';
import { addNote, archiveNote } from '../operations/client-parts.server.ts';
import {
  archiveClient,
  createClient,
  getClient,
  listClients,
  restoreClient,
  updateClient,
} from '../operations/clients.server.ts';
import { inputs } from './inputs.ts';
import { clientNamed } from './references.server.ts';
import { counted, moneyOf, shortened, some } from './saying.ts';
import { undoOf } from './undo.ts';

const findClients = readTool({
  name: 'paintbox_find_clients',
  label: 'Find clients',
  description:
    'Lists clients by words of their name, e-mail address or phone number, with how many deals each has and what they won. Without words: all, by name.',
  permission: 'paintbox:read',
  input: inputs.paintbox_find_clients,
  async run({ tx, tenant, now }, { query = '', archived, limit }) {
    const found = await listClients({ tx, tenant, now }, clientListSchema.parse({ q: query, archived }));
    const rows = found.rows.slice(0, limit);
    const fits = query === '' ? '' : ` for “${query}”`;
    return {
      text:
        rows.length === 0
          ? `No ${archived ? 'archived ' : ''}client was found${fits}.`
          : `${counted(found.count, archived ? 'archived client' : 'client')}${fits}: ${some(
              rows.map(({ name }) => name),
              found.count,
            )}.`,
      data: rows.map(({ id, name, email, phone, city, dealCount }) => ({ id, name, email, phone, city, dealCount })),
      records: rows.map(({ id, name }) => ({ label: name, href: links.client(tenant.slug, id) })),
      showings:
        rows.length < 2
          ? []
          : [
              {
                kind: 'table',
                caption: 'Clients',
                columns: [
                  { label: 'Name' },
                  { label: 'E-mail' },
                  { label: 'Phone' },
                  { label: 'Deals', isNumber: true },
                  { label: 'Won', isNumber: true },
                ],
                rows: rows.map(({ name, email, phone, dealCount, wonMinor }) => [
                  name,
                  email ?? '',
                  phone ?? '',
                  String(dealCount),
                  moneyOf(tenant, wonMinor),
                ]),
              },
            ],
    };
  },
});

const openClient = readTool({
  name: 'paintbox_open_client',
  label: 'Open a client',
  description: 'Reads one client: how to reach them, their places, people, notes, deals and estimates.',
  permission: 'paintbox:read',
  input: inputs.paintbox_open_client,
  async run(scope, input) {
    const { tenant } = scope;
    const { client, properties, contacts, notes, deals, estimates } = await getClient(
      scope,
      await clientNamed(scope, input.client),
    );
    const reach = [client.email, client.phone].filter(Boolean).join(' and ');
    const places = properties.map(({ address, label }) => address || label);
    return {
      text: [
        `${client.name} is a ${client.kind}${client.archivedAt ? ', archived' : ''}${reach ? `, reached at ${reach}` : ''}.`,
        ...(places.length > 0 ? [`Work is at ${some(places)}.`] : []),
        `There ${deals.length === 1 ? 'is' : 'are'} ${counted(deals.length, 'deal')} and ${counted(estimates.length, 'estimate')}.`,
        ...(client.notes ? [`Noted: “${shortened(client.notes)}”`] : []),
      ].join(' '),
      data: {
        id: client.id,
        name: client.name,
        email: client.email,
        phone: client.phone,
        remarks: client.notes,
        places,
        people: contacts.map(({ name, role, email, phone }) => ({ name, role, email, phone })),
        notes: notes.slice(0, 20).map(({ body, authorName }) => ({ body, by: authorName })),
        deals: deals.map(({ id, title, stage }) => ({ id, title, stage })),
      },
      records: [
        { label: client.name, href: links.client(tenant.slug, client.id) },
        ...estimates.slice(0, 10).map(({ id, number, title }) => ({
          label: `${estimateNumber(number)} ${title}`,
          href: links.estimate(tenant.slug, id),
        })),
      ],
      showings:
        estimates.length === 0
          ? []
          : [
              {
                kind: 'table',
                caption: `Estimates for ${client.name}`,
                columns: [
                  { label: 'Number' },
                  { label: 'Title' },
                  { label: 'State' },
                  { label: 'Total', isNumber: true },
                ],
                rows: estimates.map(({ number, title, status, totalMinor, currency }) => [
                  estimateNumber(number),
                  title,
                  estimateStatusLabels[status],
                  moneyOf(tenant, totalMinor, currency),
                ]),
              },
            ],
    };
  },
});

const labels = { kind: 'Kind', name: 'Name', email: 'E-mail', phone: 'Phone', notes: 'Notes' } as const;
const addressLabels = {
  line1: 'Address',
  line2: 'Address line 2',
  city: 'City',
  region: 'State or region',
  postalCode: 'Postal code',
} as const;

/** What differs, in the order of the labels. Empty is nothing. */
function fieldsBetween<Field extends string>(
  names: Readonly<Record<Field, string>>,
  before: Readonly<Partial<Record<Field, string | null>>>,
  after: Readonly<Partial<Record<Field, string | null>>>,
): FieldChange[] {
  // Object.entries forgets that its keys are the object's own.
  return (Object.entries(names) as [Field, string][])
    .map(([field, label]) => ({ label, before: before[field] || null, after: after[field] || null }))
    .filter((field) => field.before !== field.after);
}

const addClient = writeTool({
  name: 'paintbox_add_client',
  label: 'Add a client',
  description:
    'Adds a client, and the place of their work when an address is given. Look first whether they are there already.',
  permission: 'paintbox:write',
  effect: 'write',
  input: inputs.paintbox_add_client,
  async run(ctx, input) {
    const { client, similar } = await createClient(ctx, createClientSchema.parse(input));
    const known = similar.map(({ name }) => name);
    return {
      summary: `Add the client ${client.name}${known.length > 0 ? `, though ${some(known)} has the same e-mail or phone` : ''}`,
      changes: [
        {
          verb: 'add',
          what: 'Client',
          label: client.name,
          fields: fieldsBetween({ ...labels, ...addressLabels }, {}, { ...input, kind: client.kind }),
        },
      ],
      result: {
        text: `${client.name} is a client now.`,
        records: [{ label: client.name, href: links.client(ctx.tenant.slug, client.id) }],
      },
      undo: { id: client.id, version: client.version },
    };
  },
  async undo(ctx, undo) {
    const { id, version } = undoOf.version.parse(undo);
    const { client, deals, notes, contacts } = await getClient(ctx, id);
    if (client.version !== version || deals.length + notes.length + contacts.length > 0) {
      throw new Refusal('conflict', `${client.name} has been worked with since. Archive the client instead.`);
    }
    await archiveClient(ctx, { id });
    return { text: `${client.name} was taken back and is in the archive.` };
  },
});

const changeClient = writeTool({
  name: 'paintbox_change_client',
  label: 'Change a client',
  description: "Changes a client's name, kind, e-mail address, phone number or remarks. What is left out stays.",
  permission: 'paintbox:write',
  effect: 'write',
  input: inputs.paintbox_change_client,
  async run(ctx, { client: said, ...wanted }) {
    const id = await clientNamed(ctx, said);
    const { client: before } = await getClient(ctx, id);
    const after = await updateClient(
      ctx,
      updateClientSchema.parse({ ...detailsOf(before), ...wanted, id, version: before.version }),
    );
    const fields = fieldsBetween(labels, detailsOf(before), detailsOf(after));
    if (fields.length === 0) throw new Refusal('conflict', `${before.name} is like that already.`);
    const href = links.client(ctx.tenant.slug, id);
    return {
      summary: `Change ${fields.map(({ label }) => label.toLowerCase()).join(', ')} of the client ${before.name}`,
      changes: [{ verb: 'change', what: 'Client', label: before.name, href, fields }],
      result: { text: `${after.name} was changed.`, records: [{ label: after.name, href }] },
      undo: { id, version: after.version, details: detailsOf(before) },
    };
  },
  async undo(ctx, undo) {
    const { id, version, details } = undoOf.details.parse(undo);
    const client = await updateClient(ctx, updateClientSchema.parse({ ...details, id, version }));
    return {
      text: `${client.name} is as before.`,
      records: [{ label: client.name, href: links.client(ctx.tenant.slug, id) }],
    };
  },
});

function detailsOf({ kind, name, email, phone, notes }: ClientRow) {
  return { kind, name, email, phone, notes };
}

const noteClient = writeTool({
  name: 'paintbox_add_note',
  label: 'Add a note',
  description: 'Writes a note about a client for the members of the business. The client does not see it.',
  permission: 'paintbox:write',
  effect: 'write',
  input: inputs.paintbox_add_note,
  async run(ctx, input) {
    const clientId = await clientNamed(ctx, input.client);
    const [{ client }, note] = [
      await getClient(ctx, clientId),
      await addNote(ctx, addNoteSchema.parse({ clientId, body: input.body })),
    ];
    const href = links.client(ctx.tenant.slug, clientId);
    return {
      summary: `Add a note to ${client.name}`,
      changes: [
        {
          verb: 'add',
          what: 'Note',
          label: client.name,
          href,
          fields: [{ label: 'Note', before: null, after: note.body }],
        },
      ],
      result: { text: `The note to ${client.name} was written.`, records: [{ label: client.name, href }] },
      undo: { id: note.id },
    };
  },
  async undo(ctx, undo) {
    await archiveNote(ctx, undoOf.id.parse(undo));
    return { text: 'The note was taken back.' };
  },
});

const putAwayClient = writeTool({
  name: 'paintbox_archive_client',
  label: 'Archive a client',
  description: 'Takes a client out of the lists. What belongs to them is kept, and they can be restored.',
  permission: 'paintbox:delete',
  effect: 'destroy',
  input: inputs.paintbox_archive_client,
  async run(ctx, input) {
    const id = await clientNamed(ctx, input.client);
    const { client: before } = await getClient(ctx, id);
    if (before.archivedAt) throw new Refusal('conflict', `${before.name} is in the archive already.`);
    await archiveClient(ctx, { id });
    const href = links.client(ctx.tenant.slug, id);
    return {
      summary: `Archive the client ${before.name}`,
      changes: [
        {
          verb: 'remove',
          what: 'Client',
          label: before.name,
          href,
          fields: [{ label: 'State', before: 'Active', after: 'Archived' }],
        },
      ],
      result: { text: `${before.name} is in the archive.`, records: [{ label: before.name, href }] },
      undo: { id },
    };
  },
  async undo(ctx, undo) {
    const client = await restoreClient(ctx, undoOf.id.parse(undo));
    return {
      text: `${client.name} is out of the archive.`,
      records: [{ label: client.name, href: links.client(ctx.tenant.slug, client.id) }],
    };
  },
});

export const clientTools = [findClients, openClient, addClient, changeClient, noteClient, putAwayClient];
