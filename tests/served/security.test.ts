import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import { createDatabase } from '#db/client.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { templateFolder } from '#tests/support/seeded.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';

const scratch = mkdtempSync(join(tmpdir(), 'candlefish-security-'));
const dataDir = join(scratch, 'data');
const partner = 'https://partner.example';
let server: TestServer;

beforeAll(async () => {
  cpSync(templateFolder(), dataDir, { recursive: true });
  server = await startServer({
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    RATE_LIMIT_SCALE: '1',
    LOG_LEVEL: 'warn',
    CORS_ORIGINS: partner,
  });
});
afterAll(async () => {
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const ask = (path: string, init: RequestInit = {}) => fetch(new URL(path, server.url), { redirect: 'manual', ...init });

describe('a page', () => {
  it('is held by a policy that allows no script but its own, and tells of what it kept from happening', async () => {
    const response = await ask('/sign-in');
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(policy).not.toMatch(/unsafe-|\*|https?:/);
    for (const part of [
      "default-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
    ]) {
      expect(policy).toContain(part);
    }
    expect(policy).toContain('report-uri /api/csp-report; report-to csp');
    expect(response.headers.get('Reporting-Endpoints')).toBe('csp="/api/csp-report"');
    const nonce = /'nonce-([\w+/=]+)'/.exec(policy)?.[1] ?? 'none';
    const html = await response.text();
    const scripts = html.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    expect(html).not.toMatch(/<[a-z]+\s[^>]*\s(style|on\w+)=/i);
    const again = await ask('/sign-in');
    expect(again.headers.get('Content-Security-Policy')).not.toContain(nonce);
  });

  it.each([
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Referrer-Policy', 'same-origin'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Permissions-Policy', expect.stringContaining('camera=(), ')],
    ['Strict-Transport-Security', null],
    ['X-Powered-By', null],
    ['Server', null],
  ])('says %s: %s', async (name, value) => {
    const response = await ask('/');
    expect(response.headers.get(name)).toEqual(value);
  });

  it('says over HTTPS that it is never to be asked for otherwise', async () => {
    const response = await ask('/', { headers: { 'X-Forwarded-Proto': 'https' } });
    expect(response.headers.get('Strict-Transport-Security')).toBe('max-age=31536000; includeSubDomains');
    expect(response.headers.get('Content-Security-Policy')).toContain('upgrade-insecure-requests');
    expect(response.headers.getSetCookie().find((cookie) => cookie.startsWith('__Host-candlefish_visit='))).toMatch(
      /; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
    );
  });
});

describe('a form', () => {
  it('works without a script, with the token that its page brought', async () => {
    const page = await ask('/sign-in');
    const cookie = page.headers
      .getSetCookie()
      .map((set) => set.split(';')[0])
      .join('; ');
    const token = /name="_csrf" value="([\w-]{22})"/.exec(await page.text())?.[1] ?? '';
    const send = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      ask('/theme', { method: 'POST', body: new URLSearchParams({ theme: 'dark', ...fields }), headers });
    expect((await send({ _csrf: token }, { Cookie: cookie })).status).toBe(302);
    // Without the cookie, with another browser's, twice, or with none at all.
    expect((await send({ _csrf: token })).status).toBe(403);
    expect((await send({ _csrf: token }, { Cookie: 'candlefish_visit=AAAAAAAAAAAAAAAAAAAAAAAA' })).status).toBe(403);
    expect((await send({}, { Cookie: cookie })).status).toBe(403);
    const refused = await send({ _csrf: '' }, { Cookie: cookie, Accept: 'text/html' });
    expect(refused.status).toBe(403);
  });

  it('made elsewhere is not shown again with what a stranger wrote into it', async () => {
    const client = new TestClient(server.url);
    const response = await client.post('/sign-in', { email: 'stranger@evil.example', password: 'x', _csrf: 'forged' });
    expect(response.status).toBe(403);
    const html = await response.text();
    expect(html).toContain('out of date');
    expect(html).not.toContain('evil.example');
  });
});

describe('the API', () => {
  it('is open to scripts of the listed origins, and of no others', async () => {
    const preflight = (origin: string) =>
      ask('/api/projects', {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization',
        },
      });
    const allowed = await preflight(partner);
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe(partner);
    expect(allowed.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    for (const origin of ['https://evil.example', 'null', `${partner}.evil.example`, 'http://partner.example']) {
      expect((await preflight(origin)).headers.get('Access-Control-Allow-Origin')).toBeNull();
    }
    // Pages are nobody else's, listed or not.
    const page = await ask('/sign-in', { headers: { Origin: partner } });
    expect(page.headers.get('Access-Control-Allow-Origin')).toBeNull();
    const post = await ask('/theme', { method: 'POST', headers: { Origin: partner }, body: new URLSearchParams() });
    expect(post.status).toBe(403);
  });
});

describe('a script of a listed origin', () => {
  const logIn = (origin: string) =>
    ask('/api/auth/login', {
      method: 'POST',
      headers: { Origin: origin, 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'owner@harborpine.example', password: demo.password, tenant: 'harbor-pine' }),
    });

  it('signs in, calls with its token and reads the answer and its limits', async () => {
    const { accessToken } = await (await logIn(partner)).json();
    const answer = await ask('/api/auth/me', { headers: { Origin: partner, Authorization: `Bearer ${accessToken}` } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(partner);
    expect(answer.headers.get('Vary')).toMatch(/\borigin\b/i);
    expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('RateLimit');
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('gains nothing by the cookies of who sits at the browser, and others read no answer at all', async () => {
    const owner = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
    for (const origin of [partner, 'https://evil.example']) {
      const answer = await ask('/api/auth/me', { headers: { Origin: origin, Cookie: owner.cookieHeader() } });
      expect([answer.status, answer.headers.get('Access-Control-Allow-Credentials')]).toEqual([401, null]);
    }
    const elsewhere = await logIn('https://evil.example');
    expect(elsewhere.headers.get('Access-Control-Allow-Origin')).toBeNull();
    const form = await owner.post('/theme', { theme: 'dark' }, { Origin: partner });
    expect(form.status).toBe(403);
  });
});

describe('a report of a violated policy', () => {
  const report = (body: unknown, type: string) =>
    ask('/api/csp-report', {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('is logged, in both shapes, without what is secret in it, and not for ever', async () => {
    const older = {
      'csp-report': {
        'document-uri': `${server.url}/q/${'a1'.repeat(27)}`,
        'effective-directive': 'script-src',
        'blocked-uri': 'inline',
      },
    };
    const newer = [
      {
        type: 'csp-violation',
        body: { documentURL: server.url, effectiveDirective: 'img-src', blockedURL: 'https://evil.example/x' },
      },
    ];
    expect((await report(older, 'application/csp-report')).status).toBe(204);
    expect((await report(newer, 'application/reports+json')).status).toBe(204);
    expect((await report('nonsense', 'application/csp-report')).status).toBe(400);
    expect((await report('x'.repeat(50_000), 'application/csp-report')).status).toBe(413);
    await expect.poll(() => server.output()).toContain('img-src');
    expect(server.output()).toContain('script-src');
    expect(server.output()).not.toContain('a1a1a1');
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async () => (await report(older, 'application/csp-report')).status),
    );
    expect(statuses).toContain(429);
  });
});

describe('who asks too often', () => {
  it('is told what the rule is, what is left, and when to come again', async () => {
    const client = new TestClient(server.url);
    const response = await client.post('/theme', { theme: 'dark' });
    expect(response.headers.get('RateLimit-Policy')).toBe('"writes";q=600;w=60');
    expect(response.headers.get('RateLimit')).toMatch(/^"writes";r=\d+;t=\d+$/);
    expect((await client.get('/sign-in')).headers.get('RateLimit')).toBeNull();
  });

  it('cannot guess on at a password, and cannot pretend to be somebody else', async () => {
    const client = new TestClient(server.url);
    const guess = (at: number) =>
      client.post(
        '/sign-in',
        { email: 'viewer@harborpine.example', password: `guess ${at}` },
        { 'Fly-Client-IP': `203.0.113.${at}`, 'X-Forwarded-For': `203.0.113.${at}` },
      );
    const statuses = [];
    for (let at = 0; at < 12; at += 1) statuses.push((await guess(at)).status);
    expect(statuses).toEqual([...Array(10).fill(422), 429, 429]);
    const refused = await guess(13);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await refused.text()).toContain('Too many tries to sign in from here');
    // The account itself is not closed: a colleague at the same address still comes in.
    await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
  });

  it('shows in the health check where requests are counted', async () => {
    expect(Object.keys(await (await ask('/api/health')).json())).toEqual(['status', 'timestamp']);
    expect(await (await ask('/api/health?details')).json()).toMatchObject({ details: { rateLimits: 'in process' } });
  });
});

describe('what was asked', () => {
  it('is in the access log when the server has stopped: who, what, and with what outcome', async () => {
    const owner = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
    await owner.get('/t/harbor-pine/paintbox/clients?q=jo@example.com');
    await owner.get('/t/harbor-pine/paintbox/deals');
    await owner.get('/t/nobody-s');
    expect(await server.stop()).toBe(0);
    const database = await createDatabase({ dataDir });
    try {
      const rows = await database.execute<Record<string, unknown>>(
        `select a.kind, a.path, a.status, a.detail, u.email from access_log a left join "user" u on u.id = a.user_id`,
      );
      expect(rows).toContainEqual({
        kind: 'personal-data',
        path: '/t/harbor-pine/paintbox/clients',
        status: 200,
        detail: 'clients',
        email: 'owner@harborpine.example',
      });
      expect(rows).toContainEqual(expect.objectContaining({ kind: 'request', path: '/t/harbor-pine/paintbox/deals' }));
      const others = await database.execute<Record<string, unknown>>(
        'select kind, path, status from platform_access_log',
      );
      expect(others).toContainEqual({ kind: 'sign-in', path: '/sign-in', status: 302 });
      expect(others).toContainEqual({ kind: 'sign-in', path: '/sign-in', status: 429 });
      expect(JSON.stringify([rows, others])).not.toContain('jo@example.com');
    } finally {
      await database.close();
    }
  });
});
