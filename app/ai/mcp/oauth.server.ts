import { createHash, timingSafeEqual } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { session, submission } from '#db/schema/index.ts';
import { withPlatform, withSession, withTenant } from '#db/tenant.server.ts';
import { issuer } from '../../api/access-token.server.ts';
import { answerJson } from '../../api/answer.server.ts';
import { readBytes } from '../../api/body.server.ts';
import { admitToken } from '../../api/token-session.server.ts';
import { startTokenSession } from '../../auth/session.server.ts';
import { isRefusal } from '../../errors/refusal.ts';
import { ownAddress } from '../../http/address.server.ts';
import type { Permission } from '../../manifest.ts';
import { allTools } from '../registry.server.ts';
import {
  clientMark,
  type McpClient,
  type McpCode,
  mcpResource,
  mcpTokenSeconds,
  readClient,
  readCode,
  signClient,
  signMcpToken,
} from './tokens.server.ts';

/*
 * As much of OAuth 2.1 as programs need to be let in by a member: metadata (RFC 8414, RFC 9728), registration (RFC 7591),
 * codes with PKCE (RFC 7636), tokens for one resource (RFC 8707). Clients are public: they have no secret.
 */

/** The permissions that a program can be given: those that some tool needs. */
export function offeredScopes(): Permission[] {
  return [...new Set(allTools().map(({ permission }) => permission))].sort();
}

/** RFC 9728: which server lets programs in to the tools. */
export function protectedResource(): Response {
  return answerJson({
    resource: mcpResource(),
    authorization_servers: [issuer()],
    scopes_supported: offeredScopes(),
    bearer_methods_supported: ['header'],
    resource_name: 'Candlefish',
  });
}

/** RFC 8414. */
export function authorizationServer(): Response {
  return answerJson({
    issuer: issuer(),
    authorization_endpoint: ownAddress('/oauth/authorize'),
    token_endpoint: ownAddress('/oauth/token'),
    registration_endpoint: ownAddress('/oauth/register'),
    jwks_uri: ownAddress('/.well-known/jwks.json'),
    scopes_supported: offeredScopes(),
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    authorization_response_iss_parameter_supported: true,
  });
}

const registration = z.object({
  client_name: z.string().trim().max(100).default('A program'),
  redirect_uris: z.array(z.string().max(500).refine(isRedirect)).min(1).max(10),
});

/** RFC 7591. The id says all that was registered, signed. */
export async function register(request: Request): Promise<Response> {
  const parsed = registration.safeParse(await jsonOf(request));
  if (!parsed.success)
    return oauthError('invalid_redirect_uri', 'Register redirect URIs: https, or http on this computer.');
  const client = { client_name: parsed.data.client_name || 'A program', redirect_uris: parsed.data.redirect_uris };
  const client_id = await signClient(client);
  const registered = { client_id, ...client, token_endpoint_auth_method: 'none', grant_types: ['authorization_code'] };
  return answerJson({ ...registered, response_types: ['code'] }, 201);
}

async function jsonOf(request: Request): Promise<unknown> {
  try {
    return JSON.parse((await readBytes(request)).toString('utf8'));
  } catch {
    return null;
  }
}

/** Encrypted, or to this very computer, where a program listens for the answer. */
function isRedirect(uri: string): boolean {
  if (!URL.canParse(uri) || uri.includes('#')) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  if (username || password) return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

/** The same address as one that was registered; on this computer the port may be another one (RFC 8252, 7.3). */
export function isRegistered({ redirect_uris }: McpClient, uri: string): boolean {
  return (
    isRedirect(uri) &&
    redirect_uris.some((registered) => registered === uri || withoutPort(registered) === withoutPort(uri))
  );
}

function withoutPort(uri: string): string {
  const url = new URL(uri);
  if (isLoopback(url.hostname)) url.port = '';
  return url.href;
}

const tokenRequest = z.object({
  grant_type: z.literal('authorization_code'),
  code: z.string().min(1).max(8000),
  client_id: z.string().min(1).max(8000),
  redirect_uri: z.string().min(1).max(500),
  code_verifier: z.string().regex(/^[\w.~-]{43,128}$/),
  resource: z.string().optional(),
});

/** Gives a token for a code: once, to the client that it was made for, which knows what the code's challenge was made of. */
export async function token(request: Request, context: AppLoadContext): Promise<Response> {
  const form = new URLSearchParams((await readBytes(request)).toString('utf8'));
  if (form.get('grant_type') !== 'authorization_code')
    return oauthError('unsupported_grant_type', 'Only codes are taken.');
  const parsed = tokenRequest.safeParse(Object.fromEntries(form));
  if (!parsed.success) return oauthError('invalid_request', 'Something in this request is missing or not right.');
  const { code: given, client_id, redirect_uri, code_verifier, resource } = parsed.data;
  if (resource !== undefined && resource !== mcpResource())
    return oauthError('invalid_target', 'There is no such resource.');
  const client = await readClient(client_id).catch(refusedAs(null));
  if (!client) return oauthError('invalid_client', 'This client is not registered. Register it again.', 401);
  const code = await readCode(given).catch(refusedAs(null));
  const fits =
    code !== null &&
    code.client === clientMark(client_id) &&
    code.redirect_uri === redirect_uri &&
    isSame(code.code_challenge, createHash('sha256').update(code_verifier).digest('base64url'));
  if (!fits || !(await takeCode(code)))
    return oauthError('invalid_grant', 'This code is over, was used, or is not for this client.');
  const sid = await openSession(request, context, code);
  if (!sid) return oauthError('invalid_grant', 'This member may not enter the business any more.');
  const { sub, tenant, slug, scope } = code;
  return answerJson({
    access_token: await signMcpToken({ sub, tenant, slug, scope, sid }),
    token_type: 'Bearer',
    expires_in: mcpTokenSeconds,
    scope,
  });
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function refusedAs<T>(value: T) {
  return (error: unknown): T => {
    if (isRefusal(error)) return value;
    throw error;
  };
}

/** True for the first who comes with a code. */
function takeCode({ jti, tenant, sub }: McpCode): Promise<boolean> {
  return withTenant({ tenantId: tenant }, async (tx) => {
    const taken = await tx
      .insert(submission)
      .values({ key: jti, action: 'OAuth code', actorId: sub, inputHash: '' })
      .onConflictDoNothing()
      .returning({ id: submission.id });
    return taken.length > 0;
  });
}

/** A session as browsers have them: its person sees it in their list and ends it there. Null when they may not come in. */
async function openSession(request: Request, context: AppLoadContext, code: McpCode): Promise<string | null> {
  const visitor = { request, address: context.clientAddress, isSecure: context.isSecure };
  const sid = await startTokenSession(visitor, code.sub, { method: code.method, secondFactor: code.second });
  const isIn = await withSession(sid, code.slug, async ({ entry }) => admitToken(entry, code.tenant, visitor.address), {
    readOnly: true,
  }).catch(refusedAs(null));
  if (isIn) return sid;
  await withPlatform((tx) => tx.delete(session).where(eq(session.id, sid)));
  return null;
}

function oauthError(error: string, error_description: string, status = 400): Response {
  return answerJson({ error, error_description }, status);
}
