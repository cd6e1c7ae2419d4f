import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { and, asc, eq, getTableName, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { erasureProof, membership, tenantClosing, user } from '#db/schema/index.ts';
import { type TenantTx, withPlatform, withTenant } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { log } from '../http/log.server.ts';
import { sendAccountMail, sendMail } from '../mail/mail.server.ts';
import { businessErased, businessStays, businessWillGo } from '../mail/templates/closing.tsx';
import { type MasterKey, masterKeys } from '../secrets/master-keys.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { eraseRows } from './erase-rows.server.ts';
import { tenantTables } from './tables.server.ts';

/** How long a business that is to be erased can still be kept. */
export const graceDays = 14;

/** When the business will be erased; null when nobody wants that. */
export async function findClosing(tx: TenantTx): Promise<{ eraseAfter: Date } | null> {
  const [open] = await tx
    .select({ eraseAfter: tenantClosing.eraseAfter })
    .from(tenantClosing)
    .where(isNull(tenantClosing.cancelledAt));
  return open ?? null;
}

/**
 * Asks for the business to be erased, after the days of grace. Owners and admins are told by mail.
 * @throws Refusal invalid when what was typed is not the name of the business; conflict when it was asked already
 */
export async function requestClosing(ctx: OperationContext, input: { name: string }): Promise<{ eraseAfter: Date }> {
  const { tx, tenant, actor, now } = ctx;
  if (input.name.trim() !== tenant.name) {
    const message = `Type the name of the business as it is written: ${tenant.name}`;
    throw new Refusal('invalid', message, { fieldErrors: { name: [message] } });
  }
  const eraseAfter = new Date(now.getTime() + graceDays * 24 * 3600 * 1000);
  const [made] = await tx
    .insert(tenantClosing)
    .values({ requestedBy: actor.userId, requestedAt: now, eraseAfter })
    .onConflictDoNothing()
    .returning({ id: tenantClosing.id });
  if (!made) throw new Refusal('conflict', 'This business is going to be erased already.');
  await audit(ctx, {
    action: 'tenant.erasure_requested',
    subjectType: 'tenant',
    subjectId: tenant.id,
    after: { eraseAfter },
  });
  const on = new Intl.DateTimeFormat(tenant.locale, { dateStyle: 'full', timeZone: tenant.timeZone }).format(
    eraseAfter,
  );
  for (const { email } of await runners(tx))
    await sendMail(ctx, businessWillGo, { to: email, props: { business: tenant.name, who: actor.name, on } });
  return { eraseAfter };
}

/** @throws Refusal conflict when there is nothing to take back, or it is too late */
export async function cancelClosing(ctx: OperationContext): Promise<void> {
  const { tx, tenant, actor, now } = ctx;
  const [kept] = await tx
    .update(tenantClosing)
    .set({ cancelledAt: now, cancelledBy: actor.userId })
    .where(and(isNull(tenantClosing.cancelledAt), sql`${tenantClosing.eraseAfter} > now()`))
    .returning({ id: tenantClosing.id });
  if (!kept) throw new Refusal('conflict', 'There is nothing to take back any more. Reload the page.');
  await audit(ctx, { action: 'tenant.erasure_cancelled', subjectType: 'tenant', subjectId: tenant.id });
  for (const { email } of await runners(tx))
    await sendMail(ctx, businessStays, { to: email, props: { business: tenant.name, who: actor.name } });
}

function runners(tx: TenantTx): Promise<{ email: string }[]> {
  return tx
    .select({ email: user.email })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(and(sql`${membership.role} in ('owner', 'admin')`, isNull(membership.suspendedAt)))
    .orderBy(asc(user.email));
}

/** Erases the businesses whose time is over, or goes on where that was cut off, and signs what has no signature yet. */
export async function eraseDueTenants(): Promise<void> {
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
    await eraseTenant(tenantId, requestedAt).catch((error) =>
      log().error({ err: error, tenantId }, 'a business could not be erased'),
    );
  }
  await signProofs();
}

const batchSize = 500;

async function eraseTenant(tenantId: string, requestedAt: Date): Promise<void> {
  await begin(tenantId, requestedAt);
  // Somebody may write while the tables are emptied: jobs under way, a request that had come in before.
  for (let round = 0; round < 5; round += 1) {
    for (const name of erasureOrder())
      while ((await withTenant({ tenantId }, (tx) => eraseRows(tx, name, batchSize))) > 0);
    if (await withTenant({ tenantId }, finish)) return;
  }
  throw new Error('Rows keep coming into a business that is being erased.');
}

/** The first sign of an erasure: its proof is begun and its people are told, once. */
async function begin(tenantId: string, requestedAt: Date): Promise<void> {
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
    for (const { id, email } of owners)
      await sendAccountMail(tx, businessErased, { to: email, userId: id, props: { proof: tenantId } });
  });
}

/** Members first, so that nobody comes in any more; then children before parents. */
function erasureOrder(): string[] {
  const first = 'membership';
  const last = 'tenant_closing';
  const names = tenantTables()
    .map((table: PgTable) => getTableName(table))
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
    const key = masterKeys().newest;
    for (const { id, ...proof } of unsigned) {
      const statement = statementOf({ id, ...proof });
      await tx
        .update(erasureProof)
        .set({ statement, keyId: key.id, signature: sign(key, statement) })
        .where(eq(erasureProof.id, id));
    }
  });
}

function statementOf(proof: typeof erasureProof.$inferSelect): string {
  const { id, requestedAt, startedAt, erasedAt, erased, remaining, auditSeq, auditHash } = proof;
  const audit = auditHash === null ? null : { seq: auditSeq, hash: auditHash };
  return JSON.stringify({ business: id, requestedAt, startedAt, erasedAt, erased, remaining, audit });
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
  const expected = Buffer.from(sign(masterKeys().get(proof.keyId), proof.statement));
  const given = Buffer.from(proof.signature);
  return {
    statement: proof.statement,
    isGenuine: expected.length === given.length && timingSafeEqual(expected, given),
  };
}
