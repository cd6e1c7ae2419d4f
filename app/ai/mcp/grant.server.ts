import { createHash, timingSafeEqual } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import { submission } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { answerJson } from '../../api/answer.server.ts';
import { readBytes } from '../../api/body.server.ts';
import { closeApplication, closeGrant, type Grant, openGrant, renewGrant } from '../../api/grants.server.ts';
import { isRefusal } from '../../errors/refusal.ts';
import { oauthError } from './oauth.server.ts';
import {
  clientMark,
  type McpClient,
  type McpCode,
  mcpResource,
  mcpTokenSeconds,
  readClient,
  readCode,
  readMcpToken,
  signMcpToken,
} from './tokens.server.ts';

const clientId = z.string().min(1).max(8000);

const tokenRequest = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('authorization_code'),
    code: z.string().min(1).max(8000),
    client_id: clientId,
    redirect_uri: z.string().min(1).max(500),
    code_verifier: z.string().regex(/^[\w.~-]{43,128}$/),
    resource: z.string().optional(),
  }),
  z.object({
    grant_type: z.literal('refresh_token'),
    refresh_token: z.string().min(1).max(200),
    client_id: clientId,
    scope: z.string().max(1000).optional(),
    resource: z.string().optional(),
  }),
]);

type TokenRequest = z.infer<typeof tokenRequest>;
type ByCode = Extract<TokenRequest, { grant_type: 'authorization_code' }>;
type ByRefresh = Extract<TokenRequest, { grant_type: 'refresh_token' }>;

/** Gives a token for a code or for a refresh token: each once, to the client that it was made for, and for this resource alone. */
export async function token(request: Request, context: AppLoadContext): Promise<Response> {
  const form = await formOf(request);
  if (!tokenRequest.options.some(({ shape }) => shape.grant_type.safeParse(form.grant_type).success))
    return oauthError('unsupported_grant_type', 'Only codes and refresh tokens are taken.');
  const parsed = tokenRequest.safeParse(form);
  if (!parsed.success) return oauthError('invalid_request', 'Something in this request is missing or not right.');
  const { data } = parsed;
  if (data.resource !== undefined && data.resource !== mcpResource())
    return oauthError('invalid_target', 'There is no such resource.');
  const client = await readClient(data.client_id).catch(refusedAs(null));
  if (!client) return unknownClient();
  return data.grant_type === 'authorization_code'
    ? byCode(data, client, request, context)
    : byRefresh(data, request, context);
}

/** For a code: whoever shows it must know what its challenge was made of. */
async function byCode(given: ByCode, client: McpClient, request: Request, context: AppLoadContext): Promise<Response> {
  const code = await readCode(given.code).catch(refusedAs(null));
  const mark = clientMark(given.client_id);
  const fits =
    code !== null &&
    code.client === mark &&
    code.redirect_uri === given.redirect_uri &&
    isSame(code.code_challenge, createHash('sha256').update(given.code_verifier).digest('base64url'));
  if (!fits || !(await takeCode(code)))
    return oauthError('invalid_grant', 'This code is over, was used, or is not for this client.');
  const { sub: userId, tenant, slug, scope, method, second } = code;
  const grant = await openGrant(
    visitorOf(request, context),
    { userId, method, secondFactor: second },
    { id: tenant, slug },
    { client: mark, name: client.client_name, scopes: scope.split(' ') },
  ).catch(refusedAs(null));
  return grant ? answerToken(grant) : oauthError('invalid_grant', 'This member may not enter the business any more.');
}

/** For a refresh token. It may ask for less than the member allowed, for this one token. */
async function byRefresh(
  { refresh_token, client_id, scope }: ByRefresh,
  request: Request,
  context: AppLoadContext,
): Promise<Response> {
  const grant = await renewGrant(visitorOf(request, context), refresh_token, clientMark(client_id)).catch(
    refusedAs(null),
  );
  if (!grant) return oauthError('invalid_grant', 'This refresh token is over, was used, or is not for this client.');
  return answerToken(grant, scope?.split(' ').filter(Boolean));
}

const revokeRequest = z.object({ token: z.string().min(1).max(8000), client_id: clientId });

/**
 * RFC 7009: ends a program's session by its refresh token or an access token, and with it all of its tokens. One that
 * opens nothing is answered as one that did.
 */
export async function revoke(request: Request): Promise<Response> {
  const parsed = revokeRequest.safeParse(await formOf(request));
  if (!parsed.success) return oauthError('invalid_request', 'Send the token and the id of the client.');
  const { token: given, client_id } = parsed.data;
  if (!(await readClient(client_id).catch(refusedAs(null)))) return unknownClient();
  const mark = clientMark(client_id);
  const access = await readMcpToken(given).catch(refusedAs(null));
  const isTheirs = access ? await closeApplication(access.sid, mark) : await closeGrant(given, mark);
  if (!isTheirs) return oauthError('invalid_grant', 'This token was given to another client.');
  return new Response(null, { status: 200, headers: { 'Cache-Control': 'no-store' } });
}

async function answerToken({ userId, business, application, sessionId, refresh }: Grant, asked?: readonly string[]) {
  const allowed = application?.scopes ?? [];
  const scope = (asked ? allowed.filter((each) => asked.includes(each)) : allowed).join(' ');
  const claims = { sub: userId, tenant: business.id, slug: business.slug, scope, sid: sessionId };
  return answerJson({
    access_token: await signMcpToken(claims),
    token_type: 'Bearer',
    expires_in: mcpTokenSeconds,
    refresh_token: refresh,
    scope,
  });
}

async function formOf(request: Request): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams((await readBytes(request)).toString('utf8')));
}

function visitorOf(request: Request, { clientAddress }: AppLoadContext) {
  return { request, address: clientAddress };
}

function unknownClient(): Response {
  return oauthError('invalid_client', 'This client is not registered. Register it again.', 401);
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
