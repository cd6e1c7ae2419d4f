import { createHash, randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { closedProduct, tenant } from '#db/schema/index.ts';
import { type TenantTx, withTenant } from '#db/tenant.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import type { TenantInfo } from './operation.server.ts';

/** 16 bytes of tenant id and 24 of chance: 54 characters that nobody guesses, and no look-up across tenants to open them. */
const tenantBytes = 16;
const secretBytes = 24;
const shape = /^[A-Za-z0-9_-]{54}$/;

/** An unguessable link: whoever has it may open one thing of one tenant. Only the hash is looked up by. */
export interface Link {
  token: string;
  /** SHA-256 of the token, lower-case hex. */
  hash: string;
}

export function makeLink(tenantId: string): Link {
  const tenant = Buffer.from(tenantId.replaceAll('-', ''), 'hex');
  const token = Buffer.concat([tenant, randomBytes(secretBytes)]).toString('base64url');
  return { token, hash: hashOf(token) };
}

/** The tenant that a token names; null for what cannot be one. Says nothing of whether the link opens anything. */
export function readLink(token: string): (Link & { tenantId: string }) | null {
  if (!shape.test(token)) return null;
  const hex = Buffer.from(token, 'base64url').subarray(0, tenantBytes).toString('hex');
  return { token, hash: hashOf(token), tenantId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export interface LinkScope {
  tx: TenantTx;
  tenant: TenantInfo;
  link: Link;
}

/**
 * Runs inside the tenant that the token names. A token of no tenant, and one of a product that the tenant has switched off,
 * is the same 404 as one that opens nothing.
 */
export async function withLink<T>(
  token: string | undefined,
  product: string,
  run: (scope: LinkScope) => Promise<T>,
): Promise<T> {
  const link = readLink(token ?? '');
  if (!link) throw noSuchLink();
  return withTenant({ tenantId: link.tenantId }, async (tx) => {
    const [[found], [closed]] = await Promise.all([
      findTenant(tx),
      tx.select({ id: closedProduct.id }).from(closedProduct).where(eq(closedProduct.product, product)),
    ]);
    if (!found || closed) throw noSuchLink();
    const { suspendedAt, ...info } = found;
    if (suspendedAt)
      throw new Refusal('forbidden', `${info.name} is not open at the moment. Please ask them directly.`);
    return run({ tx, tenant: info, link });
  });
}

function findTenant(tx: TenantTx) {
  return tx
    .select({
      id: tenant.id,
      slug: tenant.slug,
      name: tenant.name,
      locale: tenant.locale,
      timeZone: tenant.timeZone,
      currency: tenant.currency,
      units: tenant.units,
      suspendedAt: tenant.suspendedAt,
    })
    .from(tenant);
}

function noSuchLink() {
  return notFound('link');
}
