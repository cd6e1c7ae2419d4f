import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { searchKnowledge } from '#app/ai/knowledge/search.server.ts';
import { createDatabase, type Database } from '#db/client.server.ts';
import { withTenant } from '#db/tenant.server.ts';
import { fillWithVectors, indexedAfterwards, type MadeUpVectors, madeUpVectors } from '#tests/support/vectors.ts';
import { benchDatabase } from './database.ts';
import { type Figure, figure, percentile } from './figure.ts';

const own = 20_000;
const others = 40;
const each = 1_000;
const questions = 200;

/** Ten passages out of 20,000 of one tenant among many: by meaning alone, and by words and meaning together. */
export async function run(): Promise<Figure[]> {
  const { url, drop } = await benchDatabase();
  const database = await createDatabase({ url, poolSize: 4 });
  try {
    await database.migrate();
    const vectors = madeUpVectors(5);
    const tenantId = await fill(database, vectors);
    const asked = Array.from({ length: questions }, () => vectors.next());
    const near = await byMeaning(database, tenantId, asked);
    const both = await together(database, tenantId, asked);
    return [
      figure('10 nearest of 20,000 passages of one tenant, p50', percentile(near.times, 0.5), { atMost: 3 }, ' ms'),
      figure('  of them those of an exact search', near.recall, { atLeast: 0.99 }),
      figure('  fewest found', near.fewest, { atLeast: 10 }),
      figure('words and meaning together, p95', percentile(both.times, 0.95), { atMost: 60 }, ' ms'),
      figure('  fewest found', both.fewest, { atLeast: 10 }),
    ];
  } finally {
    await database.close();
    await drop();
  }
}

async function fill(database: Database, vectors: MadeUpVectors): Promise<string> {
  const ids = Array.from({ length: others + 1 }, () => randomUUID());
  for (const [at, id] of ids.entries())
    await database.execute(`insert into tenant (id, slug, name) values ($1, $2, 'Bench')`, [id, `bench-${at}`]);
  await indexedAfterwards(database, async () => {
    for (const [at, id] of ids.entries()) await fillWithVectors(database, id, vectors, at === 0 ? own : each);
  });
  return ids[0] ?? '';
}

async function byMeaning(database: Database, tenantId: string, asked: readonly string[]) {
  const times: number[] = [];
  const found: string[][] = [];
  const inTenant = (statement: ReturnType<typeof sql>) =>
    withTenant({ tenantId }, (tx) => tx.execute<{ id: string }>(statement), { database, readOnly: true });
  for (const question of asked) {
    const start = performance.now();
    const { rows } = await inTenant(
      sql`select chunk_id as id from knowledge_nearest(${question}::vector, 'made-up', array['tenant:read'], 10)`,
    );
    times.push(performance.now() - start);
    found.push(rows.map(({ id }) => id));
  }
  let right = 0;
  // Afterwards: each of these reads the whole table, and would put the index out of memory.
  for (const [at, question] of asked.entries()) {
    const { rows } = await inTenant(sql`select id from knowledge_chunk where permission = 'tenant:read'
      order by (embedding <=> ${question}::vector) + 0, id limit 10`);
    const known = new Set(rows.map(({ id }) => id));
    right += found[at]?.filter((id) => known.has(id)).length ?? 0;
  }
  return { times, fewest: Math.min(...found.map((ids) => ids.length)), recall: right / (asked.length * 10) };
}

const phrases = [
  'mildew on the ceiling',
  'deposit and balance',
  'lead primer',
  'warrenty terms',
  '"satin enamel" trim',
];

async function together(database: Database, tenantId: string, asked: readonly string[]) {
  const tenant = {
    id: tenantId,
    slug: 'bench-0',
    name: 'Bench',
    locale: 'en-US',
    timeZone: 'UTC',
    currency: 'USD',
    units: 'imperial' as const,
  };
  const times: number[] = [];
  let fewest = 10;
  for (const [at, question] of asked.entries()) {
    const vector: number[] = JSON.parse(question);
    const start = performance.now();
    const hits = await withTenant(
      { tenantId },
      (tx) =>
        searchKnowledge(
          { tx, tenant, asker: { can: (permission) => permission === 'tenant:read' } },
          { query: phrases[at % phrases.length] ?? '', limit: 10, embed: { model: 'made-up', vector } },
        ),
      { database, readOnly: true },
    );
    times.push(performance.now() - start);
    fewest = Math.min(fewest, hits.length);
  }
  return { times, fewest };
}
