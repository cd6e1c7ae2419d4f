import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAuditChain } from '#app/audit/chain.server.ts';
import { checkArchive } from '#app/data/check.server.ts';
import { sourceOf } from '#app/data/unzip.server.ts';
import { seedDemo } from '#app/demo.server.ts';
import { withTenant } from '#db/tenant.server.ts';
import { manifests } from '#modules/index.server.ts';
import { exportTenant, importTenant, stateOf } from '#tests/support/archives.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { makeTenant } from '#tests/support/tenants.ts';

let database: FreshDatabase;
let demo: { tenantId: string; userId: string };

beforeAll(async () => {
  database = await freshDatabase();
  await seedDemo(manifests, new Date());
  const [found] = await database.execute<{ tenant_id: string; user_id: string }>(
    `select tenant_id, user_id from membership where role = 'owner' limit 1`,
  );
  demo = { tenantId: found?.tenant_id ?? '', userId: found?.user_id ?? '' };
});
afterAll(() => database.close());

/** The checksum of each portable table's rows, from an archive. */
async function checksums(bytes: Buffer) {
  const { tables } = await checkArchive(sourceOf(bytes));
  return Object.fromEntries(tables.map(({ name, rows, checksum }) => [name, { rows, checksum }]));
}

test('the demo business comes back with equal checksums beside itself', async () => {
  const { bytes, id } = await exportTenant(database, demo);
  const before = await checksums(bytes);
  expect(before.client?.rows).toBeGreaterThan(3);
  const twin = await makeTenant('Twin');
  const importId = await importTenant(database, twin, bytes);
  expect(await stateOf(twin.tenantId, importId)).toMatchObject({ state: 'done', problem: null });
  const after = await checksums((await exportTenant(database, twin)).bytes);
  const { audit_entry: ownHistory, ...rest } = after;
  const { audit_entry: history, ...same } = before;
  expect(rest).toEqual(same);
  expect(ownHistory?.rows).toBe((history?.rows ?? 0) + 2);
  expect(await withTenant(twin, verifyAuditChain)).toMatchObject({ isWhole: true });
  expect(await stateOf(demo.tenantId, id)).toMatchObject({ state: 'done', size: bytes.length });
});

test('others can read it: every file is there and is what the manifest says', async () => {
  const { bytes } = await exportTenant(database, demo);
  const files = unzipSync(bytes);
  expect(new TextDecoder().decode(files['README.txt'])).toContain('Harbor & Pine');
  expect(Object.keys(files)).toContain('tables/estimate.csv');
  expect(Buffer.from(files['tables/quote.jsonl'] ?? []).toString()).not.toMatch(/token/);
});
