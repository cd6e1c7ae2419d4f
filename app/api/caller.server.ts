import type { AppLoadContext } from '@remix-run/node';
import { type TenantTx, withSession, withTenant } from '#db/tenant.server.ts';
import { noteAccess } from '../access/request.server.ts';
import type { Permission, Role } from '../manifest.ts';
import type { Door, OperationContext, TenantInfo } from '../tenancy/operation.server.ts';
import { type Hindrance, hindranceOf, productOf } from '../tenancy/permissions.ts';
import { readBusiness } from '../tenancy/tenant-info.server.ts';
import { type AccessToken, readAccessToken, unauthenticated } from './access-token.server.ts';
import { admitToken } from './admit-token.server.ts';
import { type ApiKey, findKey, isKey, noteUsed, tenantOfKey } from './api-keys.server.ts';

/** Who calls: a program somebody signed in with, or one that has a key of the tenant. */
export type Caller =
  | { kind: 'token'; token: AccessToken }
  | { kind: 'key'; secret: string; tenantId: string; key: ApiKey };

/** A caller inside of their tenant, in an open transaction. */
export interface Entered {
  tx: TenantTx;
  tenant: TenantInfo;
  door: Door;
  actor: OperationContext['actor'];
  /** The member whose key it is. */
  onBehalfOf?: string;
  /** The person, where it is one. */
  member: { userId: string; name: string; email: string; role: Role } | null;
  key: Pick<ApiKey, 'id' | 'name' | 'prefix' | 'expiresAt'> | null;
  /** Why they may not do something; null when they may. */
  hindrance(permission: Permission): Hindrance | 'scope' | null;
}

/**
 * Who sent a request, by its `Authorization: Bearer`. Cookies are not looked at: no page of another site can make a
 * browser send this header.
 * @throws Refusal unauthenticated
 */
export async function identify(request: Request, address: string): Promise<Caller> {
  const token = /^Bearer ([\w.~+/=-]{1,4000})$/i.exec(request.headers.get('Authorization') ?? '')?.[1];
  if (!token) throw unauthenticated('Send an access token or an API key: Authorization: Bearer <token>.');
  if (!isKey(token)) return { kind: 'token', token: await readAccessToken(token) };
  const tenantId = tenantOfKey(token);
  const key = tenantId && (await withTenant({ tenantId }, (tx) => findKey(tx, token), { readOnly: true }));
  if (!tenantId || !key) throw unauthenticated();
  noteUsed(tenantId, key, address);
  return { kind: 'key', secret: token, tenantId, key };
}

/** Whose requests these are, however often they sign in anew: by this they are counted, and their repeats known. */
export function nameOf(caller: Caller): string {
  return caller.kind === 'key' ? `key ${caller.key.id}` : `person ${caller.token.userId} in ${caller.token.tenantId}`;
}

/**
 * Runs in a transaction of the caller's tenant. Session, membership or key are looked up in it: what was revoked a
 * moment ago opens nothing.
 * @throws Refusal unauthenticated, forbidden
 */
export function withCaller<T>(
  caller: Caller,
  context: AppLoadContext,
  run: (entered: Entered) => Promise<T>,
  options: { readOnly?: boolean } = {},
): Promise<T> {
  if (caller.kind === 'token') {
    const { sessionId, slug, tenantId } = caller.token;
    return withSession(
      sessionId,
      slug,
      async ({ tx, entry }) => run(byToken(tx, admitToken(entry, tenantId, context.clientAddress), context)),
      options,
    );
  }
  return withTenant({ tenantId: caller.tenantId }, async (tx) => run(await byKey(tx, caller, context)), options);
}

function byToken(tx: TenantTx, entry: ReturnType<typeof admitToken>, context: AppLoadContext): Entered {
  const { user, role, products, tenant } = entry;
  noteAccess(context, { tenantId: tenant.id, userId: user.id });
  return {
    tx,
    tenant,
    door: 'api',
    actor: { userId: user.id, name: user.name },
    member: { userId: user.id, name: user.name, email: user.email, role },
    key: null,
    hindrance: (permission) => hindranceOf(role, products, permission),
  };
}

async function byKey(
  tx: TenantTx,
  { secret, tenantId }: Extract<Caller, { kind: 'key' }>,
  context: AppLoadContext,
): Promise<Entered> {
  const [key, business] = await Promise.all([findKey(tx, secret), readBusiness(tx)]);
  if (!key || !business) throw unauthenticated();
  if (business.refusal) throw business.refusal;
  noteAccess(context, { tenantId });
  return {
    tx,
    tenant: business.tenant,
    door: 'api-key',
    actor: { userId: null, name: key.name },
    ...(key.createdBy && { onBehalfOf: key.createdBy }),
    member: null,
    key,
    hindrance: (permission) =>
      business.closed.includes(productOf(permission))
        ? 'switched-off'
        : key.scopes.includes(permission)
          ? null
          : 'scope',
  };
}
