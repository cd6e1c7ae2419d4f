import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { switchOff, switchOn } from '#app/admin/products.server.ts';
import { defineListener, deliveryJob, type Listener } from '#app/events/deliver.server.ts';
import { defineEvent } from '#app/events/event.ts';
import { record } from '#app/events/record.server.ts';
import { defineJob, enqueue, type Job } from '#app/jobs/job.server.ts';
import { listDead, revive } from '#app/jobs/queue.server.ts';
import { startWorker, type Worker } from '#app/jobs/worker.server.ts';
import { client, event, eventDelivery, job, tenant } from '#db/schema/index.ts';
import { type TenantTx, withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

let database: FreshDatabase;
let acme: TestTenant;
let birch: TestTenant;
let worker: Worker | undefined;

beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  acme = await makeTenant('Acme');
  birch = await makeTenant('Birch');
});
afterAll(() => database.close());

async function work(jobs: readonly Job[], problems: Error[] = []): Promise<void> {
  worker = await startWorker({ database, jobs, pollMs: 60_000, report: ({ error }) => problems.push(error) });
  await worker.drain();
  await worker.stop();
}

const inside = <T>(run: (tx: TenantTx) => Promise<T>, tenant = acme) => withTenant(tenant, run);
const numbered = z.object({ n: z.number() });
const overdue = () => database.execute(`update job set run_at = now() - interval '1 second' where dead_at is null`);

test('a job runs once, in its own tenant, with what was asked, and leaves nothing behind', async () => {
  const seen: unknown[] = [];
  const greet = defineJob('test.greet', numbered, async (ctx, payload) => {
    const tenant = await ctx.inTenant(async (operation) => operation.tenant.id);
    seen.push([tenant, payload.n, ctx.attempt]);
  });
  await inside((tx) => enqueue(tx, greet, { n: 1 }));
  await inside((tx) => enqueue(tx, greet, { n: 2 }), birch);
  await work([greet]);
  expect(seen).toEqual(
    expect.arrayContaining([
      [acme.tenantId, 1, 1],
      [birch.tenantId, 2, 1],
    ]),
  );
  expect(seen).toHaveLength(2);
  expect(await inside((tx) => tx.select().from(job))).toEqual([]);
});

test('what was rolled back was never asked for', async () => {
  const seen: number[] = [];
  const greet = defineJob('test.rolled-back', numbered, async (_, { n }) => void seen.push(n));
  await expect(
    inside(async (tx) => {
      await enqueue(tx, greet, { n: 1 });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await work([greet]);
  expect(seen).toEqual([]);
});

test('work of a product that is switched off waits, untried, and goes on when it is switched on', async () => {
  const seen: string[] = [];
  const own = defineJob('painting.greet', numbered, async (ctx) => void seen.push(`${ctx.tenantId} ${ctx.attempt}`));
  const other = defineJob('other.greet', numbered, async () => void seen.push('other'));
  const later = new Date(Date.now() + 60_000);
  const asOwner = (act: typeof switchOff) =>
    inside(async (tx) => {
      const [own] = await tx.select().from(tenant);
      if (own) await act({ tx, tenant: own, actor: { userId: null, name: 'Ida' }, now: new Date() }, 'painting');
    });
  await asOwner(switchOff);
  for (const each of [acme, birch]) await inside((tx) => enqueue(tx, own, { n: 1 }), each);
  await inside((tx) => enqueue(tx, own, { n: 2 }, { runAt: later }));
  await inside((tx) => enqueue(tx, other, { n: 1 }));
  await work([own, other]);
  expect(seen.sort()).toEqual([`${birch.tenantId} 1`, 'other'].sort());
  await asOwner(switchOn);
  await work([own, other]);
  expect(seen.sort()).toEqual([`${acme.tenantId} 1`, `${birch.tenantId} 1`, 'other'].sort());
  const [left] = await inside((tx) => tx.select().from(job));
  expect(left?.runAt).toEqual(later);
});

test('a commit wakes the worker', async () => {
  const woken = Promise.withResolvers<number>();
  const greet = defineJob('test.woken', numbered, async (_, { n }) => woken.resolve(n));
  worker = await startWorker({ database, jobs: [greet], pollMs: 60_000 });
  await worker.drain();
  await inside((tx) => enqueue(tx, greet, { n: 7 }));
  expect(await woken.promise).toBe(7);
  await worker.stop();
});

test('two jobs of one key are one job', async () => {
  const seen: number[] = [];
  const greet = defineJob('test.keyed', numbered, async (_, { n }) => void seen.push(n));
  await inside(async (tx) => {
    await enqueue(tx, greet, { n: 1 }, { key: 'same' });
    await enqueue(tx, greet, { n: 2 }, { key: 'same' });
  });
  await inside((tx) => enqueue(tx, greet, { n: 3 }, { key: 'same' }), birch);
  await work([greet]);
  expect(seen.sort()).toEqual([1, 3]);
});

test('a job that fails comes back later, and is given up in the open after its last try', async () => {
  const problems: Error[] = [];
  const told: string[] = [];
  const fail = defineJob(
    'test.fails',
    numbered,
    async () => {
      throw new Error('the printer is on fire');
    },
    { attempts: 2, onDead: async () => void told.push('dead') },
  );
  await inside((tx) => enqueue(tx, fail, { n: 1 }));
  await work([fail], problems);
  expect(problems).toHaveLength(1);
  expect(await inside((tx) => listDead(tx))).toEqual([]);
  await overdue();
  await work([fail], problems);
  const [dead] = await inside((tx) => listDead(tx));
  expect(dead).toMatchObject({ name: 'test.fails', attempts: 2, lastError: 'the printer is on fire' });
  expect(told).toEqual(['dead']);
  expect(await inside((tx) => listDead(tx), birch)).toEqual([]);
  await inside((tx) => revive(tx, dead?.id ?? ''));
  await work([{ ...fail, run: async () => {} }]);
  expect(await inside((tx) => tx.select().from(job))).toEqual([]);
});

test('a stopping worker aborts what does not end and gives it back untried', async () => {
  const started = Promise.withResolvers<void>();
  const slow = defineJob('test.slow', numbered, (ctx) => {
    started.resolve();
    return new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)));
  });
  worker = await startWorker({ database, jobs: [slow], pollMs: 60_000 });
  await inside((tx) => enqueue(tx, slow, { n: 1 }));
  await started.promise;
  await worker.stop(50);
  const [waiting] = await inside((tx) => tx.select().from(job));
  expect(waiting).toMatchObject({ attempts: 0, leasedUntil: null, lastError: null });
  await inside((tx) => tx.delete(job));
});

const painted = defineEvent('test.wall-painted', z.object({ colour: z.string() }));
const recordPainted = (colour: string) =>
  inside((tx) => record({ tx, actor: { userId: acme.userId, name: 'Owner' }, now: new Date() }, painted, { colour }));

const deliver = (listeners: readonly Listener[]) => work([deliveryJob(listeners)]);

test('an event is told to each of its listeners, with its actor, after the commit', async () => {
  const heard: unknown[] = [];
  const note = defineListener(
    'test.note',
    painted,
    async (ctx, { payload, actorId }) => void heard.push([ctx.tenant.id, payload.colour, actorId]),
  );
  const other = defineListener(
    'test.other',
    defineEvent('test.else', z.object({})),
    async () => void heard.push('wrong'),
  );
  await recordPainted('sea green');
  expect(heard).toEqual([]);
  await deliver([note, other]);
  expect(heard).toEqual([[acme.tenantId, 'sea green', acme.userId]]);
  const [told] = await inside((tx) => tx.select().from(event));
  expect(told?.deliveredAt).toBeInstanceOf(Date);
});

test('a listener that fails is told again, and those that succeeded are not', async () => {
  let failures = 0;
  const insert = defineListener('test.insert', painted, async ({ tx }, { payload }) => {
    await tx.insert(client).values({ kind: 'person', name: payload.colour });
  });
  const flaky = defineListener('test.flaky', painted, async ({ tx }) => {
    await tx.insert(client).values({ kind: 'person', name: 'half done' });
    failures += 1;
    if (failures === 1) throw new Error('not yet');
  });
  await recordPainted('amber');
  await deliver([insert, flaky]);
  expect((await inside((tx) => tx.select().from(client))).map(({ name }) => name)).toEqual(['amber']);
  await overdue();
  await deliver([insert, flaky]);
  expect((await inside((tx) => tx.select().from(client))).map(({ name }) => name).sort()).toEqual([
    'amber',
    'half done',
  ]);
  expect(await inside((tx) => tx.select().from(eventDelivery))).toHaveLength(2);
});
