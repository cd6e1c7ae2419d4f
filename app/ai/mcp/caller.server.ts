import type { AppLoadContext } from '@remix-run/node';
import { withSession } from '#db/tenant.server.ts';
import { noteAccess } from '../../access/request.server.ts';
import { unauthenticated } from '../../api/access-token.server.ts';
import { admitToken } from '../../api/admit-token.server.ts';
import { isKey } from '../../api/api-keys.server.ts';
import { identify, nameOf } from '../../api/caller.server.ts';
import { takeSignature } from '../../api/request-signature.server.ts';
import { Refusal } from '../../errors/refusal.ts';
import { limit } from '../../limits/limit.server.ts';
import { rules } from '../../limits/rules.ts';
import type { Permission } from '../../manifest.ts';
import type { Who } from '../asker.server.ts';
import { readMcpToken } from './tokens.server.ts';

/**
 * For whom a program calls: the member who let it in by OAuth, or whose key it has. It may do what they may, of what its
 * scopes name. Cookies are not looked at.
 * @throws Refusal unauthenticated, forbidden, too-many
 */
export async function mcpCaller(request: Request, body: Uint8Array, context: AppLoadContext): Promise<Who> {
  const bearer = /^Bearer ([\w.~+/=-]{1,8000})$/i.exec(request.headers.get('Authorization') ?? '')?.[1];
  if (!bearer) throw unauthenticated('Sign in by OAuth, or send an API key: Authorization: Bearer <token>.');
  const { name, who } = isKey(bearer) ? await byKey(request, body, context) : await byToken(bearer, context);
  const verdict = await limit(rules.apiCaller, name);
  if (!verdict.isAllowed) {
    const retryAfter = Math.max(1, Math.ceil(verdict.resetMs / 1000));
    throw new Refusal('too-many', `Too many requests by this program. Wait ${retryAfter} seconds.`, { retryAfter });
  }
  noteAccess(context, { tenantId: who.tenantId, userId: who.userId });
  return { ...who, requestId: context.requestId };
}

async function byKey(request: Request, body: Uint8Array, context: AppLoadContext): Promise<{ name: string; who: Who }> {
  const caller = await identify(request, context.clientAddress);
  if (caller.kind !== 'key') throw unauthenticated();
  await takeSignature({ ...caller, body }, request);
  const { createdBy, scopes } = caller.key;
  if (!createdBy)
    throw new Refusal('forbidden', 'This key is nobody’s any more, and changes need a member to approve them.');
  return {
    name: nameOf(caller),
    // Scopes are checked against the declared permissions when a key is made.
    who: { tenantId: caller.tenantId, userId: createdBy, scopes: scopes as Permission[] },
  };
}

/** The session of the token must hold at every request, so what was revoked a moment ago opens nothing. */
async function byToken(bearer: string, context: AppLoadContext): Promise<{ name: string; who: Who }> {
  const { sub, tenant, slug, scope, sid } = await readMcpToken(bearer);
  const entry = await withSession(
    sid,
    slug,
    async ({ entry: found }) => admitToken(found, tenant, context.clientAddress),
    {
      readOnly: true,
    },
  );
  if (entry.user.id !== sub) throw unauthenticated();
  return {
    name: `mcp ${sub} in ${tenant}`,
    who: { tenantId: tenant, userId: sub, scopes: scope.split(' ').filter(Boolean) as Permission[] },
  };
}
