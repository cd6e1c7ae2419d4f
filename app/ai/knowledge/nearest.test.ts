import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMBEDDING_DIMENSIONS } from '#db/schema/knowledge.ts';
import { withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';
import { fillWithVectors, indexedAfterwards, madeUpVectors } from '#tests/support/vectors.ts';

/** A server is asked at the size that counts; the embedded engine at one where it takes the index too. */
const isServer = Boolean(process.env.DATABASE_URL);
const sizes = isServer ? { large: 20_000, others: 40, each: 500 } : { large: 2_200, others: 2, each: 200 };

let database: FreshDatabase;
let large: TestTenant;
let small: TestTenant;
const vectors = madeUpVectors(11);

beforeAll(async () => {
  database = await freshDatabase();
  [large, small] = [await makeTenant('Large'), await makeTenant('Small')];
  await indexedAfterwards(database, async () => {
    await fillWithVectors(database, large.tenantId, vectors, sizes.large);
    await fillWithVectors(database, small.tenantId, vectors, 7);
    for (let at = 0; at < sizes.others; at += 1)
      await fillWithVectors(database, (await makeTenant('Other')).tenantId, vectors, sizes.each);
  });
}, 600_000);
afterAll(() => database.close());

const own = ['tenant:read'];

async function nearest(tenant: TestTenant, query: string, permissions = own, model = 'made-up'): Promise<string[]> {
  const { rows } = await withTenant(tenant, (tx) =>
    tx.execute<{ chunk_id: string }>(
      sql`select chunk_id from knowledge_nearest(${query}::vector, ${model}, ${sql.param(permissions)}::text[], 10)`,
    ),
  );
  return rows.map((row) => row.chunk_id);
}

async function exact(tenant: TestTenant, query: string, permissions = own): Promise<string[]> {
  const { rows } = await withTenant(tenant, (tx) =>
    tx.execute<{
      id: string;
    }>(sql`select id from knowledge_chunk where permission = any(${sql.param(permissions)}::text[])
      order by (embedding <=> ${query}::vector) + 0, id limit 10`),
  );
  return rows.map(({ id }) => id);
}

describe(`the nearest of ${sizes.large} passages of one tenant among many`, () => {
  test('are at least 99 of 100 of those that an exact search finds, and always ten', { timeout: 300_000 }, async () => {
    let found = 0;
    const questions = Array.from({ length: isServer ? 100 : 20 }, () => vectors.next());
    for (const question of questions) {
      const [quick, right] = [await nearest(large, question), new Set(await exact(large, question))];
      expect(quick).toHaveLength(10);
      expect(new Set(quick).size).toBe(10);
      found += quick.filter((id) => right.has(id)).length;
    }
    expect(found / (questions.length * 10)).toBeGreaterThanOrEqual(0.99);
  });

  test('are ten too where a rare permission leaves few of them', async () => {
    const question = vectors.next();
    const ids = await nearest(large, question, ['tenant:admin']);
    expect(ids).toHaveLength(10);
    expect(
      (await exact(large, question, ['tenant:admin'])).filter((id) => ids.includes(id)).length,
    ).toBeGreaterThanOrEqual(7);
  });
});

test('a tenant with seven passages gets its seven, in the right order', async () => {
  for (let at = 0; at < 5; at += 1) {
    const question = vectors.next();
    expect(await nearest(small, question)).toEqual(await exact(small, question));
  }
  expect(await nearest(small, vectors.next())).toHaveLength(7);
});

test('nothing is found of another model, without a permission, or outside of a tenant', async () => {
  const question = vectors.next();
  expect(await nearest(large, question, own, 'another')).toEqual([]);
  expect(await nearest(large, question, [])).toEqual([]);
  expect(question.split(',')).toHaveLength(EMBEDDING_DIMENSIONS);
  const theirs = new Set(await exact(large, question));
  expect((await nearest(small, question)).some((id) => theirs.has(id))).toBe(false);
});

describe('passages by their words', () => {
  const withWords = async (tenant: TestTenant, permissions = own, enter = true) => {
    const { rows } = await withTenant(tenant, async (tx) => {
      if (!enter) await tx.execute(sql`select set_config('app.tenant_id', '', true)`);
      return tx.execute<{ id: string }>(
        sql`select knowledge_with_words(to_tsquery('english', 'passage'), ${sql.param(permissions)}::text[], 100000) as id`,
      );
    });
    return rows.map(({ id }) => id).sort();
  };

  test('are those of the tenant that the permissions open, though the function sees all', async () => {
    const { rows } = await withTenant(small, (tx) =>
      tx.execute<{ id: string }>(sql`select id from knowledge_chunk where permission = 'tenant:read'`),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(await withWords(small)).toEqual(rows.map(({ id }) => id).sort());
    expect(await withWords(small, [])).toEqual([]);
    expect(await withWords(large)).not.toEqual(expect.arrayContaining(await withWords(small)));
  });

  test('are none where no tenant was entered', async () => {
    expect(await withWords(large, own, false)).toEqual([]);
  });
});
