import { randomUUID } from 'node:crypto';
import { desc, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { createDatabase, type Database } from '#db/client.server.ts';
import { client } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { withoutTenancy } from '#db/transaction.server.ts';
import { benchDatabase } from './database.ts';
import { type Figure, figure, median, note } from './figure.ts';

const rounds = 25;
const roundMs = 300;
const tenants = 50;
const clientsEach = 400;
const pageSize = 20;

type Read = () => Promise<{ id: string }[]>;

/**
 * What row level security and the transaction around it cost: the same page of rows, read through the data layer,
 * through the same pool without any tenancy, and through drizzle's own transaction on postgres.js with `set_config`.
 */
export async function run(): Promise<Figure[]> {
  const { url, drop } = await benchDatabase();
  const database = await createDatabase({ url, poolSize: 20 });
  const peer = postgres(url, { max: 20, onnotice: () => {} });
  try {
    await database.migrate();
    const ids = await fill(database);
    const reads = {
      safe: safeRead(database, ids),
      unsafe: unsafeRead(database, ids),
      tutorial: tutorialRead(peer, ids),
    };
    const figures: Figure[] = [];
    for (const workers of [1, 20]) {
      const rates = await interleave(reads, workers);
      const who = workers === 1 ? '1 client' : `${workers} clients`;
      figures.push(
        note(`tenant-safe reads a second, ${who}`, median(rates.safe), '/s'),
        figure(
          `tenant-safe / unsafe, ${who}`,
          ratio(rates.safe, rates.unsafe),
          { atLeast: workers === 1 ? 0.8 : 0.7 },
          'x',
        ),
        figure(
          `tenant-safe / drizzle transaction + set_config on postgres.js, ${who}`,
          ratio(rates.safe, rates.tutorial),
          { atLeast: workers === 1 ? 3 : 2.2 },
          'x',
        ),
      );
    }
    return figures;
  } finally {
    await Promise.all([database.close(), peer.end()]);
    await drop();
  }
}

async function fill(database: Database): Promise<string[]> {
  const ids = Array.from({ length: tenants }, () => randomUUID());
  await database.execute(
    `insert into tenant (id, slug, name) select id, 'bench-' || n, 'Bench ' || n from unnest($1::uuid[]) with ordinality as t (id, n)`,
    [ids],
  );
  await database.execute(
    `insert into client (tenant_id, id, kind, name, email, phone)
     select t.id, gen_random_uuid(), 'person', 'Client ' || n, 'client' || n || '@bench.example', '555-01' || n
     from tenant t, generate_series(1, ${clientsEach}) n`,
  );
  await database.execute('analyze');
  return ids;
}

const columns = {
  id: client.id,
  name: client.name,
  email: client.email,
  phone: client.phone,
  updatedAt: client.updatedAt,
};

function safeRead(database: Database, ids: readonly string[]): Read {
  const next = cycle(ids);
  return () =>
    withTenant(
      { tenantId: next() },
      (tx) =>
        tx
          .select(columns)
          .from(client)
          .orderBy(desc(sql`lower(${client.name})`))
          .limit(pageSize),
      { readOnly: true, database },
    );
}

function unsafeRead(database: Database, ids: readonly string[]): Read {
  const next = cycle(ids);
  return () =>
    withoutTenancy(database, (tx) =>
      tx
        .select(columns)
        .from(client)
        .where(eq(client.tenantId, next()))
        .orderBy(desc(sql`lower(${client.name})`))
        .limit(pageSize),
    );
}

function tutorialRead(peer: postgres.Sql, ids: readonly string[]): Read {
  const db = drizzle(peer);
  const next = cycle(ids);
  return () =>
    db.transaction(async (tx) => {
      await tx.execute(
        sql`select set_config('role', 'candlefish_app', true), set_config('app.tenant_id', ${next()}, true)`,
      );
      return tx
        .select(columns)
        .from(client)
        .orderBy(desc(sql`lower(${client.name})`))
        .limit(pageSize);
    });
}

function cycle(ids: readonly string[]): () => string {
  let at = 0;
  return () => ids[at++ % ids.length] ?? '';
}

/** Reads a second of each, in rounds that take turns, so that whatever else the machine does falls on all alike. */
async function interleave<K extends string>(reads: Record<K, Read>, workers: number): Promise<Record<K, number[]>> {
  const names = Object.keys(reads) as K[];
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const rate = await rateOf(reads[name], workers);
      // The first round warms up plans, pools and the compiler.
      if (round >= 0) rates[name].push(rate);
    }
  }
  return rates;
}

async function rateOf(read: Read, workers: number): Promise<number> {
  const until = performance.now() + roundMs;
  let done = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (performance.now() < until) {
        const rows = await read();
        if (rows.length !== pageSize) throw new Error(`A read returned ${rows.length} rows instead of ${pageSize}.`);
        done += 1;
      }
    }),
  );
  return (done * 1_000) / (performance.now() - startedAt);
}

/** The median of the rounds' own ratios: each compares neighbours in time. */
function ratio(rates: readonly number[], others: readonly number[]): number {
  return median(rates.map((rate, round) => rate / (others[round] ?? Number.NaN)));
}
