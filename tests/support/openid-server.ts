import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** How an OpenID provider misbehaves. Each part stands in for what an honest one would say. */
export interface Misbehaviour {
  /** Claims of the id token that are other than they should be; undefined takes one away. */
  claims?: Record<string, unknown>;
  /** Signs with a key that it does not publish, with our own secret, or not at all. */
  signature?: 'stranger' | 'shared-secret' | 'none';
  /** What the document of discovery says differently. */
  discovery?: Record<string, unknown>;
  /** Status and body of the token endpoint, and where else it leads. */
  token?: { status: number; body: string; location?: string };
  /** What the userinfo endpoint says. */
  userInfo?: Record<string, unknown>;
  /** Never answers at this path. */
  silentAt?: string;
}

export interface OpenIdServer {
  issuer: string;
  misbehave(how: Misbehaviour): void;
  /** The bodies that the token endpoint was sent. */
  exchanges: URLSearchParams[];
  close(): Promise<void>;
}

export const testClient = { clientId: 'the client', clientSecret: 'the secret of the client' };

/** An OpenID provider that signs whatever it is told to: what an attacker would like to be taken for. */
export async function startOpenIdServer(nonce: string): Promise<OpenIdServer> {
  const own = await generateKeyPair('RS256');
  const stranger = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const exchanges: URLSearchParams[] = [];
  let how: Misbehaviour = {};
  let issuer = '';

  async function idToken(): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const honest = { iss: issuer, aud: testClient.clientId, sub: 's-1', iat: now, exp: now + 300, nonce };
    const claims = Object.fromEntries(
      Object.entries({ ...honest, email: 'ada@example.com', email_verified: true, name: 'Ada', ...how.claims }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    if (how.signature === 'none') return unsigned(claims);
    if (how.signature === 'shared-secret') return signedWith(testClient.clientSecret, claims);
    const key = how.signature === 'stranger' ? stranger.privateKey : own.privateKey;
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key);
  }

  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', issuer).pathname;
    if (how.silentAt === path) return;
    const json = (body: unknown, status = 200) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    if (path === '/.well-known/openid-configuration') {
      const at = (end: string) => `${issuer}${end}`;
      const endpoints = { authorization_endpoint: at('/auth'), token_endpoint: at('/token'), jwks_uri: at('/jwks') };
      return json({ issuer, ...endpoints, userinfo_endpoint: at('/me'), ...how.discovery });
    }
    if (path === '/jwks') return json({ keys: [jwk] });
    if (path === '/me') return json({ sub: 's-1', ...how.userInfo });
    if (path !== '/token') return json({}, 404);
    exchanges.push(new URLSearchParams(await bodyOf(request)));
    if (how.token) {
      const { status, body, location } = how.token;
      return response.writeHead(status, location ? { Location: location } : {}).end(body);
    }
    return json({ access_token: 'a', token_type: 'Bearer', id_token: await idToken() });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    exchanges,
    misbehave(next) {
      how = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function unsigned(claims: object): string {
  return `${encoded({ alg: 'none' })}.${encoded(claims)}.`;
}

function signedWith(secret: string, claims: object): string {
  const text = `${encoded({ alg: 'HS256', kid: 'k1' })}.${encoded(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
