import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { and, eq, getTableName, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import { erasureProof, membership, tenantClosing, user } from '#db/schema/index.ts';
import { type PlatformTx, type TenantTx, withPlatform, withTenant } from '#db/tenant.server.ts';
import { log } from '../http/log.server.ts';
import { type MasterKey, masterKeys } from '../secrets/master-keys.server.ts';
import { eraseRows } from './erase-rows.server.ts';
import { tenantTables } from './tables.server.ts';

/** Tells an owner that the erasure has begun, in the transaction that begins it. */
export type Tell = (tx: PlatformTx, owner: { id: string; email: string }, proof: string) => Promise<void>;

/** Erases the businesses whose time is over, or goes on where that was cut off, and signs what has no signature yet. */
export async function eraseDueTenants(tell: Tell): Promise<void> {
  const due = await withPlatform(
    (tx) =>
      tx
        .select({ tenantId: tenantClosing.tenantId, requestedAt: tenantClosing.requestedAt })
        .from(tenantClosing)
        .where(and(isNull(tenantClosing.cancelledAt), lte(tenantClosing.eraseAfter, sql`now()`))),
    { readOnly: true },
  );
  for (const { tenantId, requestedAt } of due) {
    // One that fails must not keep the others.
    await eraseTenant(tenantId, requestedAt, tell).catch((error) =>
      log().error({ err: error, tenantId }, 'a business could not be erased'),
    );
  }
  await signProofs();
}

const batchSize = 500;

async function eraseTenant(tenantId: string, requestedAt: Date, tell: Tell): Promise<void> {
  await begin(tenantId, requestedAt, tell);
  // Somebody may write while the tables are emptied: jobs under way, a request that had come in before.
  for (let round = 0; round < 5; round += 1) {
    for (const name of erasureOrder())
      while ((await withTenant({ tenantId }, (tx) => eraseRows(tx, name, batchSize))) > 0);
    if (await withTenant({ tenantId }, finish)) return;
  }
  throw new Error('Rows keep coming into a business that is being erased.');
}

/** The first sign of an erasure: its proof is begun and its people are told, once. */
async function begin(tenantId: string, requestedAt: Date, tell: Tell): Promise<void> {
  await withPlatform(async (tx) => {
    const [begun] = await tx
      .insert(erasureProof)
      .values({ id: tenantId, requestedAt })
      .onConflictDoNothing()
      .returning({ id: erasureProof.id });
    if (!begun) return;
    const owners = await tx
      .select({ id: user.id, email: user.email })
      .from(membership)
      .innerJoin(user, eq(user.id, membership.userId))
      .where(and(eq(membership.tenantId, tenantId), eq(membership.role, 'owner')));
    for (const owner of owners) await tell(tx, owner, tenantId);
  });
}

/** Members first, so that nobody comes in any more; then children before parents. */
function erasureOrder(): string[] {
  const first = 'membership';
  const last = 'tenant_closing';
  const names = tenantTables()
    .map(getTableName)
    .filter((name) => name !== first && name !== last)
    .toReversed();
  // The head is noted when it goes, so the history must be there until then.
  return [first, 'chain_head', ...names.filter((name) => name !== 'chain_head')];
}

async function finish(tx: TenantTx): Promise<boolean> {
  const { rows } = await tx.execute<{ is_over: boolean }>(sql`select public.finish_tenant_erasure() as is_over`);
  return rows[0]?.is_over ?? false;
}

async function signProofs(): Promise<void> {
  await withPlatform(async (tx) => {
    const unsigned = await tx
      .select()
      .from(erasureProof)
      .where(and(isNotNull(erasureProof.erasedAt), isNull(erasureProof.signature)))
      .for('update');
    for (const { id, ...proof } of unsigned) {
      const statement = statementOf({ id, ...proof });
      await tx.update(erasureProof).set(signed(statement)).where(eq(erasureProof.id, id));
    }
  });
}

function statementOf(proof: typeof erasureProof.$inferSelect): string {
  const { id, requestedAt, startedAt, erasedAt, erased, remaining, auditSeq, auditHash } = proof;
  const audit = auditHash === null ? null : { seq: auditSeq, hash: auditHash };
  return JSON.stringify({ business: id, requestedAt, startedAt, erasedAt, erased, remaining, audit });
}

/** A statement with a signature that this platform alone can make. */
export function signed(statement: string): { statement: string; keyId: string; signature: string } {
  const key = masterKeys().newest;
  return { statement, keyId: key.id, signature: sign(key, statement) };
}

/** Whether a statement is as it was signed. */
export function isGenuine({
  statement,
  keyId,
  signature,
}: {
  statement: string;
  keyId: string;
  signature: string;
}): boolean {
  const expected = Buffer.from(sign(masterKeys().get(keyId), statement));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** HMAC-SHA-256 under a key of its own, derived from a master key. */
function sign({ key }: MasterKey, statement: string): string {
  const own = Buffer.from(hkdfSync('sha256', key, '', 'candlefish erasure proof', 32));
  return createHmac('sha256', own).update(statement).digest('base64url');
}

/** The proof that a business was erased; `isGenuine` when its statement is as it was signed. */
export async function findProof(id: string): Promise<{ statement: string; isGenuine: boolean } | null> {
  const [proof] = await withPlatform((tx) => tx.select().from(erasureProof).where(eq(erasureProof.id, id)), {
    readOnly: true,
  });
  if (!proof?.statement || !proof.signature || !proof.keyId) return null;
  const { statement, signature, keyId } = proof;
  return { statement, isGenuine: isGenuine({ statement, signature, keyId }) };
}
