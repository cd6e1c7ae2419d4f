import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deliveryJob } from '#app/events/deliver.server.ts';
import { startWorker } from '#app/jobs/worker.server.ts';
import { registry } from '#app/registry.server.ts';
import { job, knowledgeChunk, knowledgeDocument, knowledgePass } from '#db/schema/index.ts';
import { createClient, updateClient } from '#modules/paintbox/operations/clients.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { find, knowledgeJobs, workOff } from '#tests/support/knowledge.ts';
import { type Business, newBusiness } from '#tests/support/paintbox.ts';
import { readEverything, tendKnowledge } from './passes.server.ts';
import { knowledgeListeners } from './records.server.ts';
import type { KnowledgeSource, RecordText } from './source.ts';
import { declareKnowledge } from './sources.server.ts';

let database: FreshDatabase;
let acme: Business;

const own = registry.manifests.flatMap(({ knowledge = [] }) => knowledge);

/** Records of a product that is made for this test, by their ids. */
const shelf = new Map<string, RecordText>();
const hrefOf = (tenantSlug: string, { href }: RecordText) => href.replace('/t/own/', `/t/${tenantSlug}/`);
const books: KnowledgeSource = {
  recordType: 'test.book',
  label: 'Books',
  permission: 'paintbox:read',
  events: {},
  list: async ({ tenantSlug }, after, limit) =>
    [...shelf.values()]
      .filter(({ id }) => after === null || id > after)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map((book) => ({ ...book, href: hrefOf(tenantSlug, book) })),
  find: async () => null,
};

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const put = (number: number, text: string, href = `/t/own/books/${number}`) =>
  shelf.set(idOf(number), { id: idOf(number), title: `Book ${number}`, href, text });

beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  shelf.clear();
  declareKnowledge([books, ...own]);
  acme = await newBusiness();
});
afterAll(() => database.close());

const pass = () => acme.run(({ tx }) => readEverything(tx, new Date()));
const titles = () =>
  acme.run(async ({ tx }) => (await tx.select().from(knowledgeDocument)).map(({ title }) => title).sort());

test('all records are read, those that changed are read again, and those that are gone are gone', {
  timeout: 120_000,
}, async () => {
  for (let number = 1; number <= 60; number += 1) put(number, `The story of number ${number}.`);
  await pass();
  await workOff(database);
  expect(await titles()).toHaveLength(60);
  const before = await acme.run(({ tx }) => tx.select().from(knowledgeChunk));
  for (const number of [1, 49, 50, 60]) shelf.delete(idOf(number));
  put(7, 'Rewritten with a heron in it.');
  await pass();
  await workOff(database);
  expect(await titles()).toHaveLength(56);
  expect((await find(acme, 'heron'))[0]?.title).toBe('Book 7');
  const after = new Set((await acme.run(({ tx }) => tx.select().from(knowledgeChunk))).map(({ id }) => id));
  expect(before.filter(({ id }) => after.has(id))).toHaveLength(55);
});

test('one that is killed at any step goes on where it was, and nothing is there twice', {
  timeout: 120_000,
}, async () => {
  for (let number = 1; number <= 55; number += 1) put(number, `The story of number ${number}.`);
  await pass();
  let killed = 0;
  const report = () => {
    killed += 1;
  };
  for (let steps = 1; steps < 40; steps += 3) {
    let left = steps;
    // A process that dies: from a certain transaction on there is nobody who does them.
    const jobs = knowledgeJobs.map((one) => ({
      ...one,
      run: (ctx: Parameters<typeof one.run>[0], payload: unknown) =>
        one.run(
          {
            ...ctx,
            inTenant: (run) => {
              left -= 1;
              if (left < 0) throw new Error('killed');
              return ctx.inTenant(run);
            },
          },
          payload,
        ),
    }));
    const worker = await startWorker({ database, jobs, pollMs: 60_000, report });
    await worker.drain();
    await worker.stop();
    await database.execute(`update job set run_at = now() - interval '1 second', dead_at = null, attempts = 0`);
  }
  await workOff(database);
  expect(killed).toBeGreaterThan(3);
  expect(await titles()).toHaveLength(55);
  const chunks = await acme.run(({ tx }) => tx.select().from(knowledgeChunk));
  expect(chunks).toHaveLength(55);
  expect(chunks.every(({ embedding }) => embedding !== null)).toBe(true);
  expect((await acme.run(({ tx }) => tx.select().from(knowledgePass))).every(({ finishedAt }) => finishedAt)).toBe(
    true,
  );
  expect(await acme.run(({ tx }) => tx.$count(job))).toBe(0);
});

test('what a client is and what is written about them is found after the commit, and again after it changed', async () => {
  const listeners = knowledgeListeners(own);
  const told = async () => {
    await database.execute(`update job set run_at = now() - interval '1 second'`);
    const worker = await startWorker({ database, jobs: [deliveryJob(listeners)], pollMs: 60_000 });
    await worker.drain();
    await worker.stop();
    await database.execute(`update job set run_at = now() - interval '1 second'`);
    await workOff(database);
  };
  const details = { kind: 'person', name: 'Ada Moss', email: null, phone: null } as const;
  const address = { label: '', line1: '', line2: '', city: '', region: '', postalCode: '', country: 'US' };
  const { client } = await acme.run((ctx) =>
    createClient(ctx, { ...details, ...address, notes: 'Allergic to ammonia.' }),
  );
  await told();
  const [hit] = await find(acme, 'ammonia');
  expect(hit).toMatchObject({
    title: 'Ada Moss',
    source: 'record',
    href: `/t/${acme.tenant.slug}/paintbox/clients/${client.id}`,
  });
  const { id, version } = client;
  await acme.run((ctx) => updateClient(ctx, { id, version, ...details, notes: 'Has a parrot.' }));
  await told();
  expect(await find(acme, 'ammonia')).toEqual([]);
  expect(await find(acme, 'parrot')).toHaveLength(1);
});

test('once a day everything is read again, without anybody asking', async () => {
  put(1, 'A first edition.');
  await tendKnowledge();
  await workOff(database);
  expect(await find(acme, 'edition')).toHaveLength(1);
  put(2, 'A second edition.');
  await tendKnowledge();
  await workOff(database);
  expect(await find(acme, 'edition')).toHaveLength(1);
  await database.execute(`update knowledge_pass set started_at = now() - interval '25 hours'`);
  await tendKnowledge();
  await workOff(database);
  expect(await find(acme, 'edition')).toHaveLength(2);
});

test('vectors of another model are not compared, and are made anew', async () => {
  put(1, 'Invoices are settled within fourteen days.');
  await pass();
  await workOff(database);
  await database.execute(`update knowledge_chunk set embedding_model = 'of yesterday'`);
  expect(await find(acme, 'when are we paid', { isByMeaning: true })).toEqual([]);
  expect(await find(acme, 'invoices', { isByMeaning: true })).toHaveLength(1);
  await tendKnowledge();
  await workOff(database);
  expect(await find(acme, 'when are we paid', { isByMeaning: true })).toHaveLength(1);
});

test('a record that links elsewhere is a mistake that is told and not kept', async () => {
  for (const href of ['javascript:alert(1)', 'https://evil.example', '/t/other/books/1', '//evil', '/t/../x']) {
    put(1, 'A trap.', href);
    await pass();
    await expect(workOff(database)).rejects.toThrow('links to');
    await database.execute('delete from job');
  }
  const rows = await acme.run(({ tx }) =>
    tx.select().from(knowledgeDocument).where(eq(knowledgeDocument.source, 'record')),
  );
  expect(rows).toEqual([]);
});
