import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { verifyAuditChain } from '#app/audit/chain.server.ts';
import { type TenantTx, withTenant } from '#db/tenant.server.ts';
import { freshDatabase } from '#tests/support/database.ts';
import { raw } from '#tests/support/sql.ts';
import { makeTenant } from '#tests/support/tenants.ts';

const write = (tx: TenantTx) =>
  raw(tx, `insert into audit_entry (id, action, subject_type) values ($1, 'thing.changed', 'thing')`, [randomUUID()]);
const rename = (tx: TenantTx) => raw(tx, `update tenant set name = 'Renamed'`);

test('two transactions that audit and want the same row do not deadlock', async () => {
  await using database = await freshDatabase();
  expect(database.engine).toBe('postgres');
  const acme = await makeTenant('Acme');
  const [hasAudited, hasRow] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = withTenant(acme, async (tx) => {
    await write(tx);
    hasAudited.resolve();
    await hasRow.promise;
    await rename(tx);
  });
  const second = withTenant(acme, async (tx) => {
    await hasAudited.promise;
    await rename(tx);
    hasRow.resolve();
    await write(tx);
  });
  await Promise.all([first, second]);
  expect(await withTenant(acme, verifyAuditChain)).toMatchObject({ isWhole: true, rows: 2 });
});

test('the chain has no gap and no fork when twenty connections write at once', async () => {
  await using database = await freshDatabase({ poolSize: 20 });
  const tenants = await Promise.all([makeTenant('Acme'), makeTenant('Birch')]);
  await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      const own = tenants[at % 2];
      if (!own) return;
      await withTenant(own, async (tx) => {
        await write(tx);
        if (at % 5 === 0) throw new Error('rolled back');
        await write(tx);
      }).catch(() => {});
    }),
  );
  for (const own of tenants) {
    expect(await withTenant(own, (tx) => verifyAuditChain(tx, { batchSize: 7 }))).toMatchObject({
      isWhole: true,
      rows: 160,
    });
  }
  expect(database.engine).toBe('postgres');
});
