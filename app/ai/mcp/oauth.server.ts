import { z } from 'zod';
import { issuer } from '../../api/access-token.server.ts';
import { answerJson } from '../../api/answer.server.ts';
import { readBytes } from '../../api/body.server.ts';
import { ownAddress } from '../../http/address.server.ts';
import type { Permission } from '../../manifest.ts';
import { allTools } from '../registry.server.ts';
import { type McpClient, mcpResource, signClient } from './tokens.server.ts';

/*
 * As much of OAuth 2.1 as programs need to be let in by a member: metadata (RFC 8414, RFC 9728), registration (RFC 7591),
 * codes with PKCE (RFC 7636), tokens for one resource (RFC 8707),
 * refresh tokens that are used once, and revocation (RFC 7009). Clients are public: they have no secret.
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

const grantTypes = ['authorization_code', 'refresh_token'];

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
    grant_types_supported: grantTypes,
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint: ownAddress('/oauth/revoke'),
    revocation_endpoint_auth_methods_supported: ['none'],
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
  const registered = { client_id, ...client, token_endpoint_auth_method: 'none', grant_types: grantTypes };
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

export function oauthError(error: string, error_description: string, status = 400): Response {
  return answerJson({ error, error_description }, status);
}
