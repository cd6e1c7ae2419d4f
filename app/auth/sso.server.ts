import { eq, type SQL, sql } from 'drizzle-orm';
import { tenant, tenantSso } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';
import { outsideFetch } from '../outbound/fetch.server.ts';
import { unseal } from '../secrets/seal.server.ts';
import { idSchema } from '../values/id.ts';
import type { Provider } from './provider.ts';
import { openIdProvider } from './providers-openid.server.ts';
import { ssoPage } from './sso-page.ts';

/** A business that brings a sign-in of its own, and what that may do. */
export interface BusinessSso {
  tenantId: string;
  slug: string;
  name: string;
  /** The provider's row, which its sessions name. */
  id: string;
  issuer: string;
  domains: readonly string[];
  joinRole: 'member' | 'viewer' | null;
  provider: Provider;
}

/** The sign-in of the business at an address; null when there is no such business, or it brings none. */
export function findSsoAt(slug: string): Promise<BusinessSso | null> {
  return findSso(isAt(slug));
}

const prefix = 'sso-';

/** The sign-in that a callback's address names. */
export async function findSsoProvider(id: string | undefined): Promise<BusinessSso | null> {
  const tenantId = id?.startsWith(prefix) ? id.slice(prefix.length) : '';
  return idSchema.safeParse(tenantId).success ? findSso(eq(tenant.id, tenantId)) : null;
}

/** What a business's own provider is called in addresses: its redirect address holds it, so it never changes. */
export function ssoProviderId(tenantId: string): string {
  return `${prefix}${tenantId}`;
}

/** The name of the business at an address, if it brings a sign-in of its own. Opens no secret. */
export async function findSsoName(slug: string): Promise<{ slug: string; name: string } | null> {
  const found = await findBusiness(isAt(slug));
  if (!found) return null;
  const brings = await withTenant(found, async (tx) => (await tx.$count(tenantSso)) > 0, { readOnly: true });
  return brings ? { slug: found.slug, name: found.name } : null;
}

async function findBusiness(wanted: SQL) {
  const [found] = await withPlatform(
    (tx) => tx.select({ tenantId: tenant.id, slug: tenant.slug, name: tenant.name }).from(tenant).where(wanted),
    { readOnly: true },
  );
  return found ?? null;
}

function isAt(slug: string): SQL {
  return eq(sql`lower(${tenant.slug})`, slug.toLowerCase());
}

async function findSso(wanted: SQL): Promise<BusinessSso | null> {
  const found = await findBusiness(wanted);
  if (!found) return null;
  return withTenant(
    found,
    async (tx) => {
      const [row] = await tx.select().from(tenantSso);
      if (!row) return null;
      const clientSecret = await unseal(tx, secretPurpose, row.sealedClientSecret);
      const { id, issuer, domains, joinRole } = row;
      return { ...found, id, issuer, domains, joinRole, provider: remembered(found, row, clientSecret) };
    },
    { readOnly: true },
  );
}

/** What the client's secret is sealed for. */
export const secretPurpose = 'tenant_sso.sealed_client_secret';

/** Providers remember their discovery and keys, so they are kept until their business changes something. */
const kept = new Map<string, { version: string; provider: Provider }>();
const mostKept = 500;

function remembered(
  { tenantId, slug, name }: { tenantId: string; slug: string; name: string },
  { id, issuer, clientId, updatedAt }: typeof tenantSso.$inferSelect,
  clientSecret: string,
): Provider {
  const version = [id, updatedAt.getTime(), slug, name].join(' ');
  const known = kept.get(tenantId);
  if (known?.version === version) return known.provider;
  const provider = openIdProvider({
    id: ssoProviderId(tenantId),
    name,
    issuer,
    clientId,
    clientSecret,
    page: ssoPage(slug),
    ask: outsideFetch,
    // Whom its addresses belong to is the business's own word: it speaks for its domains, and for itself alone.
    isEmailVerified: ({ email_verified: said }) => said !== false,
  });
  kept.delete(tenantId);
  kept.set(tenantId, { version, provider });
  for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
  return provider;
}
