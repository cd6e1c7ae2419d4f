import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

const visitor = () => new TestClient(server.url);
const owner = () => visitor().signIn('owner@harborpine.example', demo.password);

describe('signing up', () => {
  it('makes a business that belongs to the person', async () => {
    const client = visitor();
    const slug = await client.signUp('Änne & Söhne Malerei');
    expect(slug).toBe('anne-sohne-malerei');
    const page = await (await client.get(`/t/${slug}`)).text();
    expect(page).toContain('Änne &amp; Söhne Malerei');
  });

  it('gives two businesses of one name two addresses', async () => {
    expect([await visitor().signUp('Twin Painting'), await visitor().signUp('Twin Painting')]).toEqual([
      'twin-painting',
      'twin-painting-2',
    ]);
  });

  it('keeps what was typed, but never the password, when something is wrong', async () => {
    const response = await visitor().post('/sign-up', {
      business: 'B',
      name: 'Ida',
      email: 'not an address',
      password: 'short',
    });
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page).toContain('value="not an address"');
    expect(page).toContain('At least 10 characters');
    expect(page).not.toContain('value="short"');
  });

  it('says that an address is taken', async () => {
    const response = await visitor().post('/sign-up', {
      business: 'Another',
      name: 'M',
      email: 'OWNER@harborpine.example',
      password: 'long enough password',
    });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('already an account');
  });

  it('escapes what people type', async () => {
    const client = visitor();
    const slug = await client.signUp('<script>alert(1)</script> & Co');
    const page = await (await client.get(`/t/${slug}`)).text();
    expect(page).not.toContain('<script>alert(1)');
  });
});

describe('signing in', () => {
  it('gives the same answer for a wrong password and for nobody', async () => {
    const wrong = await visitor().post('/sign-in', { email: 'owner@harborpine.example', password: 'wrong' });
    const nobody = await visitor().post('/sign-in', { email: 'nobody@harborpine.example', password: 'wrong' });
    expect([wrong.status, nobody.status]).toEqual([422, 422]);
    const said = /This email and password do not belong together/;
    expect(await wrong.text()).toMatch(said);
    expect(await nobody.text()).toMatch(said);
  });

  it('goes back to where the person was going, and nowhere else', async () => {
    const going = async (next: string) =>
      (
        await visitor().post('/sign-in', { email: 'owner@harborpine.example', password: demo.password, next })
      ).headers.get('Location');
    expect(await going('/t/harbor-pine/members?x=1')).toBe('/t/harbor-pine/members?x=1');
    for (const elsewhere of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/\t/evil.example',
    ]) {
      expect(await going(elsewhere)).toBe('/');
    }
  });

  it('sets a cookie that scripts and other sites cannot use', async () => {
    const response = await visitor().post('/sign-in', { email: 'owner@harborpine.example', password: demo.password });
    const cookie = response.headers.getSetCookie().find((value) => value.startsWith('candlefish_session=')) ?? '';
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
  });

  it('has its cookie bound to this very host over HTTPS, and takes no other there', async () => {
    const client = new TestClient(server.url, { isSecure: true });
    const response = await client.post('/sign-in', { email: 'owner@harborpine.example', password: demo.password });
    const set = response.headers.getSetCookie();
    expect(set.find((value) => value.startsWith('__Host-candlefish_session='))).toMatch(
      /^__Host-candlefish_session=[a-z0-9]{40}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
    );
    expect(set.filter((value) => !value.startsWith('__Host-') || /domain=/i.test(value))).toEqual([]);
    expect((await client.get('/t/harbor-pine')).status).toBe(200);

    const token = /__Host-candlefish_session=(\w+)/.exec(client.cookieHeader())?.[1];
    const come = (name: string, proto: string) =>
      fetch(`${server.url}/t/harbor-pine`, {
        headers: { Cookie: `${name}=${token}`, 'X-Forwarded-Proto': proto },
        redirect: 'manual',
      });
    expect((await come('__Host-candlefish_session', 'https')).status).toBe(200);
    // A neighbouring host can set the plain name, and somebody on the wire the other one without encryption.
    expect((await come('candlefish_session', 'https')).status).toBe(302);
    expect((await come('__Secure-candlefish_session', 'https')).status).toBe(302);
    expect((await come('__Host-candlefish_session', 'http')).status).toBe(302);

    const out = await client.post('/sign-out', {});
    expect(out.headers.getSetCookie().join()).toMatch(/^__Host-candlefish_session=; Path=\/;.*Max-Age=0; Secure$/);
    expect((await client.get('/t/harbor-pine')).status).toBe(302);
  });

  it('ends with signing out, on the server too', async () => {
    const client = await owner();
    const stolen = client.cookieHeader();
    const out = await client.post('/sign-out', {});
    expect(out.headers.get('Clear-Site-Data')).toBe('"storage"');
    const replay = await fetch(`${server.url}/t/harbor-pine`, { headers: { Cookie: stolen }, redirect: 'manual' });
    expect(replay.status).toBe(302);
  });

  it('refuses garbage without an error of ours', async () => {
    for (const body of ['{"email":', '%00%ff', '{"email":["a"],"password":{"$ne":null}}', 'x'.repeat(100_000)]) {
      const headers = {
        'Content-Type': body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded',
      };
      const response = await fetch(`${server.url}/sign-in`, { method: 'POST', body, headers, redirect: 'manual' });
      expect([403, 422]).toContain(response.status);
    }
  });
});

describe('members', () => {
  async function inviteLink(client: TestClient, email: string, role: string): Promise<string> {
    const response = await client.post('/t/harbor-pine/members', { intent: 'invite', email, role });
    return /\/invite\/[\w-]{54}/.exec(await response.text())?.[0] ?? `no link: ${response.status}`;
  }

  it('join by a link that works once, for the address it was made for', async () => {
    const link = await inviteLink(await owner(), 'newcomer@example.com', 'member');
    const stranger = visitor();
    await stranger.signUp('Not Invited');
    expect((await stranger.post(link, { intent: 'join' })).status).toBe(403);

    const newcomer = visitor();
    const joined = await newcomer.post(link, {
      intent: 'signUp',
      name: 'New Comer',
      password: 'a long enough password',
    });
    expect(joined.headers.get('Location')).toBe('/t/harbor-pine');
    expect((await newcomer.get('/t/harbor-pine')).status).toBe(200);
    expect((await visitor().get(link)).status).toBe(410);
  });

  it('cannot join by a link that was withdrawn or changed', async () => {
    const client = await owner();
    const link = await inviteLink(client, 'withdrawn@example.com', 'viewer');
    const page = await (await client.get('/t/harbor-pine/members')).text();
    const id =
      /name="intent" value="revoke"\/><input type="hidden" name="id" value="([0-9a-f-]{36})"/.exec(page)?.[1] ?? '';
    expect((await client.post('/t/harbor-pine/members', { intent: 'revoke', id })).status).toBe(302);
    expect((await visitor().get(link)).status).toBe(410);
    expect((await visitor().get(`${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`)).status).toBe(410);
  });

  it('keep one owner', async () => {
    const client = visitor();
    const slug = await client.signUp('One Owner Only');
    const page = await (await client.get(`/t/${slug}/members`)).text();
    const own = /\/t\/[\w-]+\/admin\/members\/[0-9a-f-]{36}/.exec(page)?.[0] ?? '';
    for (const fields of [{ intent: 'role', role: 'viewer' }, { intent: 'remove' }]) {
      const response = await client.post(own, fields as Record<string, string>);
      expect(response.status).toBe(409);
      expect(await response.text()).toContain('needs an owner');
    }
  });

  it('who are admins cannot make owners', async () => {
    const admin = await visitor().signIn('admin@harborpine.example', demo.password);
    expect(
      (await admin.post('/t/harbor-pine/members', { intent: 'invite', email: 'x@example.com', role: 'owner' })).status,
    ).toBe(403);
  });
});

describe('every answer', () => {
  it('tells the browser what it may do', async () => {
    const response = await visitor().get('/sign-in');
    expect(response.headers.get('Content-Security-Policy')).toMatch(/script-src 'self' 'nonce-[^']+'/);
    expect(response.headers.get('Content-Security-Policy')).not.toContain('unsafe');
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('X-Frame-Options')).toBe('DENY');
  });

  it('gives every inline script the nonce of this answer, and no element a style', async () => {
    const client = await owner();
    for (const path of ['/sign-in', '/t/harbor-pine', '/t/harbor-pine/members', '/t/harbor-pine/paintbox/estimates']) {
      const response = await client.get(path);
      const nonce = /'nonce-([^']+)'/.exec(response.headers.get('Content-Security-Policy') ?? '')?.[1] ?? 'none';
      const page = await response.text();
      const scripts = page.match(/<script\b[^>]*>/g) ?? [];
      expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`) && !/\ssrc=/.test(tag))).toEqual([]);
      expect(page).not.toMatch(/<[a-z][^>]*\sstyle="/);
    }
  });
});
