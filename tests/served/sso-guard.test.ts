import { lookup } from 'node:dns/promises';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createListener } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { goesOnTo } from '#tests/support/oauth-visitor.ts';
import { type OpenIdServer, startOpenIdServer, testClient } from '#tests/support/openid-server.ts';
import { templateFolder } from '#tests/support/seeded.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';

const own = '/t/harbor-pine/admin/sign-in/business';
const startPage = '/sign-in/business/harbor-pine';
const inside = 'The address leads into a private network.';

const folder = mkdtempSync(join(tmpdir(), 'candlefish-guard-'));
const DATA_DIR = join(folder, 'data');
/** Counts whoever comes, and says nothing. */
const knocks: string[] = [];
const listener = createListener((socket) => {
  knocks.push('knock');
  socket.destroy();
});
let port: number;
let sly: OpenIdServer;
let server: TestServer;

/** The same business, on a server that calls private addresses or does not. */
async function serve(allowPrivate: boolean): Promise<void> {
  await server?.stop();
  server = await startServer({ DATA_DIR, WEBHOOKS_ALLOW_PRIVATE: `${allowPrivate}` });
}

const visitor = () => new TestClient(server.url);

async function bring(issuer: string): Promise<{ status: number; text: string }> {
  const owner = await visitor().signIn('owner@harborpine.example', demo.password);
  const fields = { intent: 'save', issuer, ...testClient, domains: 'example.com', joinRole: 'viewer' };
  const response = await owner.post(own, fields);
  return { status: response.status, text: await response.text() };
}

/** Begins at the page of the business, and gives the address of the callback, as the provider would send the browser to it. */
async function begin(client: TestClient): Promise<string> {
  const to = new URL(goesOnTo(await client.post(startPage, { intent: 'start' })));
  const back = new URL(to.searchParams.get('redirect_uri') ?? '');
  return `${back.pathname}?code=c&state=${to.searchParams.get('state')}`;
}

beforeAll(async () => {
  cpSync(templateFolder(), DATA_DIR, { recursive: true });
  sly = await startOpenIdServer('');
  await new Promise<void>((resolve) => listener.listen(0, '0.0.0.0', resolve));
  port = (listener.address() as AddressInfo).port;
  await serve(false);
});
afterAll(async () => {
  await server?.stop();
  await sly?.close();
  listener.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a provider inside of our network', () => {
  it.each([
    ['this machine', 'https://127.0.0.1'],
    ['this machine as a number', 'https://2130706433'],
    ['this machine in another way of writing', 'https://0x7f.1'],
    ['this machine by its name', 'https://localhost'],
    ['this machine by a name below it', 'https://login.localhost.'],
    ['this machine in IPv6', 'https://[::1]'],
    ['an address of IPv4 inside one of IPv6', 'https://[::ffff:10.0.0.1]'],
    ['where clouds keep their keys', 'https://169.254.169.254/latest/meta-data'],
    ['an office', 'https://192.168.1.1'],
    ['a name of an inner network', 'https://keycloak.internal'],
  ])('is not saved: %s', async (_, issuer) => {
    const url = new URL(issuer);
    url.port = `${port}`;
    const { status, text } = await bring(url.href);
    expect([status, text.includes('This address leads into a private network')]).toEqual([422, true]);
    expect(knocks).toEqual([]);
  });

  it('is not saved by a name that leads there, and nobody knocks', async () => {
    // The name of this machine is an address of its own; where it is none, the look-up fails and nothing is called either.
    const isKnown = await lookup(hostname()).then(
      () => true,
      () => false,
    );
    const { status, text } = await bring(`https://${hostname()}:${port}`);
    expect(status).toBe(422);
    expect(text).toContain(isKnown ? inside : 'Its name');
    expect(knocks).toEqual([]);
  });

  it('that was saved while it was allowed is not called any more, at the start or at the end of a sign-in', async () => {
    await serve(true);
    expect((await bring(sly.issuer)).status).toBe(302);
    const client = visitor();
    const callback = await begin(client);
    // One that is allowed goes as far as the code.
    await client.get(callback);
    expect(sly.exchanges).toHaveLength(1);
    const waiting = visitor();
    const second = new URL(await begin(waiting), server.url);

    await serve(false);
    const later = new TestClient(server.url);
    const refused = await later.post(startPage, { intent: 'start' });
    expect(refused.headers.get('Location')).toMatch(new RegExp(`^${startPage}\\?`));
    const cookies = waiting.cookieHeader();
    const ended = await later.get(second.pathname + second.search, { Cookie: cookies });
    expect(ended.headers.get('Location')).toMatch(new RegExp(`^${startPage}\\?`));
    expect(ended.headers.getSetCookie().join()).not.toContain('candlefish_session=');
    expect(sly.exchanges).toHaveLength(1);
  });
});

describe('a provider that leads elsewhere', () => {
  let leading: Server | undefined;
  afterAll(() => leading?.close());

  it('with its document is not followed', async () => {
    await serve(true);
    leading = createServer((_, response) =>
      response.writeHead(302, { Location: `http://127.0.0.1:${port}/.well-known/openid-configuration` }).end(),
    );
    await new Promise<void>((resolve) => leading?.listen(0, '127.0.0.1', resolve));
    const { status, text } = await bring(`http://127.0.0.1:${(leading.address() as AddressInfo).port}`);
    expect([status, text.includes('No OpenID provider answers at')]).toEqual([422, true]);
    expect(knocks).toEqual([]);
  });

  it.each([302, 307, 308])(
    'with its answer to the code is not followed, and our secret stays here: %i',
    async (code) => {
      expect((await bring(sly.issuer)).status).toBe(302);
      sly.misbehave({ token: { status: code, body: '', location: `http://127.0.0.1:${port}/token` } });
      const client = visitor();
      const ended = await client.get(await begin(client));
      sly.misbehave({});
      expect(ended.headers.get('Location')).toMatch(new RegExp(`^${startPage}\\?`));
      expect(knocks).toEqual([]);
    },
  );
});
