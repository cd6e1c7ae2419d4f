import { asc, eq, ne } from 'drizzle-orm';
import { signingKey, tenantKey, userKey } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { rewrap, type WrappedKey } from './data-key.server.ts';
import type { MasterKeys } from './master-keys.server.ts';
import { rewrapSecret } from './signing-secret.server.ts';

/**
 * Wraps every data key with the newest master key, batch by batch. Each batch is a transaction, so that a run that is
 * killed leaves each key under one master key or the other, and the next run goes on where it stopped. Secrets are not
 * touched: they are sealed with the data keys.
 * @returns how many keys were wrapped again
 * @throws MasterKeyMissing for a data key whose master key is not at hand; what was done before it stays done
 */
export async function resealAll(
  keys: MasterKeys,
  options: { batchSize?: number; onBatch?: (total: number) => void } = {},
): Promise<number> {
  const { batchSize = 100, onBatch } = options;
  let total = 0;
  for (const step of [resealTenantKeys, resealUserKeys, resealSigningKeys]) {
    for (;;) {
      const done = await withPlatform((tx) => step(tx, keys, batchSize));
      if (done === 0) break;
      total += done;
      onBatch?.(total);
    }
  }
  return total;
}

async function resealTenantKeys(tx: PlatformTx, keys: MasterKeys, limit: number): Promise<number> {
  const rows = await tx
    .select()
    .from(tenantKey)
    .where(ne(tenantKey.masterKeyId, keys.newest.id))
    .orderBy(asc(tenantKey.id))
    .limit(limit)
    .for('update');
  const wrapped = rows.map((row): WrappedKey => ({ ...row, owner: { kind: 'tenant', id: row.tenantId } }));
  await Promise.all(wrapped.map((key) => tx.update(tenantKey).set(rewrap(key, keys)).where(eq(tenantKey.id, key.id))));
  return rows.length;
}

async function resealUserKeys(tx: PlatformTx, keys: MasterKeys, limit: number): Promise<number> {
  const rows = await tx
    .select()
    .from(userKey)
    .where(ne(userKey.masterKeyId, keys.newest.id))
    .orderBy(asc(userKey.id))
    .limit(limit)
    .for('update');
  const wrapped = rows.map((row): WrappedKey => ({ ...row, owner: { kind: 'user', id: row.userId } }));
  await Promise.all(wrapped.map((key) => tx.update(userKey).set(rewrap(key, keys)).where(eq(userKey.id, key.id))));
  return rows.length;
}

async function resealSigningKeys(tx: PlatformTx, keys: MasterKeys, limit: number): Promise<number> {
  const rows = await tx
    .select({ id: signingKey.id, wrapped: signingKey.wrapped, masterKeyId: signingKey.masterKeyId })
    .from(signingKey)
    .where(ne(signingKey.masterKeyId, keys.newest.id))
    .orderBy(asc(signingKey.id))
    .limit(limit)
    .for('update');
  await Promise.all(
    rows.map((key) => tx.update(signingKey).set(rewrapSecret(key, keys)).where(eq(signingKey.id, key.id))),
  );
  return rows.length;
}
