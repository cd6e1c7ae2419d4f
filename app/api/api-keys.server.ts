import { randomBytes } from 'node:crypto';
import { and, desc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { apiKey, user } from '#db/schema/index.ts';
import { type TenantTx, withTenant } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { hashToken } from '../auth/session.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { log } from '../http/log.server.ts';
import type { Permission } from '../manifest.ts';
import { seal } from '../secrets/seal.server.ts';
import { makeLink, readLink } from '../tenancy/link.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';

/** `cfk_`, eight letters to know it by, and a secret that also names the tenant, so that no look-up crosses tenants. */
const shape = /^cfk_[0-9a-f]{8}_([A-Za-z0-9_-]{54})$/;

export const signingPurpose = 'api_key.sealed_signing_secret';

export type ApiKey = Omit<typeof apiKey.$inferSelect, 'tenantId' | 'secretHash'>;

/** What is shown once. */
export interface MadeKey {
  id: string;
  key: string;
  signingSecret: string | null;
}

export interface NewKey {
  name: string;
  scopes: Permission[];
  expiresAt: Date | null;
  isSigned: boolean;
}

/** True for what looks like a key of ours. */
export function isKey(token: string): boolean {
  return token.startsWith('cfk_');
}

/** The tenant that a key names; null for what cannot be one. Says nothing of whether the key opens anything. */
export function tenantOfKey(token: string): string | null {
  const secret = shape.exec(token)?.[1];
  return secret === undefined ? null : (readLink(secret)?.tenantId ?? null);
}

/** The key, if it holds now. */
export async function findKey(tx: TenantTx, token: string): Promise<ApiKey | null> {
  const [found] = await tx
    .select(shown)
    .from(apiKey)
    .where(
      and(
        eq(apiKey.secretHash, hashToken(token)),
        isNull(apiKey.revokedAt),
        or(isNull(apiKey.expiresAt), gt(apiKey.expiresAt, sql`now()`)),
      ),
    );
  return found ?? null;
}

/**
 * Makes a key. Nobody makes one that may do more than they may themselves.
 * @throws Refusal forbidden
 */
export async function makeKey(
  ctx: OperationContext,
  { name, scopes, expiresAt, isSigned }: NewKey,
  maker: { can(permission: Permission): boolean },
): Promise<MadeKey> {
  if (scopes.some((scope) => !maker.can(scope)))
    throw new Refusal('forbidden', 'A key can be given only what you may do yourself.');
  const prefix = `cfk_${randomBytes(4).toString('hex')}`;
  const key = `${prefix}_${makeLink(ctx.tenant.id).token}`;
  const signingSecret = isSigned ? `cfs_${randomBytes(32).toString('base64url')}` : null;
  const sealedSigningSecret = signingSecret && (await seal(ctx.tx, signingPurpose, signingSecret));
  const [made] = await ctx.tx
    .insert(apiKey)
    .values({
      name,
      prefix,
      secretHash: hashToken(key),
      scopes,
      expiresAt,
      sealedSigningSecret,
      createdAt: ctx.now,
      createdBy: ctx.actor.userId,
    })
    .returning({ id: apiKey.id });
  if (!made) throw new Error('The key was not written.');
  const after = { name, prefix, scopes, expiresAt, isSigned };
  await audit(ctx, { action: 'api_key.created', subjectType: 'api_key', subjectId: made.id, after });
  return { id: made.id, key, signingSecret };
}

/** Ends a key, at once and for good. */
export async function revokeKey(ctx: OperationContext, { id }: { id: string }): Promise<{ name: string }> {
  const [revoked] = await ctx.tx
    .update(apiKey)
    .set({ revokedAt: ctx.now, revokedBy: ctx.actor.userId })
    .where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
    .returning({ name: apiKey.name, prefix: apiKey.prefix });
  if (!revoked) throw notFound('key');
  await audit(ctx, { action: 'api_key.revoked', subjectType: 'api_key', subjectId: id, before: revoked });
  return revoked;
}

/** The keys of the tenant with who made them, newest first; those that are over stay for 90 days to be looked up. */
export function listKeys(tx: TenantTx) {
  return tx
    .select({
      id: apiKey.id,
      name: apiKey.name,
      prefix: apiKey.prefix,
      scopes: apiKey.scopes,
      isSigned: sql<boolean>`${apiKey.sealedSigningSecret} is not null`,
      expiresAt: apiKey.expiresAt,
      lastUsedAt: apiKey.lastUsedAt,
      lastUsedFrom: apiKey.lastUsedFrom,
      createdAt: apiKey.createdAt,
      createdByName: user.name,
      revokedAt: apiKey.revokedAt,
      isOver: sql<boolean>`${apiKey.revokedAt} is not null or coalesce(${apiKey.expiresAt} <= now(), false)`,
    })
    .from(apiKey)
    .leftJoin(user, eq(user.id, apiKey.createdBy))
    .where(sql`coalesce(${apiKey.revokedAt}, ${apiKey.expiresAt}, now()) > now() - interval '90 days'`)
    .orderBy(desc(apiKey.createdAt), desc(apiKey.id))
    .limit(200);
}

const shown = {
  id: apiKey.id,
  name: apiKey.name,
  prefix: apiKey.prefix,
  scopes: apiKey.scopes,
  sealedSigningSecret: apiKey.sealedSigningSecret,
  expiresAt: apiKey.expiresAt,
  lastUsedAt: apiKey.lastUsedAt,
  lastUsedFrom: apiKey.lastUsedFrom,
  createdAt: apiKey.createdAt,
  createdBy: apiKey.createdBy,
  revokedAt: apiKey.revokedAt,
  revokedBy: apiKey.revokedBy,
};

/** How far the last use may lag behind. */
const usedEveryMs = 60_000;

/** Writes that a key was used, at most once a minute and off the request's path. */
export function noteUsed(tenantId: string, { id, lastUsedAt }: ApiKey, address: string): void {
  if (lastUsedAt && Date.now() - lastUsedAt.getTime() < usedEveryMs) return;
  void withTenant({ tenantId }, (tx) =>
    tx
      .update(apiKey)
      .set({ lastUsedAt: sql`now()`, lastUsedFrom: address })
      .where(
        and(eq(apiKey.id, id), or(isNull(apiKey.lastUsedAt), sql`${apiKey.lastUsedAt} < now() - interval '1 minute'`)),
      ),
  ).catch((error) => log().warn({ err: error }, 'the use of a key was not written'));
}
