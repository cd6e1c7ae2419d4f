import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { ssoAccount, tenantSso } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { OtherIssuer, ProviderFailure } from '../auth/provider.ts';
import { getJson } from '../auth/providers-exchange.server.ts';
import { readDiscovery } from '../auth/providers-openid.server.ts';
import { secretPurpose } from '../auth/sso.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { outsideUrl } from '../outbound/address.server.ts';
import { allowsPrivate, reasonOf } from '../outbound/agent.server.ts';
import { outsideFetch } from '../outbound/fetch.server.ts';
import { seal } from '../secrets/seal.server.ts';
import type { FindOut } from '../tenancy/between.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { findPolicy, isSsoAlone } from '../tenancy/policy.server.ts';
import { domainList } from './domains.ts';

const line = (error: string) => z.string({ error }).trim().min(1, { error }).max(500, { error: 'This is too long.' });

export const ssoInput = z.object({
  issuer: line('Enter the issuer’s address.').transform((text) =>
    text.replace(/\/\.well-known\/openid-configuration$/, '').replace(/\/$/, ''),
  ),
  clientId: line('Enter the client id that the provider gave you.'),
  /** Empty: the one that is kept already. */
  clientSecret: z.string().max(500, { error: 'This is too long.' }).default(''),
  domains: domainList.refine((list) => list.length > 0, { error: 'Name at least one domain.' }),
  joinRole: z.enum(['member', 'viewer', '']).transform((role) => (role === '' ? null : role)),
});

/** The sign-in that the business brings, without its secret; null when it brings none. */
export async function readSso(tx: TenantTx) {
  const { id, issuer, clientId, domains, joinRole } = tenantSso;
  const [own] = await tx.select({ id, issuer, clientId, domains, joinRole }).from(tenantSso);
  if (!own) return null;
  return { ...own, people: await tx.$count(ssoAccount, eq(ssoAccount.issuer, own.issuer)) };
}

/**
 * Keeps the provider by which people come into this business, once it has shown that it is one. With another issuer,
 * client or list of domains the sessions that it made are over.
 * @throws Refusal invalid, beside the field: no provider, another issuer, out of reach, no secret
 */
export async function saveSso(ctx: OperationContext, input: z.infer<typeof ssoInput>, findOut: FindOut): Promise<void> {
  const { tx } = ctx;
  const address = outsideUrl(input.issuer, { allowPrivate: allowsPrivate(), field: 'issuer' });
  if (address.search) throw wrong('issuer', 'The issuer’s address has no question mark in it.');
  const before = await readSso(tx);
  const isOther = before?.issuer.replace(/\/$/, '') !== input.issuer || before.clientId !== input.clientId;
  if (isOther && !input.clientSecret) throw wrong('clientSecret', 'Enter the client secret of this provider.');
  const issuer = await findOut(`issuer ${input.issuer}`, () => checkIssuer(input.issuer));
  const { clientId, domains, joinRole } = input;
  const sealed = input.clientSecret && { sealedClientSecret: await seal(tx, secretPurpose, input.clientSecret) };
  const values = { issuer, clientId, domains, joinRole, changedBy: ctx.actor.userId };
  if (before && !isOther && before.domains.join() === domains.join()) {
    await tx.update(tenantSso).set({ ...values, ...sealed });
  } else {
    const [old] = await tx.delete(tenantSso).returning({ sealedClientSecret: tenantSso.sealedClientSecret });
    const { sealedClientSecret } = sealed || (old ?? { sealedClientSecret: '' });
    await tx.insert(tenantSso).values({ ...values, sealedClientSecret });
  }
  await audit(ctx, {
    action: 'tenant.sso_saved',
    subjectType: 'tenant',
    subjectId: ctx.tenant.id,
    before: before && {
      issuer: before.issuer,
      clientId: before.clientId,
      domains: before.domains,
      joinRole: before.joinRole,
    },
    after: { issuer, clientId, domains, joinRole, hasNewSecret: input.clientSecret !== '' },
  });
}

/**
 * Takes the sign-in of the business away. The sessions that it made are over.
 * @throws Refusal conflict while it is the only way in
 */
export async function removeSso(ctx: OperationContext): Promise<void> {
  const policy = await findPolicy(ctx.tx);
  if (policy && isSsoAlone(policy)) {
    throw new Refusal('conflict', 'Members come in by this alone. Allow another way to sign in first.');
  }
  const [gone] = await ctx.tx.delete(tenantSso).returning({ issuer: tenantSso.issuer, clientId: tenantSso.clientId });
  if (!gone) throw notFound('sign-in');
  await audit(ctx, { action: 'tenant.sso_removed', subjectType: 'tenant', subjectId: ctx.tenant.id, before: gone });
}

const keys = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

/**
 * Asks whether there is an OpenID provider at an address, and what it calls itself.
 * @throws Refusal invalid, beside the field
 */
async function checkIssuer(issuer: string): Promise<string> {
  const asked = { issuer, ask: outsideFetch };
  try {
    const document = await readDiscovery(asked);
    await getJson(asked, document.jwks_uri, keys);
    return document.issuer;
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    throw wrong('issuer', sentenceOf(error, issuer));
  }
}

function sentenceOf(error: ProviderFailure, issuer: string): string {
  if (error instanceof OtherIssuer)
    return `The provider there calls itself ${error.named.slice(0, 200)}. Enter that address if it is yours.`;
  if (error.problem === 'unreachable') return `The provider cannot be reached. ${reasonOf(error.cause)}`;
  return `No OpenID provider answers at ${issuer}: what stands at /.well-known/openid-configuration, or its keys, cannot be read.`;
}

function wrong(field: string, message: string): Refusal {
  return new Refusal('invalid', message, { fieldErrors: { [field]: [message] } });
}
