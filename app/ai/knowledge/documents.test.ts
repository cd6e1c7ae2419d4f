import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { knowledgeChunk, knowledgeDocument, storedFile } from '#db/schema/index.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { docxOf, pdfOf, xlsxOf } from '#tests/support/documents.ts';
import { find, keeperOf, workOff } from '#tests/support/knowledge.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';
import {
  type Audience,
  addDocument,
  getDocument,
  listDocuments,
  openDocumentTo,
  removeDocument,
  retryDocument,
} from './documents.server.ts';
import { knowledgeSearchTool } from './search-tool.server.ts';

let database: FreshDatabase;
let acme: Business;

beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  acme = await newBusiness();
});
afterAll(() => database.close());

const text = (value: string) => new TextEncoder().encode(value);

const add = (name: string, bytes: Uint8Array, audience: Audience = 'tenant:read', business = acme) =>
  business.run((ctx) => addDocument(ctx, keeperOf(business), { name, bytes, audience }));

const list = () => acme.run(({ tx }) => listDocuments(tx, keeperOf(acme), 1));
const quoteOf = (hit: { quote: { text: string }[] } | undefined) => hit?.quote.map((piece) => piece.text).join('');

test('each kind of document is read, found by its words, and cited where it stands', async () => {
  await add('Terms.pdf', pdfOf(['Welcome to our terms.', 'A deposit of thirty percent is due on signing.']));
  await add('Process.docx', docxOf(['# Preparation', 'We caulk gaps and sand glossy trim before priming.']));
  await add(
    'Takeoff.xlsx',
    xlsxOf('Rooms', [
      ['Room', 'Finish'],
      ['Nursery', 'Zero-VOC eggshell'],
    ]),
  );
  await add('Safety.md', text('# Lead\nHouses built before 1978 are tested.'));
  await add('notes.txt', text('The gate code is kept by the office.'));
  await workOff(database);
  const { documents } = await list();
  expect(documents.map(({ status, problem, chunkCount }) => [status, problem, chunkCount > 0])).toEqual(
    Array(5).fill(['ready', null, true]),
  );
  const [deposit] = await find(acme, 'deposit');
  expect(deposit).toMatchObject({ title: 'Terms.pdf', locator: 'page 2', source: 'file' });
  expect(deposit?.href).toMatch(
    new RegExp(`^/t/${acme.tenant.slug}/assistant/documents/[0-9a-f-]{36}\\?at=1#passage$`),
  );
  expect(deposit?.quote).toContainEqual({ text: 'deposit', isHit: true });
  expect((await find(acme, 'caulking'))[0]).toMatchObject({ title: 'Process.docx', locator: 'Preparation' });
  expect((await find(acme, 'nursery'))[0]).toMatchObject({ title: 'Takeoff.xlsx', locator: 'Rooms!A1:B2' });
  expect((await find(acme, 'houses 1978'))[0]).toMatchObject({ title: 'Safety.md', locator: 'Lead' });
  expect(quoteOf((await find(acme, '"gate code"'))[0])).toContain('gate code');
});

test('a word that is not typed to its end, or misspelt, or of another form is found', async () => {
  await add('Paint.md', text('# Bathrooms\nMildew-resistant enamel goes onto ceilings of bathrooms.'));
  await add('Other.md', text('# Garden\nThe fence is stained in autumn.'));
  await workOff(database);
  for (const query of ['mild', 'mildwe', 'enamal ceiling', 'bathroom ceilings', 'MILDEW'])
    expect(
      (await find(acme, query)).map(({ title }) => title),
      query,
    ).toEqual(['Paint.md']);
  expect(await find(acme, 'xylophone')).toEqual([]);
  expect(await find(acme, '&&& !!! ()')).toEqual([]);
});

test('words of the language of the business are found in their forms', async () => {
  const maler = await newBusiness({ locale: 'de-DE' });
  await add('Anleitung.md', text('Die Wände werden zweimal gestrichen.'), 'tenant:read', maler);
  await workOff(database);
  expect(await find(maler, 'Wand')).toHaveLength(1);
});

test('the embedded model finds what is meant and not said; without vectors words answer alone', async () => {
  await add('Money.md', text('Invoices are settled within fourteen days of completion.'));
  await add('Weather.md', text('Exterior work stops below five degrees and in rain.'));
  await add('Lead.md', text('Old homes can have toxic lead in their layers of paint.'));
  await workOff(database);
  const chunks = await acme.run(({ tx }) => tx.select().from(knowledgeChunk));
  expect(chunks.map(({ embeddingModel }) => embeddingModel)).toEqual(Array(3).fill('energetic-use-lite-en-1'));
  expect(chunks.every(({ embedding }) => Math.abs(Math.hypot(...(embedding ?? [])) - 1) < 1e-3)).toBe(true);
  expect(await find(acme, 'when do clients pay us')).toEqual([]);
  const meant = await find(acme, 'when do clients pay us', { isByMeaning: true });
  expect(meant).toHaveLength(3);
  expect(meant[0]?.title).toBe('Money.md');
});

test('what cannot be read says why, can be tried again, and goes with its file when it is removed', async () => {
  const { id } = await add('scan.pdf', pdfOf(['']));
  await workOff(database);
  expect((await list()).documents[0]).toMatchObject({
    status: 'failed',
    problem: expect.stringContaining('may be a scan'),
  });
  await acme.run((ctx) => retryDocument(ctx, keeperOf(acme), id));
  expect((await list()).documents[0]).toMatchObject({ status: 'waiting', problem: null });
  await workOff(database);
  await acme.run((ctx) => removeDocument(ctx, keeperOf(acme), id));
  expect(await acme.run(({ tx }) => tx.$count(storedFile))).toBe(0);
  expect(await acme.run(({ tx }) => tx.$count(knowledgeChunk))).toBe(0);
  // A job that comes late finds nothing, and that is all.
  await workOff(database);
});

test('the same file for the same people is kept once', async () => {
  const first = await add('a.md', text('One'));
  expect(await add('b.md', text('One'))).toEqual({ id: first.id, isNew: false });
  expect((await add('c.md', text('One'), 'tenant:admin')).isNew).toBe(true);
  expect(await acme.run(({ tx }) => tx.$count(knowledgeDocument))).toBe(2);
});

test('a member changes what they added, an admin everything, and nobody hides a document from themselves', async () => {
  const { id } = await add('a.md', text('Secret margins'), 'tenant:read');
  await workOff(database);
  const member = keeperOf(acme, 'member', '00000000-0000-4000-8000-00000000000a');
  expect((await refusalOf(acme.run((ctx) => removeDocument(ctx, member, id)))).code).toBe('forbidden');
  const own = keeperOf(acme, 'member');
  const hidden = refusalOf(acme.run((ctx) => openDocumentTo(ctx, own, { id, audience: 'tenant:admin' })));
  expect((await hidden).code).toBe('forbidden');
  await acme.run((ctx) => openDocumentTo(ctx, keeperOf(acme, 'admin'), { id, audience: 'tenant:admin' }));
  expect(await find(acme, 'margins', { role: 'member' })).toEqual([]);
  expect(await find(acme, 'margins', { role: 'admin' })).toHaveLength(1);
  expect((await refusalOf(acme.run(({ tx }) => getDocument(tx, own, id, 0)))).code).toBe('not-found');
});

test('the tool answers in a sentence with its sources', async () => {
  await add('Terms.md', text('# Deposit\nA third is due on signing.'));
  await workOff(database);
  const scope = { conversationId: null, now: new Date() };
  const asker = { ...keeperOf(acme), name: 'Marta', role: 'owner' };
  const later = await acme.run(({ tx, tenant }) =>
    knowledgeSearchTool.run({ ...scope, tx, tenant, asker }, { query: 'deposit', limit: 5 }),
  );
  const finding = typeof later === 'function' ? await later() : later;
  expect(finding.text).toContain('The nearest passage, in Terms.md, Deposit, says: “A third is due on signing.”');
  expect(finding.sources).toEqual([
    {
      label: 'Terms.md, Deposit',
      href: expect.stringContaining('/assistant/documents/'),
      quote: 'A third is due on signing.',
    },
  ]);
});
