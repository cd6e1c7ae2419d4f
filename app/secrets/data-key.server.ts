import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { desc, eq, sql } from 'drizzle-orm';
import { tenantKey, userKey } from '#db/schema/index.ts';
import type { PlatformTx, TenantTx } from '#db/tenant.server.ts';
import { decrypt, encrypt } from './cipher.server.ts';
import { type MasterKeys, masterKeys } from './master-keys.server.ts';

/** Whose secrets a data key seals. */
export interface KeyOwner {
  kind: 'tenant' | 'user';
  id: string;
}

/** A data key as the database holds it. */
export interface WrappedKey {
  id: string;
  owner: KeyOwner;
  wrapped: Uint8Array;
  masterKeyId: string;
}

export interface DataKey {
  id: string;
  owner: KeyOwner;
  key: Buffer;
}

/** The data key that the tenant of the transaction seals with; made at its first secret. */
export async function newestTenantKey(tx: TenantTx): Promise<DataKey> {
  const [found] = await selectTenantKeys(tx).limit(1);
  if (found) return unwrap(tenantOwned(found));
  const tenantId = await currentTenant(tx);
  const made = wrapNew({ kind: 'tenant', id: tenantId });
  const { id, wrapped, masterKeyId } = made;
  await tx.insert(tenantKey).values({ id, version: 1, wrapped, masterKeyId }).onConflictDoNothing();
  // Another transaction may have made it first: what is there counts.
  const [now] = await selectTenantKeys(tx).limit(1);
  return unwrap(now ? tenantOwned(now) : made);
}

/** The key of this id, if it is the tenant's own. */
export async function findTenantKey(tx: TenantTx, id: string): Promise<DataKey | null> {
  const [found] = await tx.select().from(tenantKey).where(eq(tenantKey.id, id));
  return found ? unwrap(tenantOwned(found)) : null;
}

/** The data key that a person's own secrets are sealed with; made at the first. */
export async function newestUserKey(tx: PlatformTx, userId: string): Promise<DataKey> {
  const found = await findUserKey(tx, userId);
  if (found) return found;
  const made = wrapNew({ kind: 'user', id: userId });
  const { id, wrapped, masterKeyId } = made;
  await tx.insert(userKey).values({ id, userId, wrapped, masterKeyId }).onConflictDoNothing();
  return (await findUserKey(tx, userId)) ?? unwrap(made);
}

export async function findUserKey(tx: PlatformTx, userId: string): Promise<DataKey | null> {
  const [found] = await tx.select().from(userKey).where(eq(userKey.userId, userId));
  return found ? unwrap({ ...found, owner: { kind: 'user', id: userId } }) : null;
}

/** The same data key, wrapped by the newest master key. */
export function rewrap(key: WrappedKey, keys: MasterKeys): Pick<WrappedKey, 'wrapped' | 'masterKeyId'> {
  return wrap(unwrap(key, keys), keys);
}

function selectTenantKeys(tx: TenantTx) {
  return tx.select().from(tenantKey).orderBy(desc(tenantKey.version));
}

function tenantOwned(row: typeof tenantKey.$inferSelect): WrappedKey {
  return { ...row, owner: { kind: 'tenant', id: row.tenantId } };
}

async function currentTenant(tx: TenantTx): Promise<string> {
  const { rows } = await tx.execute<{ id: string | null }>(sql`select current_setting('app.tenant_id', true) as id`);
  const id = rows[0]?.id;
  if (!id) throw new Error('A secret is sealed inside a transaction of its tenant.');
  return id;
}

function wrapNew(owner: KeyOwner): WrappedKey {
  const made = { id: randomUUIDv7(), owner, key: randomBytes(32) };
  return { id: made.id, owner, ...wrap(made, masterKeys()) };
}

function wrap({ id, owner, key }: DataKey, { newest }: MasterKeys): Pick<WrappedKey, 'wrapped' | 'masterKeyId'> {
  return { wrapped: encrypt(newest.key, key, contextOf(id, owner)), masterKeyId: newest.id };
}

function unwrap({ id, owner, wrapped, masterKeyId }: WrappedKey, keys = masterKeys()): DataKey {
  return { id, owner, key: decrypt(keys.get(masterKeyId).key, wrapped, contextOf(id, owner)) };
}

function contextOf(id: string, owner: KeyOwner): string[] {
  return ['candlefish data key', owner.kind, owner.id, id];
}
