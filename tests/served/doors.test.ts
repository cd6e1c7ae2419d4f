import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AssistantDoor, assistantBase } from '#app/ai/doors/door.server.ts';
import { assistantDoors } from '#app/ai/doors/mount.server.ts';
import { demo } from '#app/demo.server.ts';
import { can, isDeclared } from '#app/tenancy/permissions.ts';
import { isKeptForMembers } from '#app/tenancy/stand-in.server.ts';
import '#app/registry.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { allDoors, type Door } from '#tests/support/routes.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';

const doors = await allDoors();
const inTenant = doors.filter((door) => door.gate?.kind === 'tenant');

/** An address of the pattern in the given business; every other parameter is an id that nobody has. */
function address({ pattern }: Door, slug: string): string {
  return pattern
    .replace(':tenant', slug)
    .replace('*', 'nowhere')
    .replace(/:[a-z]+/gi, '01890a5d-ac96-774b-bcce-b302099a8057');
}

function label({ kind, pattern, intent }: Door): string {
  return `${kind === 'loader' ? 'GET' : 'POST'} ${pattern}${intent ? ` (${intent})` : ''}`;
}

describe('every door', () => {
  it('is made by the gate', () => {
    expect(doors.filter((door) => !door.gate).map(label)).toEqual([]);
    expect(doors.length).toBeGreaterThan(20);
  });

  it('under a business asks for a permission that somebody declared', () => {
    const underTenant = doors.filter(({ pattern }) => pattern.startsWith('/t/:tenant'));
    expect(underTenant.filter(({ gate }) => gate?.kind !== 'tenant').map(label)).toEqual([]);
    expect(inTenant.filter(({ gate }) => gate?.kind === 'tenant' && !isDeclared(gate.permission)).map(label)).toEqual(
      [],
    );
  });

  it('outside of a business is public on purpose', () => {
    const open = doors.filter(({ gate }) => gate?.kind === 'public').map(({ pattern }) => pattern);
    expect([...new Set(open)].sort()).toEqual([
      '/',
      '/*',
      '/api/auth/callback/:provider',
      '/api/auth/start/:provider',
      '/change-email/:token',
      '/connect',
      '/invite/:token',
      '/mailbox/:letter/html',
      '/mailbox/:letter?',
      '/operator/stop',
      '/reset',
      '/reset/:token',
      '/sign-in',
      '/sign-in/business/:tenant?',
      '/sign-in/passkey',
      '/sign-in/second-step',
      '/sign-out',
      '/sign-up',
      '/theme',
      '/verify/:token',
    ]);
    const links = doors.filter(({ gate }) => gate?.kind === 'link').map(({ pattern }) => pattern);
    expect([...new Set(links)].sort()).toEqual(['/q/:token', '/q/:token/logo', '/q/:token/quote.pdf']);
  });

  it('behind a link names the product that it closes with', () => {
    const named = doors.flatMap(({ file, gate }) => (gate?.kind === 'link' ? [`${file} ${gate.product}`] : []));
    expect(named.filter((each) => !/^modules\/([^/]+)\/.* \1$/.test(each))).toEqual([]);
  });
});

describe('a running server', () => {
  let server: TestServer;
  let anonymous: TestClient;
  let stranger: TestClient;
  let viewer: TestClient;
  let owner: TestClient;

  beforeAll(async () => {
    server = await startServer();
    anonymous = new TestClient(server.url);
    stranger = new TestClient(server.url);
    await stranger.signUp('Strangers & Co');
    viewer = await new TestClient(server.url).signIn('viewer@harborpine.example', demo.password);
    owner = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
  });

  afterAll(async () => {
    await server?.stop();
  });

  function knock(client: TestClient, door: Door, slug: string): Promise<Response> {
    const path = address(door, slug);
    return door.kind === 'loader' ? client.get(path) : client.post(path, door.intent ? { intent: door.intent } : {});
  }

  it.each(
    doors
      .filter(({ gate }) => gate?.kind !== 'public' && gate?.kind !== 'link')
      .map((door) => [label(door), door] as const),
  )('%s sends the anonymous to the sign-in page', async (_, door) => {
    const response = await knock(anonymous, door, 'harbor-pine');
    expect(response.status).toBe(302);
    expect(response.headers.get('Location')).toMatch(/^\/sign-in\?next=/);
  });

  it.each(inTenant.map((door) => [label(door), door] as const))(
    '%s is not there for a member of another business',
    async (_, door) => {
      const [theirs, nobodys] = await Promise.all([
        knock(stranger, door, 'harbor-pine'),
        knock(stranger, door, 'no-such-business'),
      ]);
      expect([theirs.status, nobodys.status]).toEqual([404, 404]);
    },
  );

  it.each(
    inTenant
      .filter(({ gate }) => gate?.kind === 'tenant' && !can('viewer', gate.permission))
      .map((door) => [label(door), door] as const),
  )('%s refuses a viewer', async (_, door) => {
    expect((await knock(viewer, door, 'harbor-pine')).status).toBe(403);
  });

  it.each(inTenant.filter(({ pattern }) => /:(?!tenant)|\*/.test(pattern)).map((door) => [label(door), door] as const))(
    '%s does not confirm an id that is not there',
    async (_, door) => {
      const { status } = await knock(owner, door, 'harbor-pine');
      expect(door.kind === 'loader' ? [404] : [404, 422]).toContain(status);
    },
  );

  describe('of the assistant', () => {
    const named = assistantDoors.map((door) => [`${door.method} ${door.path}`, door] as const);

    function call(client: TestClient, { method, path }: AssistantDoor, slug: string, headers = {}): Promise<Response> {
      const pattern = `${assistantBase}/${path}`.replace(':tenant', slug);
      return fetch(client.base + pattern.replace(':id', '01890a5d-ac96-774b-bcce-b302099a8057'), {
        method,
        headers: { Cookie: client.cookieHeader(), 'X-CSRF-Token': client.csrf(), ...headers },
        redirect: 'manual',
      });
    }

    it('asks for a permission that somebody declared and that is the member\u2019s own', () => {
      const kept = assistantDoors.filter(
        ({ gate }) => isDeclared(gate.permission) && isKeptForMembers(gate.permission),
      );
      expect(kept).toEqual(assistantDoors);
      expect(assistantDoors.length).toBeGreaterThan(15);
    });

    it.each(named)('%s says to the anonymous where to sign in', async (_, door) => {
      const answer = await call(anonymous, door, 'harbor-pine');
      expect(answer.status).toBe(401);
      expect((await answer.json()).error.location).toMatch(/^\/sign-in\?next=/);
    });

    it.each(named)('%s is not there for a member of another business', async (_, door) => {
      const answers = await Promise.all(['harbor-pine', 'no-such-business'].map((slug) => call(stranger, door, slug)));
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    });

    it.each(named.filter(([, { method }]) => method !== 'GET'))(
      '%s refuses other sites and tokens',
      async (_, door) => {
        for (const headers of [{ Origin: 'https://evil.example' }, { 'X-CSRF-Token': stranger.csrf() }])
          expect((await call(owner, door, 'harbor-pine', headers)).status).toBe(403);
      },
    );
  });

  it.each(doors.filter(({ kind }) => kind === 'action').map((door) => [label(door), door] as const))(
    '%s refuses a form from another site',
    async (_, door) => {
      const fields: Record<string, string> = door.intent ? { intent: door.intent } : {};
      const response = await owner.post(address(door, 'harbor-pine'), fields, { Origin: 'https://evil.example' });
      expect(response.status).toBe(403);
    },
  );

  it.each(
    doors
      .filter(({ kind, gate }) => kind === 'action' && gate?.kind !== 'link')
      .map((door) => [label(door), door] as const),
  )('%s refuses a form without the token of a page, or with that of another browser', async (_, door) => {
    const fields: Record<string, string> = door.intent ? { intent: door.intent } : {};
    for (const _csrf of ['', stranger.csrf(), `${owner.csrf()}x`]) {
      const response = await owner.post(address(door, 'harbor-pine'), { ...fields, _csrf });
      expect(response.status).toBe(403);
    }
  });
});

describe('a dangerous door', () => {
  const dangerous = doors.filter(({ gate }) => gate && 'stepUp' in gate && gate.stepUp);
  let server: TestServer;
  let owner: TestClient;

  beforeAll(async () => {
    server = await startServer({ PROOF_MINUTES: '0.01' });
    owner = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  });

  afterAll(async () => {
    await server?.stop();
  });

  it('is each of those that give or take a way in, or end something for good', () => {
    expect(dangerous.map(label).sort()).toEqual(expect.arrayContaining(expectedDangers));
  });

  it.each(dangerous.map((door) => [label(door), door] as const))('%s asks first whether it is you', async (_, door) => {
    const path = address(door, 'harbor-pine');
    const answer =
      door.kind === 'loader'
        ? await owner.get(path)
        : await owner.post(path, door.intent ? { intent: door.intent } : {});
    expect(answer.status).toBe(302);
    expect(answer.headers.get('Location')).toBe(`/account/confirm?to=${encodeURIComponent(path)}`);
  });
});

const expectedDangers = [
  'GET /account/authenticator',
  'GET /account/passkeys/new',
  'POST /account (add-password)',
  'POST /account (delete)',
  'POST /account (disconnect)',
  'POST /account (email)',
  'POST /account/authenticator',
  'POST /account/passkeys/new',
  'POST /account/security (newCodes)',
  'POST /account/security (remove)',
  'POST /account/security (removeApp)',
  'POST /t/:tenant/admin/api-keys (make)',
  'POST /t/:tenant/admin/assistant (addKey)',
  'POST /t/:tenant/admin/assistant (removeKey)',
  'POST /t/:tenant/admin/webhooks (add)',
  'POST /t/:tenant/admin/webhooks (rotate)',
  'POST /t/:tenant/admin/members/:member (transfer)',
  'POST /t/:tenant/admin/sign-in',
  'POST /t/:tenant/admin/sign-in/business (remove)',
  'POST /t/:tenant/admin/sign-in/business (save)',
  'POST /t/:tenant/members (leave)',
];
