import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenIdServer, startOpenIdServer, testClient } from '#tests/support/openid-server.ts';
import { type Fetch, outsideFetch } from '../outbound/fetch.server.ts';
import { ProviderFailure } from './provider.ts';
import { openIdProvider } from './providers-openid.server.ts';

const ties = { state: 's', verifier: 'v'.repeat(43), nonce: 'n', redirectUri: 'https://app.example/callback' };
const answer = new URLSearchParams({ code: 'c', state: 's' });
const knocks: string[] = [];
const listener = createServer((socket) => {
  knocks.push('knock');
  socket.destroy();
});
let sly: OpenIdServer;

beforeAll(async () => {
  sly = await startOpenIdServer(ties.nonce);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  listener.close();
  await sly.close();
});

/** Stands for a provider on the open internet: its own host is let through, and every other address meets the guard. */
const publicButGuarded: Fetch = (url, init) =>
  url.startsWith(sly.issuer) ? fetch(url, init) : outsideFetch(url, init);

describe.each(['token_endpoint', 'jwks_uri', 'userinfo_endpoint'])(
  'a public provider whose %s is inside',
  (endpoint) => {
    it.each([
      (port: number) => `https://127.0.0.1:${port}/`,
      (port: number) => `https://localhost:${port}/`,
      (port: number) => `https://[::ffff:127.0.0.1]:${port}/`,
      () => 'https://169.254.169.254/latest/meta-data',
      (port: number) => `http://127.0.0.1:${port}/`,
    ])('says nothing of anybody, and is not called there', async (at) => {
      const { port } = listener.address() as AddressInfo;
      // Without an address in the token the provider is asked for it.
      sly.misbehave({ discovery: { [endpoint]: at(port) }, claims: { email: undefined } });
      const provider = openIdProvider({
        id: 'sso',
        name: 'S',
        issuer: sly.issuer,
        ...testClient,
        ask: publicButGuarded,
      });
      await expect(provider.identify(ties, answer)).rejects.toThrow(ProviderFailure);
      expect(knocks).toEqual([]);
    });
  },
);
