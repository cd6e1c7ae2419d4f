import { z } from 'zod';
import { issuer } from '../../api/access-token.server.ts';
import { listTenantsOf } from '../../auth/accounts.server.ts';
import type { SignedIn } from '../../auth/session.server.ts';
import { isRefusal, Refusal } from '../../errors/refusal.ts';
import type { Permission } from '../../manifest.ts';
import { withAsker } from '../asker.server.ts';
import { isRegistered, offeredScopes } from './oauth.server.ts';
import { clientMark, type McpClient, mcpResource, readClient, signCode } from './tokens.server.ts';

/** What a program asks of the page where a member lets it in. */
export const authorizeSearch = z.object({
  response_type: z.string().catch(''),
  client_id: z.string().max(8000).catch(''),
  redirect_uri: z.string().max(500).catch(''),
  code_challenge: z.string().catch(''),
  code_challenge_method: z.string().catch(''),
  scope: z.string().max(1000).catch(''),
  state: z.string().max(1000).optional(),
  resource: z.string().optional(),
});

export type Authorize = z.infer<typeof authorizeSearch>;

/**
 * Who asks, and for what. Nobody is sent back to an address that was not registered, so these mistakes end here.
 * @throws Refusal invalid
 */
export async function checkRequest(wanted: Authorize): Promise<{ client: McpClient; scopes: Permission[] }> {
  const client = await readClient(wanted.client_id).catch((error: unknown) => {
    if (isRefusal(error)) return null;
    throw error;
  });
  if (!client || !isRegistered(client, wanted.redirect_uri)) {
    throw new Refusal('invalid', 'This program is not registered here, or wants the answer sent elsewhere.');
  }
  const isPkce = wanted.code_challenge_method === 'S256' && /^[\w-]{43}$/.test(wanted.code_challenge);
  const isHere = wanted.resource === undefined || wanted.resource === mcpResource();
  if (wanted.response_type !== 'code' || !isPkce || !isHere) {
    throw new Refusal(
      'invalid',
      'This program asks in a way that is not safe here: a code with PKCE (S256) for our own address.',
    );
  }
  const asked = new Set(wanted.scope.split(' ').filter(Boolean));
  const offered = offeredScopes();
  return { client, scopes: asked.size === 0 ? offered : offered.filter((scope) => asked.has(scope)) };
}

/** The businesses that somebody may let the program into. */
export function businessesOf(userId: string) {
  return listTenantsOf(userId);
}

/** Where a member who said yes is to go: back to the program with a code for one business. @throws Refusal */
export async function letIn({ userId, session }: SignedIn, slug: string, wanted: Authorize): Promise<string> {
  const { scopes } = await checkRequest(wanted);
  const business = (await listTenantsOf(userId)).find((each) => each.slug === slug);
  if (!business) throw new Refusal('invalid', 'Choose one of your businesses.');
  const held = await withAsker({ tenantId: business.id, userId }, async ({ asker }) => scopes.filter(asker.can), {
    readOnly: true,
  });
  if (held.length === 0) throw new Refusal('forbidden', 'You may do nothing yourself of what this program asks for.');
  const code = await signCode({
    sub: userId,
    tenant: business.id,
    slug,
    scope: held.join(' '),
    client: clientMark(wanted.client_id),
    redirect_uri: wanted.redirect_uri,
    code_challenge: wanted.code_challenge,
    method: session.method,
    // Written by whoever shows a second factor, as one of these names.
    second: session.secondFactor as 'app' | 'recovery-code' | 'passkey' | 'trusted-device' | null,
  });
  return answerTo(wanted, { code });
}

/** Where somebody who said no is to go. */
export async function turnAway(wanted: Authorize): Promise<string> {
  await checkRequest(wanted);
  return answerTo(wanted, { error: 'access_denied' });
}

function answerTo({ redirect_uri, state }: Authorize, answer: Record<string, string>): string {
  const url = new URL(redirect_uri);
  for (const [name, value] of Object.entries({ ...answer, iss: issuer() })) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set('state', state);
  return url.href;
}
