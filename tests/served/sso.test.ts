import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { beginAt, goesOnTo, passOpenId, pathOf } from '#tests/support/oauth-visitor.ts';
import { type Misbehaviour, type OpenIdServer, startOpenIdServer, testClient } from '#tests/support/openid-server.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';
import { type LocalOpenId, localClient, startLocalOpenId } from '../../scripts/local-openid.ts';

const own = '/t/harbor-pine/admin/sign-in/business';
const startPage = '/sign-in/business/harbor-pine';
const password = 'a long enough password';

let openId: LocalOpenId;
/** A provider that says whatever it is told to. */
let sly: OpenIdServer;
let server: TestServer;
let owner: TestClient;

beforeAll(async () => {
  openId = await startLocalOpenId();
  sly = await startOpenIdServer('');
  server = await startServer({ WEBHOOKS_ALLOW_PRIVATE: 'true', PROOF_MINUTES: '10' });
  owner = await visitor().signIn('owner@harborpine.example', demo.password);
});
afterAll(async () => {
  await Promise.all([server?.stop(), openId?.close(), sly?.close()]);
});

const visitor = () => new TestClient(server.url);
const local = () => ({
  intent: 'save',
  issuer: openId.issuer,
  ...localClient,
  domains: 'harborpine.example',
  joinRole: '',
});

/** Saves the provider and gives the answer of the page. */
async function bring(fields: Record<string, string>, client = owner): Promise<{ status: number; text: string }> {
  const response = await client.post(own, { ...local(), ...fields });
  return { status: response.status, text: (await response.text()).replaceAll('&#x27;', '’') };
}

async function brought(fields: Record<string, string> = {}): Promise<void> {
  expect(await bring(fields)).toMatchObject({ status: 302 });
}

/** Begins on the page of the business, and gives where the browser goes. */
async function begin(client: TestClient, fields: Record<string, string> = {}): Promise<string> {
  const page = fields.again ? `${startPage}?again=on` : startPage;
  return goesOnTo(await client.post(page, { intent: 'start', ...fields }));
}

async function comeIn(client: TestClient, login: string, fields: Record<string, string> = {}): Promise<Response> {
  return client.get(pathOf(await passOpenId(await begin(client, fields), login)));
}

/** The sentence of the page that a refused sign-in ends on. */
async function said(client: TestClient, response: Response): Promise<string> {
  const to = response.headers.get('Location') ?? '';
  expect(to).toMatch(new RegExp(`^${startPage}\\?`));
  const page = await (await client.get(to)).text();
  return /class="notice tone-danger"[\s\S]*?<div>(.*?)<\/div>/.exec(page)?.[1]?.replace(/<[^>]+>/g, '') ?? '';
}

describe('the page of the provider', () => {
  it('is for owners to change, and asks for what is missing', async () => {
    const admin = await visitor()
      .signIn('admin@harborpine.example', demo.password)
      .catch(() => null);
    if (admin) expect((await bring({}, admin)).status).toBe(403);
    expect((await bring({ clientSecret: '' })).text).toContain('Enter the client secret of this provider');
    expect((await bring({ domains: '' })).text).toContain('Name at least one domain');
    expect((await bring({ domains: 'not a domain' })).text).toContain('Write domains such as example.com');
    expect((await bring({ issuer: 'ftp://example.com' })).text).toContain('begins with https://');
    expect((await bring({ issuer: 'https://ada:secret@example.com' })).text).toContain('Leave name and password out');
  });

  it('says what is wrong with a provider before it is kept', async () => {
    expect((await bring({ issuer: 'http://127.0.0.1:9' })).text).toContain('It refused the connection');
    expect((await bring({ issuer: server.url })).text).toContain('No OpenID provider answers at');
    sly.misbehave({ discovery: { issuer: 'https://login.other.example' } });
    expect((await bring({ issuer: sly.issuer })).text).toContain('calls itself https://login.other.example');
    sly.misbehave({ discovery: { jwks_uri: `${sly.issuer}/nothing` } });
    expect((await bring({ issuer: sly.issuer })).text).toContain('No OpenID provider answers at');
    expect((await visitor().get(startPage)).status).toBe(200);
    expect(await (await visitor().get(startPage)).text()).toContain('brings a sign-in of its own');
  });

  it('keeps the secret to itself', async () => {
    await brought({ issuer: `${openId.issuer}/.well-known/openid-configuration` });
    const page = await (await owner.get(own)).text();
    expect(page).toContain(openId.issuer);
    expect(page).not.toContain(localClient.clientSecret);
    expect(page).toMatch(/\/api\/auth\/callback\/sso-[0-9a-f-]{36}/);
  });
});

describe('a member', () => {
  it('comes into the business, and into nothing else that is theirs', async () => {
    await brought();
    const elsewhere = visitor();
    const slug = await elsewhere.signUp('Both Worlds');
    const client = visitor();
    const answer = await comeIn(client, 'owner@harborpine.example', { next: '/t/harbor-pine/members' });
    expect(answer.headers.get('Location')).toBe('/t/harbor-pine/members');
    expect((await client.get('/t/harbor-pine/members')).status).toBe(200);
    for (const path of ['/account', '/account/security', '/account/sessions', '/businesses', '/businesses/new'])
      expect([path, (await client.get(path)).status]).toEqual([path, 403]);
    for (const path of ['/operator', `/t/${slug}`])
      expect([path, (await client.get(path)).status]).toEqual([path, 404]);
    expect((await client.get('/')).headers.get('Location')).toBe('/t/harbor-pine');
    const newBusiness = await client.post('/businesses/new', { business: 'Sly Painting' });
    expect(newBusiness.status).toBe(403);
    expect((await client.post('/account', { intent: 'delete' })).status).toBe(403);
    const frame = await (await client.get('/t/harbor-pine')).text();
    expect(frame).not.toContain('href="/account"');
  });

  it('is sent nowhere else afterwards', async () => {
    for (const next of ['/account', 'https://evil.example', '//evil.example', '/t/harbor-pine-2', '/t/other/clients'])
      expect((await comeIn(visitor(), 'owner@harborpine.example', { next })).headers.get('Location')).toBe(
        '/t/harbor-pine',
      );
  });

  it('shows the provider anew who they are before something dangerous', async () => {
    const client = visitor();
    await comeIn(client, 'owner@harborpine.example');
    const wanted = await client.post(own, { ...local() });
    const to = wanted.headers.get('Location') ?? '';
    expect(to).toBe(`${startPage}?${new URLSearchParams({ next: own, again: 'on' })}`);
    expect(await (await client.get(to)).text()).toContain('Is it you?');
    expect((await comeIn(client, 'owner@harborpine.example', { next: own, again: 'on' })).headers.get('Location')).toBe(
      own,
    );
    expect((await client.post(own, { ...local() })).headers.get('Location')).toBe(own);
  });
});

describe('somebody who is no member', () => {
  it('is told so, or joins where the business lets everybody of its domains', async () => {
    const login = `${crypto.randomUUID()}@harborpine.example`;
    await brought({ joinRole: '' });
    const client = visitor();
    expect(await said(client, await comeIn(client, login))).toContain('You are no member of Harbor');
    await brought({ joinRole: 'viewer' });
    expect((await comeIn(client, login)).headers.get('Location')).toBe('/t/harbor-pine');
    expect((await client.get('/t/harbor-pine')).status).toBe(200);
    expect((await client.get('/t/harbor-pine/admin')).status).toBe(403);
    expect(await (await owner.get('/t/harbor-pine/members')).text()).toContain(login);
  });

  it('at another domain, or at an address that the provider does not stand for, is turned away', async () => {
    await brought({ joinRole: 'member' });
    const client = visitor();
    expect(await said(client, await comeIn(client, `${crypto.randomUUID()}@gmail.example`))).toContain(
      'at another domain',
    );
    expect(await said(client, await comeIn(client, 'eve@harborpine.example.evil.example'))).toContain(
      'at another domain',
    );
    expect(await said(client, await comeIn(client, `unverified-x@harborpine.example`))).toContain('is verified');
    expect(await said(client, await comeIn(client, 'no-address'))).toContain('did not tell us an email address');
  });

  it('who has an account elsewhere does not have it opened, nor made a member', async () => {
    await brought({ joinRole: 'member' });
    const email = `${crypto.randomUUID()}@harborpine.example`;
    const person = visitor();
    const made = await person.post('/sign-up', { business: 'Own Affairs', name: 'Ada Secret', email, password });
    expect(made.status).toBe(302);
    const client = visitor();
    expect(await said(client, await comeIn(client, email))).toContain('There is an account with your address');
    expect(await (await owner.get('/t/harbor-pine/members')).text()).not.toContain('Ada Secret');
    expect((await person.get('/t/harbor-pine')).status).toBe(404);
  });

  it('who was removed does not come back by themselves', async () => {
    await brought({ joinRole: 'viewer' });
    const login = `${crypto.randomUUID()}@harborpine.example`;
    const client = visitor();
    await comeIn(client, login);
    const members = await (await owner.get('/t/harbor-pine/members')).text();
    const row = members
      .slice(0, members.indexOf(login))
      .match(/\/admin\/members\/([0-9a-f-]{36})/g)
      ?.at(-1);
    expect(row).toBeDefined();
    const id = row?.slice(-36) ?? '';
    expect((await owner.post(`/t/harbor-pine/admin/members/${id}`, { intent: 'remove' })).status).toBe(302);
    expect((await client.get('/t/harbor-pine')).status).toBe(404);
    expect(await said(client, await comeIn(client, login))).toContain('You are no member of');
  });
});

describe('the answer of a provider', () => {
  it('that belongs to another attempt, browser or business starts nothing', async () => {
    await brought();
    const client = visitor();
    const back = new URL(await passOpenId(await begin(client), 'owner@harborpine.example'));
    const thief = visitor();
    expect(await said(thief, await thief.get(pathOf(back.href)))).toContain('began in another browser');

    const state = new URL(back);
    state.searchParams.set('state', 'x'.repeat(43));
    expect(await said(client, await client.get(pathOf(state.href)))).toContain(
      'does not belong to what was begun here',
    );

    // A business of somebody else whose provider passes on what ours has answered.
    const stranger = visitor();
    const slug = await stranger.signUp('Strangers');
    const page = `/t/${slug}/admin/sign-in/business`;
    expect((await stranger.post(page, { ...local() })).status).toBe(302);
    const theirs = /callback\/(sso-[0-9a-f-]{36})/.exec(await (await stranger.get(page)).text())?.[1] ?? '';
    const again = new URL(await passOpenId(await begin(client), 'owner@harborpine.example'));
    again.pathname = `/api/auth/callback/${theirs}`;
    const mixed = await client.get(pathOf(again.href));
    expect(mixed.headers.get('Location')).toMatch(new RegExp(`^/sign-in/business/${slug}\\?problem=mixed-up`));
    expect((await client.get('/t/harbor-pine')).status).toBe(302);
    // And what they have begun with their own provider opens their business, whatever address it names.
    const own = await thief.post(`/sign-in/business/${slug}`, { intent: 'start' });
    const answered = await thief.get(pathOf(await passOpenId(goesOnTo(own), 'owner@harborpine.example')));
    expect(answered.headers.get('Location')).toContain(`/sign-in/business/${slug}?problem=not-member`);
    expect((await thief.get('/t/harbor-pine')).status).toBe(302);
  });

  it('of nobody’s business is not there', async () => {
    for (const id of ['sso-', 'sso-01890a5d-ac96-774b-bcce-b302099a8057', "sso-' or 1=1", 'sso'])
      expect((await visitor().get(`/api/auth/callback/${encodeURIComponent(id)}?code=x`)).status).toBe(404);
    expect((await beginAt(visitor(), 'sso')).status).toBe(404);
  });

  it.each<[string, (nonce: string) => Misbehaviour, string]>([
    ['honest', (nonce) => ({ claims: { nonce } }), ''],
    ['with the nonce of another sign-in', () => ({ claims: { nonce: 'another' } }), 'did not tell us who you are'],
    [
      'of another issuer',
      (nonce) => ({ claims: { nonce, iss: 'https://evil.example' } }),
      'did not tell us who you are',
    ],
    ['for another client', (nonce) => ({ claims: { nonce, aud: 'another' } }), 'did not tell us who you are'],
    ['unsigned', (nonce) => ({ claims: { nonce }, signature: 'none' }), 'did not tell us who you are'],
    [
      'signed with our secret',
      (nonce) => ({ claims: { nonce }, signature: 'shared-secret' }),
      'did not tell us who you are',
    ],
    ['that never comes', () => ({ silentAt: '/token' }), 'does not answer right now'],
  ])('%s', async (_, how, sentence) => {
    sly.misbehave({});
    await brought({ issuer: sly.issuer, ...testClient, domains: 'example.com', joinRole: 'viewer' });
    const client = visitor();
    const asked = new URL(await begin(client)).searchParams;
    const misbehaviour = how(asked.get('nonce') ?? '');
    sly.misbehave({
      ...misbehaviour,
      claims: { ...misbehaviour.claims, sub: crypto.randomUUID(), email: `${crypto.randomUUID()}@example.com` },
    });
    const back = `${new URL(asked.get('redirect_uri') ?? '').pathname}?code=x&state=${asked.get('state')}`;
    const answer = await client.get(back);
    if (sentence) expect(await said(client, answer)).toContain(sentence);
    else expect(answer.headers.get('Location')).toBe('/t/harbor-pine');
    sly.misbehave({});
  });

  it('names one person by one name: an address that somebody new has opens nothing of whoever had it', async () => {
    sly.misbehave({});
    await brought({ issuer: sly.issuer, ...testClient, domains: 'example.com', joinRole: 'viewer' });
    const email = `${crypto.randomUUID()}@example.com`;
    const enter = async (sub: string) => {
      const client = visitor();
      const asked = new URL(await begin(client)).searchParams;
      sly.misbehave({ claims: { nonce: asked.get('nonce'), sub, email } });
      return {
        client,
        answer: await client.get(
          `${new URL(asked.get('redirect_uri') ?? '').pathname}?code=x&state=${asked.get('state')}`,
        ),
      };
    };
    expect((await enter('first')).answer.headers.get('Location')).toBe('/t/harbor-pine');
    expect((await enter('first')).answer.headers.get('Location')).toBe('/t/harbor-pine');
    const second = await enter('second');
    expect(await said(second.client, second.answer)).toContain('belongs to somebody else');
  });
});

describe('a provider that changes', () => {
  it('with another secret lets nobody in until the secret is right', async () => {
    await brought();
    await brought({ clientSecret: 'rotated at the provider and mistyped here' });
    const client = visitor();
    expect(await said(client, await comeIn(client, 'owner@harborpine.example'))).toContain(
      'did not tell us who you are',
    );
    await brought();
    expect((await comeIn(client, 'owner@harborpine.example')).headers.get('Location')).toBe('/t/harbor-pine');
    // The secret alone ends no session, nor is it asked for again.
    await brought({ clientSecret: '', joinRole: 'viewer' });
    expect((await client.get('/t/harbor-pine')).status).toBe(200);
  });

  it('to another, or that goes, ends what it has begun', async () => {
    await brought();
    const client = visitor();
    await comeIn(client, 'owner@harborpine.example');
    await brought({ domains: 'harborpine.example, elsewhere.example' });
    expect((await client.get('/t/harbor-pine')).headers.get('Location')).toMatch(/^\/sign-in\?next=/);
    await comeIn(client, 'owner@harborpine.example');
    expect((await owner.post(own, { intent: 'remove' })).status).toBe(302);
    expect((await client.get('/t/harbor-pine')).status).toBe(302);
    expect((await client.post(startPage, { intent: 'start' })).status).toBe(404);
  });

  it('that is down is said', async () => {
    const passing = await startLocalOpenId();
    await brought({ issuer: passing.issuer });
    await passing.close();
    const client = visitor();
    expect(await said(client, await client.post(startPage, { intent: 'start' }))).toContain(
      'does not answer right now',
    );
  });
});

describe('a business that takes its own sign-in alone', () => {
  const policy = '/t/harbor-pine/admin/sign-in';
  const alone = { 'allowedMethods[]': 'sso', sessionHours: '', idleMinutes: '', allowedDomains: '' };

  it('has tried it, keeps a way in for owners, and sends the others to it', async () => {
    await owner.post(own, { intent: 'remove' });
    expect((await owner.post(policy, alone)).status).toBe(409);
    await brought({ joinRole: 'member' });
    const joined = visitor();
    const login = `${crypto.randomUUID()}@harborpine.example`;
    expect((await comeIn(joined, login)).headers.get('Location')).toBe('/t/harbor-pine');
    expect((await owner.post(policy, alone)).status).toBe(302);
    expect((await owner.get('/t/harbor-pine')).status).toBe(200);
    expect((await joined.get('/t/harbor-pine')).status).toBe(200);
    const viewer = await visitor().signIn('viewer@harborpine.example', demo.password);
    expect((await viewer.get('/t/harbor-pine')).headers.get('Location')).toBe(
      `${startPage}?${new URLSearchParams({ next: '/t/harbor-pine' })}`,
    );
    const program = await fetch(`${server.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'viewer@harborpine.example', password: demo.password }),
    });
    expect(program.status).toBe(403);
    // While it is the only way in it is not taken away.
    expect((await owner.post(own, { intent: 'remove' })).status).toBe(409);
    await owner.post(policy, { ...alone, 'allowedMethods[]': 'password' });
    expect((await viewer.get('/t/harbor-pine')).status).toBe(200);
    expect((await joined.get('/t/harbor-pine')).status).toBe(403);
  });
});
