import { createHash, randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { issuer, unauthenticated } from '../../api/access-token.server.ts';
import { algorithm, currentKey, publicKey } from '../../api/signing-keys.server.ts';
import { ownAddress } from '../../http/address.server.ts';

/** What a token is for, as RFC 8707 names it: it opens this address and nothing else of ours. */
export function mcpResource(): string {
  return ownAddress('/mcp');
}

/** How long a program may go on before it shows its refresh token. Its session may be ended at any moment. */
export const mcpTokenSeconds = 3600;
const codeSeconds = 300;

/** The kinds of signed things here. One is never taken for another, nor for an access token of the API. */
const kinds = { client: 'mcp-client+jwt', code: 'mcp-code+jwt', token: 'mcp-at+jwt' } as const;

const clientClaims = z.object({ client_name: z.string().max(100), redirect_uris: z.array(z.string()).min(1).max(10) });

const codeClaims = z.object({
  jti: z.uuid(),
  sub: z.uuid(),
  tenant: z.uuid(),
  slug: z.string().min(1),
  scope: z.string(),
  /** SHA-256 of the client's id. */
  client: z.string(),
  redirect_uri: z.string(),
  code_challenge: z.string(),
  method: z.string(),
  second: z.enum(['app', 'recovery-code', 'passkey', 'trusted-device']).nullable(),
});

const tokenClaims = z.object({
  sub: z.uuid(),
  tenant: z.uuid(),
  slug: z.string().min(1),
  scope: z.string(),
  sid: z.string().regex(/^[0-9a-f]{64}$/),
});

export type McpClient = z.infer<typeof clientClaims>;
export type McpCode = z.infer<typeof codeClaims>;
export type McpToken = z.infer<typeof tokenClaims>;

/** The id of a registered client. It says all that there is to know of it, so nothing is stored of programs that nobody uses. */
export async function signClient(client: McpClient): Promise<string> {
  return sign(kinds.client, { ...client }, null);
}

export function readClient(id: string): Promise<McpClient> {
  return read(kinds.client, id, clientClaims);
}

export function signCode(code: Omit<McpCode, 'jti'>): Promise<string> {
  return sign(kinds.code, { ...code, jti: randomUUID() }, codeSeconds);
}

export function readCode(code: string): Promise<McpCode> {
  return read(kinds.code, code, codeClaims);
}

export function signMcpToken(token: McpToken): Promise<string> {
  return sign(kinds.token, { ...token, jti: randomUUID() }, mcpTokenSeconds);
}

/** @throws Refusal unauthenticated */
export function readMcpToken(token: string): Promise<McpToken> {
  return read(kinds.token, token, tokenClaims);
}

/** How a code remembers whom it was made for. */
export function clientMark(clientId: string): string {
  return createHash('sha256').update(clientId).digest('base64url');
}

async function sign(typ: string, claims: Record<string, unknown>, seconds: number | null): Promise<string> {
  const { kid, key } = await currentKey();
  const jwt = new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, kid, typ })
    .setIssuer(issuer())
    .setAudience(mcpResource())
    .setIssuedAt();
  return (seconds === null ? jwt : jwt.setExpirationTime(`${seconds}s`)).sign(key);
}

class UnknownKey extends Error {}

async function read<T>(typ: string, jwt: string, schema: z.ZodType<T>): Promise<T> {
  try {
    const { payload } = await jwtVerify(
      jwt,
      async ({ kid }) => {
        const key = kid === undefined ? null : await publicKey(kid);
        if (!key) throw new UnknownKey();
        return key;
      },
      { algorithms: [algorithm], typ, issuer: issuer(), audience: mcpResource(), clockTolerance: 5 },
    );
    return schema.parse(payload);
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw unauthenticated('This token has expired. Get a new one.');
    if (error instanceof errors.JOSEError || error instanceof z.ZodError || error instanceof UnknownKey)
      throw unauthenticated();
    throw error;
  }
}
