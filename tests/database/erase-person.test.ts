import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import '#app/registry.server.ts';
import { verifyAuditChain } from '#app/audit/chain.server.ts';
import { beginExport } from '#app/data/export.server.ts';
import { beginErasure, getPerson, resumeErasure } from '#app/data/person/begin.server.ts';
import { previewErasure } from '#app/data/person/preview.server.ts';
import { findPersonProof, listErasures } from '#app/data/person/proof.server.ts';
import { readLink } from '#app/tenancy/link.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { can } from '#app/tenancy/permissions.ts';
import { newId } from '#app/values/id.ts';
import {
  accessLog,
  archive,
  archivePart,
  changeSet,
  chatMessage,
  client,
  conversation,
  event,
  job,
  knowledgeChunk,
  knowledgeDocument,
  mail,
  personErasure,
  quote,
  quoteAcceptance,
  storedFile,
  submission,
  webhookDelivery,
  webhookEndpoint,
  workbook,
} from '#db/schema/index.ts';
import { demoDocument } from '#modules/paintbox/domain/demo/documents.ts';
import { createClientSchema } from '#modules/paintbox/domain/inputs/client.ts';
import { createDealSchema } from '#modules/paintbox/domain/inputs/deal.ts';
import { acceptQuoteSchema } from '#modules/paintbox/domain/inputs/quote.ts';
import type { QuoteSnapshot } from '#modules/paintbox/domain/quote-snapshot.ts';
import { addContact, addNote, addProperty } from '#modules/paintbox/operations/client-parts.server.ts';
import { createClient, getClient, listClients, updateClient } from '#modules/paintbox/operations/clients.server.ts';
import { createDeal } from '#modules/paintbox/operations/deals.server.ts';
import { getEstimate } from '#modules/paintbox/operations/estimate-reading.server.ts';
import { insertDocument } from '#modules/paintbox/operations/estimates.server.ts';
import * as visitor from '#modules/paintbox/operations/public-quotes.server.ts';
import { sendQuote } from '#modules/paintbox/operations/quotes.server.ts';
import { ensureRateBook } from '#modules/paintbox/operations/rate-books.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { erase, rowsWith } from '#tests/support/erasures.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

/** What nobody may find afterwards. */
const planted = {
  name: 'Eleanor Quillfeather',
  formerName: 'Eleanor Maidenly',
  email: 'eleanor.q@quill.example',
  formerEmail: 'ellie@maidenly.example',
  phone: '(617) 555-0143',
  street: '48 Juniper Hollow Rd',
  city: 'Quincyport',
  about: 'Has a gate code 4471 and a nervous greyhound.',
  note: 'Said on the phone that her husband is in hospital.',
  contactName: 'Barnaby Quillfeather',
  contactPhone: '617-555-0199',
  question: 'Could you come after my chemotherapy on Tuesdays?',
  signature: 'M10,10 L20.25,31.5 L44.125,19.75',
  ip: '203.0.113.77',
  agent: 'QuillBrowser/7.3 (Hollow)',
};

const asClient = <T>(own: Business, act: (ctx: OperationContext) => Promise<T>) =>
  own.run((ctx) => act({ ...ctx, actor: { userId: null, name: planted.name }, door: 'link' }));

/** A business in which a person has left her words wherever words can be left. */
async function withHer() {
  const own = await newBusiness();
  const { id, version } = await own.run(async (ctx) => {
    const input = {
      kind: 'person',
      name: planted.formerName,
      email: planted.formerEmail,
      phone: planted.phone,
      notes: planted.about,
    };
    const place = { line1: planted.street, city: planted.city, region: 'MA', postalCode: '02171' };
    return (await createClient(ctx, createClientSchema.parse({ ...input, ...place }))).client;
  });
  await own.run((ctx) =>
    updateClient(ctx, {
      id,
      version,
      kind: 'person',
      name: planted.name,
      email: planted.email,
      phone: planted.phone,
      notes: planted.about,
    }),
  );
  await own.run((ctx) => addNote(ctx, { clientId: id, body: planted.note }));
  await own.run((ctx) =>
    addContact(ctx, {
      clientId: id,
      name: planted.contactName,
      role: 'Husband',
      email: null,
      phone: planted.contactPhone,
    }),
  );
  const estimateId = await own.run(async (ctx) => {
    const { document: book } = await ensureRateBook(ctx);
    const deal = await createDeal(ctx, createDealSchema.parse({ clientId: id, title: `${planted.name}: bedrooms` }));
    const document = {
      ...demoDocument('bedrooms', 'Bedrooms', book, 1, newId),
      clientNote: 'Dear Eleanor, as we said.',
    };
    return (await insertDocument(ctx, deal, document)).estimate.id;
  });
  const sent = await own.run((ctx) => sendQuote(ctx, { estimateId, sentTo: planted.email }));
  const tokenHash = readLink(sent.token)?.hash ?? '';
  const origin = { ip: planted.ip, userAgent: planted.agent };
  await asClient(own, (ctx) => visitor.recordView(ctx, { tokenHash, ...origin }));
  await asClient(own, (ctx) => visitor.askQuestion(ctx, { tokenHash, name: planted.name, body: planted.question }));
  await asClient(own, async (ctx) => {
    const { selection, totals } = await visitor.getPublicQuote(ctx, tokenHash);
    const said = { selection, agreedTotal: String(totals.total), name: planted.name, agreesToTerms: 'on' };
    const signed = { signatureKind: 'drawn', signature: planted.signature };
    return visitor.acceptQuote(ctx, { ...acceptQuoteSchema.parse({ ...said, ...signed }), tokenHash, ...origin });
  });
  const looked = await own.run((ctx) => platformRows(ctx, { clientId: id, quoteId: sent.id }));
  return { own, id, estimateId, quoteId: sent.id, tokenHash, ...looked };
}

/** What the platform itself has of her: letters, messages, answers, passages, accesses. */
async function platformRows(
  { tx, now }: OperationContext,
  { clientId, quoteId }: { clientId: string; quoteId: string },
) {
  const usefulUntil = new Date(now.getTime() + 1e9);
  const letter = { template: 'paintbox.quote', fromName: 'B', usefulUntil, aboutId: quoteId };
  const ownerId = randomUUID();
  await tx.insert(mail).values([
    {
      ...letter,
      toAddress: planted.email,
      subject: `A quote for ${planted.name}`,
      html: `<p>${planted.name}</p>`,
      plain: planted.name,
    },
    { ...letter, toAddress: 'owner@own.example', subject: `${planted.name} accepted`, html: null, plain: null },
  ]);
  const [endpoint] = await tx
    .insert(webhookEndpoint)
    .values({ url: 'https://x.example', events: [], sealedSecret: 'x' })
    .returning();
  const data = { clientId, clientName: planted.name, note: planted.note };
  await tx
    .insert(webhookDelivery)
    .values({ endpointId: endpoint?.id ?? '', event: 'x', body: JSON.stringify({ data }) });
  await tx.insert(event).values({ name: 'paintbox.client-created', payload: data });
  await tx.insert(job).values({ name: 'x.y', payload: data });
  await tx.insert(submission).values({ key: 'k', action: 'a', inputHash: 'h', outcome: { value: data } });
  const [talk] = await tx
    .insert(conversation)
    .values({ ownerId, title: `Phone of ${planted.name}` })
    .returning();
  const parts = [
    { type: 'tool-openClient', output: { clientId, ...planted } },
    { type: 'text', text: `Call ${planted.phone}` },
  ];
  await tx.insert(chatMessage).values({
    conversationId: talk?.id ?? '',
    role: 'assistant',
    parts,
    text: `${planted.name}, ${planted.email}, 6175550143`,
    context: { records: [{ id: clientId, label: planted.name }] },
  });
  await tx.insert(changeSet).values({
    toolCallId: 't',
    tool: 'x',
    effect: 'write',
    input: { clientId, name: planted.name },
    summary: `Change ${planted.name}`,
    changes: [{ before: planted.phone, after: planted.contactPhone }],
    fingerprint: 'f',
    askedBy: ownerId,
    expiresAt: usefulUntil,
    undo: { id: clientId, email: planted.email },
  });
  const [document] = await tx
    .insert(knowledgeDocument)
    .values({
      title: planted.name,
      source: 'record',
      recordType: 'paintbox.client',
      recordId: clientId,
      href: '/',
      permission: 'paintbox:read',
      contentHash: 'c',
      status: 'ready',
    })
    .returning();
  const passage = { permission: 'paintbox:read', ordinal: 0 };
  await tx.insert(knowledgeChunk).values({
    ...passage,
    documentId: document?.id ?? '',
    text: planted.note,
    search: sql`to_tsvector('simple', ${planted.note})` as unknown as string,
  });
  await tx.insert(accessLog).values({ at: now, kind: 'request', address: planted.ip, path: '/q/…' });
  const [file] = await tx
    .insert(storedFile)
    .values({ name: `Job ${planted.name}.xlsx`, mediaType: 'x', size: 1, sha256: 'x', bytes: Buffer.from('x') })
    .returning();
  const [sheet] = await tx
    .insert(workbook)
    .values({ name: `${planted.name} takeoff`, fileId: file?.id ?? '', state: {}, audit: {} })
    .returning();
  return { fileId: file?.id ?? '', workbookId: sheet?.id ?? '' };
}

const may = (ctx: OperationContext) => ({
  ...ctx,
  can: (permission: `${string}:${string}`) => can('admin', permission),
});

const begin = (own: Business, id: string, name: string = planted.name, type = 'paintbox.client') =>
  own.run((ctx) => beginErasure(may(ctx), { type, id, name }), new Date());

const whereIs = (own: Business, values: readonly string[]) => rowsWith(database, own, values);

describe('a client who is a person', () => {
  test('is in no row of any table afterwards, but where somebody has to look', async () => {
    const her = await withHer();
    const birch = await newBusiness();
    expect((await whereIs(her.own, Object.values(planted))).length).toBeGreaterThan(60);
    const preview = await her.own.run(async ({ tx }) => {
      const { kind } = await getPerson({ tx, can: () => true }, { type: 'paintbox.client', id: her.id });
      return previewErasure(tx, kind, her.id);
    });
    expect(preview.toLookAt.map(({ href }) => href)).toContain(`paintbox/workbooks/${her.workbookId}`);
    const { id } = await begin(her.own, her.id);
    await erase(her.own, id);
    const left = await whereIs(her.own, [...Object.values(planted), '6175550143', 'Eleanor']);
    expect(left.filter((row) => !row.includes(her.fileId) && !row.includes(her.workbookId))).toEqual([]);
    expect(await her.own.run(({ tx }) => verifyAuditChain(tx))).toMatchObject({ isWhole: true });
    expect(await whereIs(birch, Object.values(planted))).toEqual([]);
    const [erasure] = await her.own.run(({ tx }) => listErasures(tx));
    for (const { label, count } of preview.counts)
      expect([label, erasure?.counts.find((one) => one.label === label)?.count ?? 0]).toEqual([
        label,
        expect.toSatisfy((n: number) => n >= count),
      ]);
    const proof = await her.own.run(({ tx }) => findPersonProof(tx, id));
    expect(proof).toMatchObject({
      isGenuine: true,
      statement: { subject: { id: her.id }, requestedBy: her.own.userId },
    });
    expect(await her.own.run(({ tx }) => tx.$count(event, sql`${event.name} = 'data.person-erased'`))).toBe(1);
  });

  test('leaves the figures, and pages that show them', async () => {
    const her = await withHer();
    const figures = async () => {
      const { estimate } = await her.own.run((ctx) => getEstimate(ctx, her.estimateId));
      const [answer] = await her.own.run(({ tx }) => tx.select().from(quoteAcceptance));
      const [offer] = await her.own.run(({ tx }) => tx.select().from(quote));
      const snapshot = offer?.snapshot as QuoteSnapshot | undefined;
      return {
        estimate: [estimate.number, estimate.status, estimate.totalMinor, estimate.netMinor, estimate.taxMinor],
        answer: [answer?.selection, answer?.totals, answer?.totalMinor, answer?.acceptedAt],
        offer: [offer?.totalMinor, snapshot?.quote.sections, offer?.sentAt],
      };
    };
    const before = await figures();
    await erase(her.own, (await begin(her.own, her.id)).id);
    expect(await figures()).toEqual(before);
    const { rows } = await her.own.run((ctx) =>
      listClients(ctx, { q: '', page: 1, archived: false, sort: 'name', direction: undefined }),
    );
    expect(rows.map(({ name }) => name)).toContain('Erased person');
    expect((await her.own.run((ctx) => getClient(ctx, her.id))).client.name).toBe('Erased person');
    const page = await asClient(her.own, (ctx) => visitor.getPublicQuote(ctx, her.tokenHash));
    expect(page).toMatchObject({
      state: 'accepted',
      recipient: { name: 'Erased person', email: null },
      acceptance: { signedName: 'Erased person', signature: '' },
    });
    expect(page.totals.total).toBeGreaterThan(0);
  });

  test('is erased as well when the process dies at any batch, before or after its commit', async () => {
    const her = await withHer();
    const { id } = await begin(her.own, her.id);
    await erase(her.own, id, (batch) => batch % 2 === 1);
    const left = await whereIs(her.own, Object.values(planted));
    expect(left.filter((row) => !row.includes(her.fileId) && !row.includes(her.workbookId))).toEqual([]);
    expect(await her.own.run(({ tx }) => verifyAuditChain(tx))).toMatchObject({ isWhole: true });
    expect(await her.own.run(({ tx }) => tx.$count(event, sql`${event.name} = 'data.person-erased'`))).toBe(1);
  });

  test('is erased once, however often it is asked and worked at', async () => {
    const her = await withHer();
    const asked = await Promise.allSettled([begin(her.own, her.id), begin(her.own, her.id), begin(her.own, her.id)]);
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [erasure] = await her.own.run(({ tx }) => tx.select().from(personErasure));
    const id = erasure?.id ?? '';
    await Promise.all([erase(her.own, id), erase(her.own, id)]);
    expect(await her.own.run(({ tx }) => tx.$count(event, sql`${event.name} = 'data.person-erased'`))).toBe(1);
    expect((await refusalOf(begin(her.own, her.id, 'Erased person'))).message).toMatch(/erased already/);
    expect((await refusalOf(her.own.run((ctx) => resumeErasure(ctx, { id })))).code).toBe('conflict');
  });

  test('is not changed any more from the moment it was asked', async () => {
    const her = await withHer();
    const stale = await her.own.run(({ tx }) => tx.select().from(client).where(sql`${client.id} = ${her.id}`));
    await begin(her.own, her.id);
    const { version } = stale[0] ?? { version: 0 };
    const address = {
      label: '',
      line1: '1 New St',
      line2: '',
      city: 'X',
      region: 'MA',
      postalCode: '1',
      country: 'US',
      notes: '',
    };
    for (const change of [
      (ctx: OperationContext) =>
        updateClient(ctx, {
          id: her.id,
          version,
          kind: 'person',
          name: planted.name,
          email: null,
          phone: null,
          notes: '',
        }),
      (ctx: OperationContext) => addNote(ctx, { clientId: her.id, body: planted.note }),
      (ctx: OperationContext) => addProperty(ctx, { clientId: her.id, ...address }),
      (ctx: OperationContext) => createDeal(ctx, createDealSchema.parse({ clientId: her.id, title: 'Again' })),
      (ctx: OperationContext) => beginExport(ctx),
    ])
      expect((await refusalOf(her.own.run(change))).message).toMatch(/erased/);
    const asked = asClient(her.own, (ctx) =>
      visitor.askQuestion(ctx, { tokenHash: her.tokenHash, name: 'E', body: 'Hello?' }),
    );
    expect((await refusalOf(asked)).code).toBe('gone');
  });

  test('goes from archives that were made before', async () => {
    const her = await withHer();
    const soon = new Date(Date.now() + 1e8);
    const kept = await her.own.run(async ({ tx }) => {
      const [one] = await tx
        .insert(archive)
        .values({ direction: 'out', state: 'done', cursor: {}, expiresAt: soon })
        .returning();
      await tx.insert(archivePart).values({ archiveId: one?.id ?? '', number: 0, bytes: Buffer.from(planted.name) });
      return one?.id ?? '';
    });
    await erase(her.own, (await begin(her.own, her.id)).id);
    expect(await her.own.run(({ tx }) => tx.$count(archivePart))).toBe(0);
    const [gone] = await her.own.run(({ tx }) => tx.select().from(archive).where(sql`${archive.id} = ${kept}`));
    expect(gone?.expiresAt?.getTime()).toBeLessThan(soon.getTime());
  });
});

describe('whoever shares something with her', () => {
  test('keeps it: a name, a number and a note of their own', async () => {
    const her = await withHer();
    const other = await her.own.run(async (ctx) => {
      const input = { kind: 'person', name: planted.name, email: planted.email, phone: planted.phone, notes: '' };
      return (await createClient(ctx, createClientSchema.parse(input))).client;
    });
    await her.own.run((ctx) => addNote(ctx, { clientId: other.id, body: `Sister of ${planted.name}` }));
    await erase(her.own, (await begin(her.own, her.id)).id);
    const { client: kept, notes } = await her.own.run((ctx) => getClient(ctx, other.id));
    expect(kept).toMatchObject({ name: planted.name, email: planted.email, phone: planted.phone });
    expect(notes.map(({ body }) => body)).toEqual([`Sister of ${planted.name}`]);
  });
});

describe('a contact of a company', () => {
  test('goes, and the company and its other people stay', async () => {
    const own = await newBusiness();
    const made = await own.run(async (ctx) => {
      const input = {
        kind: 'company',
        name: 'Alder Works',
        email: 'office@alder.example',
        phone: '',
        notes: `Ask for ${planted.name}`,
      };
      const { client: company } = await createClient(ctx, createClientSchema.parse(input));
      const contact = await addContact(ctx, {
        clientId: company.id,
        name: planted.name,
        role: 'Buyer',
        email: planted.email,
        phone: planted.phone,
      });
      await addContact(ctx, {
        clientId: company.id,
        name: 'Otto Stays',
        role: '',
        email: 'otto@alder.example',
        phone: null,
      });
      await addNote(ctx, { clientId: company.id, body: `${planted.name} pays late` });
      return { company, contact };
    });
    expect((await refusalOf(begin(own, made.company.id, 'Alder Works'))).code).toBe('not-found');
    await erase(own, (await begin(own, made.contact.id, planted.name, 'paintbox.contact')).id);
    expect(await whereIs(own, [planted.name, planted.email, planted.phone])).toEqual([]);
    const found = await own.run((ctx) => getClient(ctx, made.company.id));
    expect(found.client).toMatchObject({
      name: 'Alder Works',
      email: 'office@alder.example',
      notes: 'Ask for [erased]',
    });
    expect(found.contacts.map(({ name }) => name)).toEqual(['Erased person', 'Otto Stays']);
    expect(found.notes.map(({ body }) => body)).toEqual(['[erased] pays late']);
    expect(await own.run(({ tx }) => verifyAuditChain(tx))).toMatchObject({ isWhole: true });
  });
});

describe('who may not', () => {
  test('another business, a member, and whoever types another name', async () => {
    const her = await withHer();
    const birch = await newBusiness();
    expect((await refusalOf(begin(birch, her.id))).code).toBe('not-found');
    const member = her.own.run((ctx) =>
      beginErasure(
        { ...ctx, can: (permission) => can('viewer', permission) },
        { type: 'paintbox.client', id: her.id, name: planted.name },
      ),
    );
    expect((await refusalOf(member)).code).toBe('not-found');
    expect((await refusalOf(begin(her.own, her.id, 'Eleanor'))).details).toHaveProperty('fieldErrors.name');
    expect((await refusalOf(begin(her.own, her.id, planted.name, 'paintbox.deal'))).code).toBe('not-found');
    expect(await her.own.run(({ tx }) => tx.$count(personErasure))).toBe(0);
  });

  test('the application itself makes up no proof: counts are signed, and whose it was is not changed', async () => {
    const her = await withHer();
    const { id } = await begin(her.own, her.id);
    await erase(her.own, id);
    await her.own.run(({ tx }) =>
      tx.update(personErasure).set({ statement: sql`replace(${personErasure.statement}, '"client":', '"klient":')` }),
    );
    expect(await her.own.run(({ tx }) => findPersonProof(tx, id))).toMatchObject({ isGenuine: false });
    await expect(her.own.run(({ tx }) => tx.update(personErasure).set({ subjectId: randomUUID() }))).rejects.toThrow();
    await expect(her.own.run(({ tx }) => tx.delete(personErasure))).rejects.toThrow();
  });
});
