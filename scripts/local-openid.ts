// An OpenID provider on this machine, for development and tests: whoever types an address is taken at their word.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const localClient = { clientId: 'candlefish', clientSecret: 'a secret of this machine alone' };

export interface LocalOpenId {
  issuer: string;
  close(): Promise<void>;
}

/**
 * Serves the provider on a free port of the loopback. Its sign-in page takes any address and any password; the address
 * is verified unless it begins with `unverified`, and there is none for a name without `@`.
 */
export async function startLocalOpenId(port = 0): Promise<LocalOpenId> {
  const reserved = await reservePort(port);
  const issuer = `http://127.0.0.1:${reserved}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: localClient.clientId,
        client_secret: localClient.clientSecret,
        redirect_uris: ['http://127.0.0.1/api/auth/callback/openid'],
      },
    ],
    findAccount: (_, id) => ({ accountId: id, claims: () => claimsOf(id) }),
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(24).toString('hex')] },
    pkce: { required: () => true },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, AuthorizationCode: 60, IdToken: 600 },
  });
  // The application may listen on any port of this machine.
  provider.Client.prototype.redirectUriAllowed = (uri) => /^(127\.0\.0\.1|localhost)$/.test(new URL(uri).hostname);
  const server = provider.listen(reserved, '127.0.0.1');
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return { issuer, close: () => closed(server) };
}

function claimsOf(login: string) {
  const name = (login.split('@')[0] ?? login).replace(/[._-]+/g, ' ');
  if (!login.includes('@')) return { sub: login, name };
  return { sub: login, name, email: login, email_verified: !login.startsWith('unverified') };
}

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'local' };
}

/** The issuer's name holds the port, so it is chosen before the provider is made. */
async function reservePort(wanted: number): Promise<number> {
  if (wanted !== 0) return wanted;
  const { createServer } = await import('node:net');
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
