import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestClient } from '#tests/support/client.ts';
import { type GitHubServer, type GitHubUser, gitHubClient, startGitHubServer } from '#tests/support/github-server.ts';
import { beginAt, goesOnTo, passOpenId, pathOf } from '#tests/support/oauth-visitor.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';
import { type LocalOpenId, localClient, startLocalOpenId } from '../../scripts/local-openid.ts';

let openId: LocalOpenId;
let gitHub: GitHubServer;
let server: TestServer;
let octocat: GitHubUser;
const fresh = () => `${crypto.randomUUID()}@example.com`;
const visitor = () => new TestClient(server.url);
const password = 'a long enough password';

beforeAll(async () => {
  openId = await startLocalOpenId();
  gitHub = await startGitHubServer(() => octocat);
  server = await startServer({
    OPENID_NAME: 'Local',
    OPENID_ISSUER: openId.issuer,
    OPENID_CLIENT_ID: localClient.clientId,
    OPENID_CLIENT_SECRET: localClient.clientSecret,
    GITHUB_URL: gitHub.url,
    GITHUB_API_URL: gitHub.url,
    GITHUB_CLIENT_ID: gitHubClient.clientId,
    GITHUB_CLIENT_SECRET: gitHubClient.clientSecret,
    GOOGLE_ISSUER: 'http://127.0.0.1:9',
    GOOGLE_CLIENT_ID: 'down',
  });
});
afterAll(async () => {
  await Promise.all([server?.stop(), openId?.close(), gitHub?.close()]);
});

/** Goes to the provider and comes back; gives the answer of our callback. */
async function throughLocal(client: TestClient, login: string, fields: Parameters<typeof beginAt>[2] = {}) {
  const back = await passOpenId(goesOnTo(await beginAt(client, 'openid', fields)), login);
  return client.get(pathOf(back));
}

async function throughGitHub(client: TestClient, fields: Parameters<typeof beginAt>[2] = {}) {
  const response = await fetch(goesOnTo(await beginAt(client, 'github', fields)), { redirect: 'manual' });
  return client.get(pathOf(response.headers.get('Location') ?? ''));
}

async function signUp(client: TestClient, email: string): Promise<void> {
  const response = await client.post('/sign-up', { business: 'Pine', name: 'Ada', email, password });
  expect(response.status).toBe(302);
}

const said = async (client: TestClient, response: Response) =>
  /class="notice tone-danger"[\s\S]*?<div>(.*?)<\/div>/
    .exec(await (await client.get(response.headers.get('Location') ?? '')).text())?.[1]
    ?.replace(/<[^>]+>/g, '');

describe('the sign-in page', () => {
  it('offers the providers that are set up and no others', async () => {
    const page = await (await visitor().get('/sign-in')).text();
    for (const name of ['Local', 'GitHub', 'Google']) expect(page).toContain(`Continue with<!-- --> <!-- -->${name}`);
    expect(page).not.toContain('Microsoft');
    expect((await beginAt(visitor(), 'microsoft')).status).toBe(404);
    expect((await visitor().get('/api/auth/callback/microsoft?code=x')).status).toBe(404);
  });
});

describe('somebody new', () => {
  it('comes from a provider, starts a business, and comes back the same way', async () => {
    const login = fresh();
    const client = visitor();
    expect((await throughLocal(client, login)).headers.get('Location')).toBe('/connect');
    const page = await (await client.get('/connect')).text();
    expect(page).toContain(login);
    const made = await client.post('/connect', { intent: 'start', business: 'Birch Painting', name: 'Bo' });
    expect(made.headers.get('Location')).toMatch(/^\/t\/birch-painting/);
    expect((await client.get(made.headers.get('Location') ?? '')).status).toBe(200);
    expect(await (await client.get('/account')).text()).toContain('Confirmed');
    const again = await client.post('/connect', { intent: 'start', business: 'Again', name: 'Bo' });
    expect(again.headers.get('Location')).toBe('/sign-in');

    const later = visitor();
    expect((await throughLocal(later, login, { next: '/account' })).headers.get('Location')).toBe('/account');
    expect((await later.get('/account')).status).toBe(200);
  });

  it('comes from GitHub too', async () => {
    const email = fresh();
    octocat = {
      id: 7,
      login: 'octocat',
      name: 'Mona',
      emails: [{ email, primary: true, verified: true, visibility: null }],
    };
    const client = visitor();
    expect((await throughGitHub(client)).headers.get('Location')).toBe('/connect');
    expect((await client.post('/connect', { intent: 'start', business: 'Octo', name: 'Mona' })).status).toBe(302);
    // The number stays when name and address change.
    octocat = {
      ...octocat,
      login: 'renamed',
      emails: [{ email: fresh(), primary: true, verified: false, visibility: null }],
    };
    expect((await throughGitHub(visitor(), { next: '/account' })).headers.get('Location')).toBe('/account');
  });

  it('whose address is not verified, or missing, is told so', async () => {
    const client = visitor();
    expect(await said(client, await throughLocal(client, `unverified-${fresh()}`))).toContain(
      'does not say that your address there is verified',
    );
    expect(await said(client, await throughLocal(client, 'no-address'))).toContain('did not tell us an email address');
    octocat = {
      id: 8,
      login: 'x',
      name: null,
      emails: [{ email: fresh(), primary: true, verified: false, visibility: null }],
    };
    expect(await said(client, await throughGitHub(client))).toContain('GitHub does not say');
  });
});

describe('somebody who has an account', () => {
  it('proves it first, then connects, and disconnects again', async () => {
    const email = fresh();
    await signUp(visitor(), email);
    const client = visitor();
    expect((await throughLocal(client, email)).headers.get('Location')).toBe('/connect');
    expect(await (await client.get('/connect')).text()).toContain('You have an account already');
    // Not by pressing the button for new people, nor by connecting without having signed in.
    expect((await client.post('/connect', { intent: 'start', business: 'Evil', name: 'Eve' })).status).toBe(422);
    expect((await client.post('/connect', { intent: 'connect' })).headers.get('Location')).toMatch(/^\/sign-in/);
    expect(await said(client, await throughLocal(client, email))).toBeUndefined();

    await client.signIn(email, password);
    expect((await client.post('/connect', { intent: 'connect' })).headers.get('Location')).toBe('/account');
    expect((await throughLocal(visitor(), email, { next: '/account' })).headers.get('Location')).toBe('/account');

    expect((await client.post('/account', { intent: 'disconnect', provider: 'openid' })).status).toBe(302);
    expect((await throughLocal(visitor(), email)).headers.get('Location')).toBe('/connect');
  });

  it('adds a provider in the profile, once it is clear that the address is theirs', async () => {
    const client = visitor();
    const email = fresh();
    await signUp(client, email);
    const other = await throughLocal(client, fresh(), { intent: 'connect' });
    expect(await said(client, other)).toContain('Confirm the email address of your account first');
    const own = await throughLocal(client, email, { intent: 'connect' });
    expect(own.headers.get('Location')).toBe('/account?connected=openid');
  });

  it('does not get what is connected to somebody else', async () => {
    const [first, second] = [visitor(), visitor()];
    const email = fresh();
    await signUp(first, email);
    await throughLocal(first, email, { intent: 'connect' });
    const secondEmail = fresh();
    await signUp(second, secondEmail);
    await throughLocal(second, secondEmail, { intent: 'connect' });
    expect(await said(second, await throughLocal(second, email, { intent: 'connect' }))).toContain(
      'connected to somebody else',
    );
  });

  it('cannot give away the only way in', async () => {
    const client = visitor();
    await throughLocal(client, fresh());
    await client.post('/connect', { intent: 'start', business: 'Only', name: 'Bo' });
    expect((await client.post('/account', { intent: 'disconnect', provider: 'openid' })).status).toBe(409);
  });
});

describe('the callback', () => {
  async function backFor(client: TestClient, login = fresh()): Promise<URL> {
    return new URL(await passOpenId(goesOnTo(await beginAt(client, 'openid')), login));
  }

  it.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (url: URL) => url.searchParams.delete('state')],
    [
      'the answer of another provider',
      (url: URL) => {
        url.pathname = '/api/auth/callback/github';
      },
    ],
  ])('with %s starts nothing', async (_, spoil) => {
    const client = visitor();
    const back = await backFor(client);
    spoil(back);
    expect(await said(client, await client.get(pathOf(back.href)))).toContain('does not belong to what was begun here');
  });

  it('in another browser, or for the second time, starts nothing', async () => {
    const client = visitor();
    const back = pathOf((await backFor(client)).href);
    const thief = visitor();
    expect(await said(thief, await thief.get(back))).toContain('began in another browser');
    expect((await client.get(back)).headers.get('Location')).toBe('/connect');
    expect(await said(client, await client.get(back))).toContain('began in another browser');
  });

  it('with a code of somebody else starts nothing', async () => {
    const [client, victim] = [visitor(), visitor()];
    const stolen = (await backFor(victim)).searchParams.get('code') ?? '';
    const back = await backFor(client);
    back.searchParams.set('code', stolen);
    expect(await said(client, await client.get(pathOf(back.href)))).toContain('did not tell us who you are');
  });

  it('with an error of the provider says so', async () => {
    const client = visitor();
    const state = new URL(goesOnTo(await beginAt(client, 'openid'))).searchParams.get('state') ?? '';
    const denied = await client.get(`/api/auth/callback/openid?error=access_denied&state=${state}`);
    expect(await said(client, denied)).toContain('You did not let Local tell us who you are');
  });

  it('is never reached by a provider that is down', async () => {
    const client = visitor();
    expect(await said(client, await beginAt(client, 'google'))).toContain('Google does not answer right now');
  });

  it('sends nobody elsewhere afterwards', async () => {
    const login = fresh();
    const client = visitor();
    await throughLocal(client, login);
    await client.post('/connect', { intent: 'start', business: 'Pine', name: 'Bo' });
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example']) {
      expect((await throughLocal(visitor(), login, { next })).headers.get('Location')).toBe('/');
    }
  });

  it('gives a session of its own to whoever had one slipped in', async () => {
    const client = visitor();
    await signUp(client, fresh());
    const before = client.cookieHeader();
    await throughLocal(client, fresh());
    await client.post('/connect', { intent: 'start', business: 'Pine', name: 'Bo' });
    expect(client.cookieHeader().match(/candlefish_session=[^;]+/)?.[0]).not.toBe(
      before.match(/candlefish_session=[^;]+/)?.[0],
    );
  });
});
