import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal } from '#app/errors/refusal.ts';
import { registry } from '#app/registry.server.ts';
import { isDeclared } from '#app/tenancy/permissions.ts';
import { accessLog, apiKey, auditEntry, client, closedProduct, tenant } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';
import { newPerson, openApi, type Person, password, signed } from '#tests/support/api.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import type { Permission } from '../manifest.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { listKeys, makeKey, type NewKey, revokeKey } from './api-keys.server.ts';

let database: FreshDatabase;
let ida: Person;
const api = openApi();
const clients = '/api/v1/paintbox/clients';

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  ida = await newPerson();
});

function inTenant<T>(person: Person, run: (ctx: OperationContext) => Promise<T>): Promise<T> {
  return withTenant(person, async (tx) => {
    const [own] = await tx.select().from(tenant);
    if (!own) throw new Error('no tenant');
    return run({ tx, tenant: own, actor: { userId: person.userId, name: 'Ida' }, now: new Date() });
  });
}

const everything = { can: () => true };
const make = (values: Partial<NewKey> = {}, person = ida, maker: { can(p: Permission): boolean } = everything) =>
  inTenant(person, (ctx) =>
    makeKey(
      ctx,
      { name: 'Bookkeeping', scopes: ['paintbox:read', 'paintbox:write'], expiresAt: null, isSigned: false, ...values },
      maker,
    ),
  );
const change = (id: string, set: Partial<typeof apiKey.$inferInsert>) =>
  withTenant(ida, (tx) => tx.update(apiKey).set(set).where(eq(apiKey.id, id)));
const countClients = () => withTenant(ida, (tx) => tx.$count(client));

describe('a key', () => {
  it('is shown once, kept as its hash, and opens what its scopes say', async () => {
    const { key, id } = await make({ scopes: ['paintbox:read'] });
    expect(key).toMatch(/^cfk_[0-9a-f]{8}_[\w-]{54}$/);
    expect(JSON.stringify(await withTenant(ida, (tx) => tx.select().from(apiKey)))).not.toContain(key.slice(13));
    const answer = await api.get(clients, { token: key });
    expect([answer.status, answer.json]).toEqual([
      200,
      { data: [], page: { number: 1, size: 50, pages: 1, count: 0 } },
    ]);
    const denied = await api.post(clients, { name: 'Eleanor' }, { token: key });
    expect(denied.status).toBe(403);
    expect(denied.json.error).toEqual({ code: 'forbidden', message: 'This key lacks the scope paintbox:write.' });
    const me = (await api.get('/api/auth/me', { token: key })).json;
    expect(me).toMatchObject({ user: null, key: { id, name: 'Bookkeeping' }, permissions: ['paintbox:read'] });
    await expect.poll(async () => (await withTenant(ida, listKeys))[0]?.lastUsedFrom).toBe('203.0.113.9');
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['revoked', (id) => inTenant(ida, (ctx) => revokeKey(ctx, { id }))],
    ['over', (id) => change(id, { expiresAt: new Date(Date.now() - 1_000) })],
  ])('that is %s opens nothing, at once', async (_, end) => {
    const { key, id } = await make();
    expect((await api.get(clients, { token: key })).status).toBe(200);
    await end(id);
    const answer = await api.get(clients, { token: key });
    expect([answer.status, answer.json.error.code]).toEqual([401, 'unauthenticated']);
  });

  it('of another business sees its own alone, and does not become ours by naming us', async () => {
    const other = await newPerson();
    const { key: theirs } = await make({}, other);
    const { key: ours } = await make();
    const made = (await api.post(clients, { name: 'Eleanor Whitcomb' }, { token: ours })).json;
    expect((await api.get(`${clients}/${made.id}`, { token: theirs })).status).toBe(404);
    expect((await api.get(clients, { token: theirs })).json.data).toEqual([]);
    const forged = ours.slice(0, 30) + theirs.slice(30);
    expect((await api.get(clients, { token: forged })).status).toBe(401);
    for (const token of ['cfk_', 'cfk_00000000_x', `${ours}x`, ours.toUpperCase()])
      expect((await api.get(clients, { token })).status).toBe(401);
  });

  it('is never given more than its maker may do, and leaves its making in the audit without its secret', async () => {
    const refusal = await make({}, ida, { can: (permission) => permission === 'paintbox:read' }).catch(
      (error) => error,
    );
    expect(isRefusal(refusal) && refusal.code).toBe('forbidden');
    const { key } = await make();
    const entries = await withTenant(ida, (tx) => tx.select().from(auditEntry));
    expect(entries).toMatchObject([{ action: 'api_key.created', after: { name: 'Bookkeeping' } }]);
    expect(JSON.stringify(entries)).not.toContain(key.slice(13));
  });

  it('does not open a product that is switched off, nor a business that is suspended', async () => {
    const { key } = await make();
    await withTenant(ida, (tx) => tx.insert(closedProduct).values({ product: 'paintbox' }));
    expect((await api.get(clients, { token: key })).status).toBe(404);
    await withTenant(ida, (tx) => tx.delete(closedProduct));
    const suspend = { suspendedAt: new Date(), suspendedReason: 'unpaid' };
    await withPlatform((tx) => tx.update(tenant).set(suspend).where(eq(tenant.id, ida.tenantId)));
    expect((await api.get(clients, { token: key })).status).toBe(403);
  });
});

describe('a door', () => {
  it('of the API is made by its gate and asks for a permission that somebody declared', () => {
    const doors = registry.manifests.flatMap(({ api = [] }) => api);
    expect(doors.length).toBeGreaterThan(4);
    for (const { gate } of doors) expect([gate.kind, isDeclared(gate.permission)]).toEqual(['api', true]);
  });

  it.each(
    registry.manifests.flatMap(({ api = [] }) => api).map((door) => [`${door.method} ${door.path}`, door] as const),
  )(
    '%s is closed to nobody, to a key without its scope, and to ids of strangers',
    async (_, { method, path, gate }) => {
      const at = `/api/v1/${path.replace(/:\w+/g, '01890a5d-ac96-774b-bcce-b302099a8057')}`;
      const body = method === 'GET' ? undefined : {};
      expect((await api.call(method, at, { body })).status).toBe(401);
      const { key: bare } = await make({ scopes: ['tenant:read'] });
      expect((await api.call(method, at, { body, token: bare })).status).toBe(403);
      const { key } = await make({ scopes: [gate.permission] });
      const allowed = await api.call(method, at, { body, token: key });
      expect(path.includes(':') ? [404] : [200, 422]).toContain(allowed.status);
    },
  );

  it('takes what its schema names and nothing else', async () => {
    const { key } = await make();
    const other = await newPerson();
    const body = { name: 'Eleanor', id: other.userId, tenantId: other.tenantId, createdBy: other.userId, version: 9 };
    const { status, json } = await api.post(clients, body, { token: key });
    expect(status).toBe(201);
    expect(json).toMatchObject({ name: 'Eleanor', version: 1 });
    expect(json.id).not.toBe(other.userId);
    expect(json).not.toHaveProperty('tenantId');
    const [row] = await withTenant(ida, (tx) => tx.select().from(client));
    expect(row).toMatchObject({ tenantId: ida.tenantId, createdBy: null });
    const wrong = await api.post(clients, { name: '', email: 'x' }, { token: key });
    expect(wrong.status).toBe(422);
    expect(Object.keys(wrong.json.error.fields).sort()).toEqual(['email', 'name']);
  });

  it('starts a draft of an estimate once, for a client of its own business alone', async () => {
    const { key: token } = await make();
    const estimates = '/api/v1/paintbox/estimates';
    const { json: eleanor } = await api.post(clients, { name: 'Eleanor' }, { token });
    const draft = { title: 'Two bedrooms', clientId: eleanor.id };
    const headers = { 'Idempotency-Key': 'draft-1' };
    const answers = await Promise.all([1, 2, 3].map(() => api.post(estimates, draft, { token, headers })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const [first] = answers;
    expect(first?.json).toMatchObject({ title: 'Two bedrooms', status: 'draft', revision: { number: 1, version: 1 } });
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    const one = await api.get(`${estimates}/${first?.json.id}`, { token });
    expect(one.json).toMatchObject({ client: { id: eleanor.id }, document: { title: 'Two bedrooms' } });
    expect((await api.get(estimates, { token })).json.page.count).toBe(1);

    const nobody = await api.post(estimates, { title: 'For whom?' }, { token });
    expect([nobody.status, Object.keys(nobody.json.error.fields)]).toEqual([422, ['clientName']]);
    const other = await newPerson();
    const { key: stranger } = await make({}, other);
    expect((await api.post(estimates, draft, { token: stranger })).status).toBe(404);
    expect((await api.post(estimates, { ...draft, fromId: first?.json.id }, { token: stranger })).status).toBe(404);
  });

  it('leaves in the audit which way it was used, and whose key it was', async () => {
    const { key } = await make();
    await api.post(clients, { name: 'Eleanor' }, { token: key });
    const entries = await withTenant(ida, (tx) =>
      tx.select().from(auditEntry).where(eq(auditEntry.action, 'client.created')),
    );
    expect(entries).toMatchObject([{ door: 'api-key', actorId: null, onBehalfOf: ida.userId }]);
  });

  it('serves a member by their access token as by their pages', async () => {
    const viewer = await newPerson('viewer');
    const { accessToken: token } = (await api.post('/api/auth/login', { email: viewer.email, password })).json;
    expect((await api.get(clients, { token })).status).toBe(200);
    const answer = await api.post(clients, { name: 'Eleanor' }, { token });
    expect([answer.status, answer.json.error.code]).toEqual([403, 'forbidden']);
  });

  it('that is not there says so in JSON', async () => {
    const answer = await api.get('/api/v1/nothing');
    expect([answer.status, answer.json.error.code]).toEqual([404, 'not-found']);
  });

  it('tells a caller how many requests are left', async () => {
    const { key } = await make();
    const { headers } = await api.get(clients, { token: key });
    expect(headers.get('RateLimit-Policy')).toBe('"api-caller";q=300;w=60');
    expect(headers.get('RateLimit')).toMatch(/^"api-caller";r=299;t=\d+$/);
    const others = await Promise.all(
      Array.from({ length: 305 }, () => api.get('/api/v1/paintbox/clients', { token: key })),
    );
    const refused = others.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(6);
    expect(Number(refused[0]?.headers.get('Retry-After'))).toBeGreaterThan(0);
  });
});

describe('the calls of a month', () => {
  const allow = (apiCallLimit: number) =>
    withPlatform((tx) => tx.update(tenant).set({ apiCallLimit }).where(eq(tenant.id, ida.tenantId)));

  it('are as many as the plan has, for keys and people together, and begin anew when it is over', async () => {
    const { key } = await make();
    const token = (await api.post('/api/auth/login', { email: ida.email, password })).json.accessToken;
    await allow(3);
    const used = [
      await api.get(clients, { token: key }),
      await api.get(clients, { token }),
      await api.get(clients, { token: key }),
    ];
    expect(used.map(({ status }) => status)).toEqual([200, 200, 200]);
    const refused = await api.post(clients, { name: 'One Too Many' }, { token: key });
    expect([refused.status, refused.json.error.code]).toEqual([429, 'too-many']);
    expect(refused.json.error.message).toMatch(
      /has used the 3 API calls of its plan for this month\. They begin anew on \w+ 1/,
    );
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await countClients()).toBe(0);
    // More of them hold at once.
    await allow(4);
    expect((await api.get(clients, { token })).status).toBe(200);
    expect((await api.get(clients, { token })).status).toBe(429);
  });

  it('that were written down before count as well, in this month only', async () => {
    const { key } = await make();
    const now = new Date();
    const before = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0, 12));
    const row = { kind: 'request', method: 'GET', path: clients, status: 200 } as const;
    await withPlatform((tx) =>
      tx
        .insert(accessLog)
        .values([
          ...Array.from({ length: 5 }, () => ({ ...row, tenantId: ida.tenantId, at: before })),
          { ...row, tenantId: ida.tenantId, at: now },
          { ...row, tenantId: ida.tenantId, at: now, status: 429 },
        ]),
    );
    await allow(2);
    expect((await api.get(clients, { token: key })).status).toBe(200);
    expect((await api.get(clients, { token: key })).status).toBe(429);
  });
});

describe('an Idempotency-Key', () => {
  const post = (token: string, body: object, key: string) =>
    api.post(clients, body, { token, headers: { 'Idempotency-Key': key } });

  it('makes a request take effect once, however often and how much at once it is sent', async () => {
    const { key } = await make();
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(key, { name: 'Eleanor' }, 'order-1')));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await countClients()).toBe(1);
  });

  it('with another body is refused', async () => {
    const { key } = await make();
    await post(key, { name: 'Eleanor' }, 'order-1');
    const answer = await post(key, { name: 'Somebody else' }, 'order-1');
    expect([answer.status, answer.json.error.code]).toEqual([422, 'invalid']);
    expect(await countClients()).toBe(1);
  });

  it("is the caller's own, and is free again when the request failed", async () => {
    const [one, two] = [await make(), await make()];
    const first = await post(one.key, { name: 'Eleanor' }, 'order-1');
    const second = await post(two.key, { name: 'Eleanor' }, 'order-1');
    expect(second.json.id).not.toBe(first.json.id);
    expect((await post(one.key, { name: '' }, 'order-2')).status).toBe(422);
    expect((await post(one.key, { name: 'Eleanor' }, 'order-2')).status).toBe(201);
    expect((await post(one.key, { name: 'Eleanor' }, 'ü'.repeat(3))).status).toBe(422);
  });
});

describe('a key that signs', () => {
  let token: string;
  let secret: string;
  beforeEach(async () => {
    const made = await make({ isSigned: true });
    token = made.key;
    secret = made.signingSecret ?? '';
  });
  const body = '{"name":"Eleanor"}';
  const sign = (change: object = {}, at?: Date) =>
    signed(secret, { method: 'POST', target: clients, body, ...change }, at);
  const send = (headers: Record<string, string>, given = body) => api.post(clients, given, { token, headers });

  it('is taken with its signature, once', async () => {
    const headers = sign();
    expect((await send(headers)).status).toBe(201);
    const replayed = await send(headers);
    expect([replayed.status, replayed.json.error.message]).toEqual([401, expect.stringContaining('taken already')]);
    const target = `${clients}?q=eleanor`;
    expect(
      (await api.get(target, { token, headers: sign({ method: 'GET', target, body: '' }) })).json.data,
    ).toHaveLength(1);
  });

  it('is taken once of ten that come at once', async () => {
    const headers = sign();
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(headers)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await countClients()).toBe(1);
  });

  it('is refused without a signature, and with that of something else', async () => {
    const minutes = (count: number) => new Date(Date.now() + count * 60_000);
    const wrong: [Record<string, string>, string?][] = [
      [{}],
      [sign({ method: 'PUT' })],
      [sign({ target: '/api/v1/paintbox/estimates' })],
      [sign(), '{"name":"Somebody else"}'],
      [sign({}, minutes(-6))],
      [sign({}, minutes(6))],
      [{ ...sign(), 'Candlefish-Nonce': 'another-nonce-entirely' }],
      [{ ...sign(), 'Candlefish-Timestamp': String(Math.floor(Date.now() / 1000) + 1) }],
      [{ ...sign(), 'Candlefish-Signature': 'v1=' }],
      [signed('cfs_guessed', { method: 'POST', target: clients, body })],
    ];
    for (const [headers, given] of wrong) expect((await send(headers, given)).status).toBe(401);
    expect((await api.get('/api/auth/me', { token })).status).toBe(401);
    expect(await countClients()).toBe(0);
  });

  it('keeps its secret sealed', async () => {
    const rows = await withTenant(ida, (tx) => tx.select().from(apiKey));
    expect(JSON.stringify(rows)).not.toContain(secret.slice(4));
  });
});
