import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assistantBase } from '#app/ai/doors/door.server.ts';
import { assistantDoors } from '#app/ai/doors/mount.server.ts';
import { demo } from '#app/demo.server.ts';
import { isKeptForMembers } from '#app/tenancy/stand-in.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { operatorClient, serverWithOperators } from '#tests/support/operators.ts';
import { allDoors, type Door } from '#tests/support/routes.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';

const doors = await allDoors();
const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';

function address({ pattern }: Door, id = nobody): string {
  return pattern
    .replace(':tenant', 'harbor-pine')
    .replace('*', 'nowhere')
    .replace(/:[a-z]+\??/gi, id);
}

function knock(client: TestClient, door: Door, id?: string): Promise<Response> {
  const path = address(door, id);
  return door.kind === 'loader' ? client.get(path) : client.post(path, door.intent ? { intent: door.intent } : {});
}

function label({ kind, pattern, intent }: Door): string {
  return `${kind === 'loader' ? 'GET' : 'POST'} ${pattern}${intent ? ` (${intent})` : ''}`;
}

const named = (some: Door[]) => some.map((door) => [label(door), door] as const);
const ofOperators = doors.filter(({ gate }) => gate?.kind === 'operator');
const reason = 'A customer asked why a quote looks wrong';

let server: TestServer;
let operator: TestClient;
let owner: TestClient;
let business: string;
let members: Map<string, string>;

beforeAll(async () => {
  server = await serverWithOperators();
  operator = await operatorClient(server, 'viewer@harborpine.example');
  owner = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
  const list = await (await operator.get('/operator?q=harbor')).text();
  business = /\/operator\/tenants\/([0-9a-f-]{36})/.exec(list)?.[1] ?? '';
  const page = await (await operator.get(`/operator/tenants/${business}`)).text();
  const options = page.matchAll(/<option value="([0-9a-f-]{36})"[^>]*>([^<]+), (\w+)</g);
  members = new Map([...options].map(([, id = '', , role = '']) => [role, id]));
});

afterAll(async () => {
  await server?.stop();
});

function standIn(role: string, may: 'read' | 'change', as = operator): Promise<Response> {
  return as.post(`/operator/tenants/${business}`, {
    intent: 'stand-in',
    memberId: members.get(role) ?? nobody,
    reason,
    may,
  });
}

describe('the doors of operators', () => {
  it('are those under /operator, and no others', () => {
    expect(ofOperators.length).toBeGreaterThan(10);
    expect(ofOperators.filter(({ pattern }) => !/^\/operator(\/|$)/.test(pattern)).map(label)).toEqual([]);
    const under = doors.filter(({ pattern, gate }) => /^\/operator(\/|$)/.test(pattern) && gate?.kind !== 'operator');
    expect(under.map(label)).toEqual(['GET /operator/stop', 'POST /operator/stop']);
  });

  it.each(named(ofOperators))('%s is not there for anybody else', async (_, door) => {
    const answers = await Promise.all([knock(owner, door, business), knock(owner, door)]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });

  it.each(named(ofOperators))('%s sends an operator without a second factor to show one', async (_, door) => {
    const other = await new TestClient(server.url).signIn('admin@harborpine.example', demo.password);
    const answer = await knock(other, door, business);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('Location')).toMatch(/^\/account\/confirm\?to=.*&needs=shown-factor$/);
  });

  it('ask for a reason', async () => {
    for (const intent of ['suspend', 'plan', 'limits', 'feature', 'stand-in']) {
      const answer = await operator.post(`/operator/tenants/${business}`, { intent, reason: ' ' });
      expect([intent, answer.status]).toEqual([intent, 422]);
    }
  });
});

it('what an operator changes asks first whether it is still them', async () => {
  const late = await serverWithOperators({ PROOF_MINUTES: '0.02' });
  try {
    const client = await operatorClient(late, 'viewer@harborpine.example');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await client.get('/operator')).status).toBe(200);
    for (const door of ofOperators.filter(({ kind }) => kind === 'action')) {
      const answer = await knock(client, door, business);
      expect([label(door), answer.headers.get('Location')?.slice(0, 17)]).toEqual([label(door), '/account/confirm?']);
    }
  } finally {
    await late.stop();
  }
});

describe('a suspended business', () => {
  const why = 'The invoice of June is open <b>since</b> August';

  it('tells its members why, and opens again', async () => {
    const suspended = await operator.post(`/operator/tenants/${business}`, { intent: 'suspend', reason: why });
    expect(suspended.status).toBe(302);
    const refused = await owner.get('/t/harbor-pine');
    expect(refused.status).toBe(403);
    const page = await refused.text();
    expect(page).toContain('The invoice of June is open');
    expect(page).not.toContain('<b>since</b>');
    expect(
      (await owner.post('/t/harbor-pine/members', { intent: 'invite', email: 'x@example.com', role: 'member' })).status,
    ).toBe(403);
    const again = await operator.post(`/operator/tenants/${business}`, { intent: 'suspend', reason: why });
    expect(again.status).toBe(409);
    await operator.post(`/operator/tenants/${business}`, { intent: 'resume', reason: 'It was paid in the meantime' });
    expect((await owner.get('/t/harbor-pine')).status).toBe(200);
  });
});

describe('plans, limits and switches', () => {
  it('hold from then on', async () => {
    const limits = {
      seatLimit: '4',
      storageLimitMib: '1',
      apiCallLimit: '0',
      assistantTokenLimit: '0',
      dailyMailLimit: '9',
    };
    const path = `/operator/tenants/${business}`;
    expect((await operator.post(path, { intent: 'limits', ...limits, reason })).status).toBe(302);
    const invite = { intent: 'invite', email: 'fifth@example.com', role: 'member' };
    expect((await owner.post('/t/harbor-pine/members', invite)).status).toBe(409);
    expect((await operator.post(path, { intent: 'limits', ...limits, seatLimit: '-1', reason })).status).toBe(422);
    expect((await operator.post(path, { intent: 'plan', plan: 'standard', reason })).status).toBe(302);
    expect((await owner.post('/t/harbor-pine/members', invite)).status).toBe(200);
  });

  it('stop what they name, where they say', async () => {
    const hits = async () => {
      const answer = await owner.get('/t/harbor-pine/search?q=a&_data=routes%2Fsearch');
      return answer.status;
    };
    expect(await hits()).toBe(200);
    const path = `/operator/tenants/${business}`;
    await operator.post(path, { intent: 'feature', feature: 'outgoing-mail', to: 'off', reason });
    const invite = { intent: 'invite', email: 'sixth@example.com', role: 'member' };
    expect((await owner.post('/t/harbor-pine/members', invite)).status).toBe(409);
    await operator.post(path, { intent: 'feature', feature: 'outgoing-mail', to: 'default', reason });
    await operator.post('/operator/features', { feature: 'sign-up', to: 'off', reason });
    await expect(new TestClient(server.url).signUp('Too Late & Sons')).rejects.toThrow('come back later');
    const second = await owner.post('/businesses/new', { business: 'A Second One' });
    expect([second.status, await second.text()]).toEqual([409, expect.stringContaining('come back later')]);
    await operator.post('/operator/features', { feature: 'sign-up', to: 'default', reason });
    await new TestClient(server.url).signUp('In Time & Sons');
    const wide = await operator.post(path, { intent: 'feature', feature: 'sign-up', to: 'off', reason });
    expect(wide.status).toBe(404);
  });
});

describe('standing in for a member', () => {
  it('needs a member who is no operator', async () => {
    expect(members.has('admin')).toBe(false);
    for (const memberId of [nobody, 'x']) {
      const answer = await operator.post(`/operator/tenants/${business}`, {
        intent: 'stand-in',
        memberId,
        reason,
        may: 'read',
      });
      expect(answer.status).toBe(422);
    }
  });

  it.each([['read'], ['change']] as const)('to %s reaches nothing that is for the member alone', async (may) => {
    const begun = await standIn('owner', may);
    expect([begun.status, begun.headers.get('Location')]).toEqual([302, '/t/harbor-pine']);
    try {
      const overview = await (await operator.get('/t/harbor-pine')).text();
      expect(overview).toContain('in the place of');
      expect(overview).toContain(reason);
      const kept = doors.filter(
        ({ gate }) =>
          gate?.kind === 'account' ||
          (gate?.kind === 'tenant' && (gate.stepUp || gate.ownHands || isKeptForMembers(gate.permission))),
      );
      expect(kept.length).toBeGreaterThan(30);
      for (const door of kept) {
        const answer = await knock(operator, door);
        expect([label(door), answer.status]).toEqual([label(door), 403]);
      }
      for (const door of ofOperators)
        expect([label(door), (await knock(operator, door)).status]).toEqual([label(door), 404]);
      // Those of the assistant, which are served before the pages; and the way to it is not shown.
      for (const { method, path } of assistantDoors) {
        const where = `${assistantBase}/${path}`.replace(':tenant', 'harbor-pine').replace(':id', nobody);
        const headers = { Cookie: operator.cookieHeader(), 'X-CSRF-Token': operator.csrf() };
        const answer = await fetch(operator.base + where, { method, headers, redirect: 'manual' });
        expect([method, path, answer.status]).toEqual([method, path, 403]);
      }
      expect(overview).not.toContain('href="/t/harbor-pine/assistant"');
      if (may === 'read') {
        for (const door of doors.filter(({ gate, kind }) => gate?.kind === 'tenant' && kind === 'action')) {
          expect([label(door), (await knock(operator, door)).status]).toEqual([label(door), 403]);
        }
      }
    } finally {
      await operator.post('/operator/stop', {});
    }
  });

  it('names every door of conversations and of what was proposed in them as the member’s own', () => {
    const open = doors.filter(
      ({ pattern, gate }) =>
        /\/assistant(\/|$)/.test(pattern) &&
        !/\/(admin|assistant\/documents)(\/|$)/.test(pattern) &&
        !(gate?.kind === 'tenant' && (gate.ownHands || isKeptForMembers(gate.permission))),
    );
    expect(open.map(label)).toEqual([]);
  });

  it('names every door of keys, roles, sign-in and exports as the member’s own', () => {
    const sensitive = /\/(admin|api-keys|webhooks|export|members|operator-access|secrets|keys|archive)(\/|$|\.)/;
    const open = doors.filter(
      ({ pattern, gate, kind }) =>
        gate?.kind === 'tenant' &&
        sensitive.test(pattern) &&
        !gate.stepUp &&
        !gate.ownHands &&
        !isKeptForMembers(gate.permission) &&
        // To see who is a member, and the business's picture, is no secret.
        !(kind === 'loader' && /\/(members|branding\/logo)$/.test(pattern)),
    );
    expect(open.map(label)).toEqual([]);
  });

  it('enters one business, and its cookie opens nothing after the stop', async () => {
    const stranger = new TestClient(server.url);
    const slug = await stranger.signUp('Another Business');
    await standIn('member', 'read');
    const cookie = operator.cookieHeader();
    expect((await operator.get(`/t/${slug}`)).status).toBe(404);
    const stopped = await operator.post('/operator/stop', {});
    expect(stopped.headers.get('Location')).toBe(`/operator/tenants/${business}`);
    const replay = await fetch(`${server.url}/t/harbor-pine`, { headers: { Cookie: cookie }, redirect: 'manual' });
    expect([replay.status, replay.headers.get('Location')]).toEqual([302, '/sign-in?next=%2Ft%2Fharbor-pine']);
    expect((await operator.get('/operator')).status).toBe(200);
  });

  it('is not given back the session of somebody else', async () => {
    await standIn('member', 'read');
    const token = /candlefish_session=([^;]+)/.exec(operator.cookieHeader())?.[1];
    const thief = new TestClient(server.url);
    const stolen = await fetch(`${server.url}/operator/stop`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Cookie: `${thief.cookieHeader()}; candlefish_session=${token}`, Origin: server.url },
      body: new URLSearchParams({ _csrf: thief.csrf() }),
    });
    expect([stolen.status, stolen.headers.get('Location')]).toEqual([302, '/sign-in']);
    // The stand-in is over; the operator's own browser still finds back.
    expect((await operator.get('/t/harbor-pine')).status).toBe(302);
    expect((await operator.post('/operator/stop', {})).headers.get('Location')).toBe('/operator');
    expect((await operator.get('/operator')).status).toBe(200);
  });

  it('signing out ends both', async () => {
    const own = operator.cookieHeader();
    await standIn('member', 'read');
    await operator.post('/sign-out', {});
    const replay = await fetch(`${server.url}/operator`, { headers: { Cookie: own }, redirect: 'manual' });
    expect(replay.status).toBe(302);
    expect(replay.headers.get('Location')).toMatch(/^\/sign-in/);
  });
});

it('without operators there is none', async () => {
  const plain = await startServer();
  try {
    for (const { email } of demo.signIns) {
      const client = await new TestClient(plain.url).signIn(email, demo.password);
      expect((await client.get('/operator')).status).toBe(404);
    }
  } finally {
    await plain.stop();
  }
});
