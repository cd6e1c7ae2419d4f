import { createHmac, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { decodeJwt, exportJWK, exportSPKI, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listSignIns } from '#app/auth/history.server.ts';
import { turnAppOn } from '#app/auth/second-step.server.ts';
import { listSessions, revokeSession } from '#app/auth/session.server.ts';
import { totp } from '#app/auth/totp.server.ts';
import { beginEnrolment } from '#app/auth/totp-app.server.ts';
import { membership, session, signingKey, tenantPolicy, user } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';
import { newPerson, openApi, type Person, password } from '#tests/support/api.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { readKey } from '#tests/support/second-factor.ts';
import { audience, issuer } from './access-token.server.ts';
import { currentKey, publishedKeys, rotateSigningKeys } from './signing-keys.server.ts';

let database: FreshDatabase;
let ida: Person;
const api = openApi();

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  ida = await newPerson();
});

const logIn = (body: object = {}) => api.post('/api/auth/login', { email: ida.email, password, ...body });
const me = (token: string) => api.get('/api/auth/me', { token });
const renew = (refreshToken: string) => api.post('/api/auth/refresh', { refreshToken });
const refused = { error: { code: 'unauthenticated', message: expect.any(String) } };

describe('signing in', () => {
  it('gives an access token that anybody can check, and says who it is', async () => {
    const { status, json } = await logIn();
    expect(status).toBe(200);
    expect(json).toEqual({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
      refreshToken: expect.stringMatching(/^cfr_[\w-]{43}$/),
    });
    const keys = (await api.get('/.well-known/jwks.json')).json.keys as JWK[];
    expect(keys[0]).not.toHaveProperty('d');
    const { payload } = await jwtVerify(json.accessToken, (header: { kid?: string }) =>
      importJWK(keys.find(({ kid }) => kid === header.kid) ?? {}, 'ES256'),
    );
    expect(payload).toMatchObject({ iss: issuer(), aud: audience(), sub: ida.userId, tenant: ida.tenantId });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900);
    const answer = await me(json.accessToken);
    expect(answer.json).toMatchObject({
      user: { id: ida.userId, email: ida.email, role: 'owner' },
      key: null,
      tenant: { id: ida.tenantId, slug: ida.slug },
    });
    expect(answer.json.permissions).toContain('paintbox:write');
  });

  it('says the same of a wrong password and of nobody', async () => {
    const [wrong, nobody] = [await logIn({ password: 'wrong' }), await logIn({ email: 'nobody@example.com' })];
    expect([wrong.status, nobody.status]).toEqual([401, 401]);
    expect(wrong.json).toEqual(nobody.json);
  });

  it('takes nothing but what it asks for', async () => {
    const { json } = await logIn({ role: 'operator', tenant: ida.slug, userId: randomUUID(), expiresIn: 1e9 });
    expect(json.expiresIn).toBe(900);
    expect(decodeJwt(json.accessToken).sub).toBe(ida.userId);
    for (const body of ['[]', 'null', '{', '"x"', '{"email":{"$ne":""},"password":["x"]}'])
      expect((await api.post('/api/auth/login', body)).status).toBe(422);
    expect((await api.call('POST', '/api/auth/login', { headers: { 'Content-Type': 'text/plain' } })).status).toBe(415);
  });

  it('asks whoever is in two businesses which one it is, and lets nobody into a third', async () => {
    const other = await newPerson();
    await withPlatform((tx) =>
      tx.insert(membership).values({ tenantId: other.tenantId, userId: ida.userId, role: 'viewer' }),
    );
    const unclear = await logIn();
    expect(unclear.status).toBe(422);
    expect(unclear.json.error.fields.tenant[0]).toContain(other.slug);
    const { json } = await logIn({ tenant: other.slug.toUpperCase() });
    expect((await me(json.accessToken)).json).toMatchObject({
      user: { role: 'viewer' },
      tenant: { id: other.tenantId },
    });
    expect((await logIn({ tenant: (await newPerson()).slug })).status).toBe(403);
  });
});

describe('a second step', () => {
  async function withApp() {
    const { key } = await beginEnrolment(ida);
    const secret = readKey(key);
    const at = (steps: number) => totp(secret, new Date(Date.now() + steps * 30_000));
    const codes = await turnAppOn(ida.userId, at(-1));
    return { at, codes: codes ?? [] };
  }

  it('is asked for before there is a token, and taken once', async () => {
    const { at, codes } = await withApp();
    const asked = await logIn();
    expect(asked.json).toEqual({
      challenge: { token: expect.any(String), methods: ['app', 'recovery-code'], expiresIn: 300 },
    });
    const { token: challenge } = asked.json.challenge;
    expect((await me(challenge)).status).toBe(401);
    const answer = (code: string) => api.post('/api/auth/login', { challenge, code });
    expect((await answer('000000')).status).toBe(401);
    const { status, json } = await answer(at(0));
    expect(status).toBe(200);
    expect((await me(json.accessToken)).status).toBe(200);
    expect((await answer(at(1))).status).toBe(410);
    const again = (await logIn()).json.challenge.token;
    expect((await api.post('/api/auth/login', { challenge: again, code: codes[0] })).status).toBe(200);
    const [first] = await listSignIns(ida.userId);
    expect(first).toMatchObject({ outcome: 'signed-in', method: 'password', secondFactor: 'recovery-code' });
  });

  it('is guessed at five times', async () => {
    const { at } = await withApp();
    const challenge = (await logIn()).json.challenge.token;
    for (let i = 0; i < 5; i += 1)
      expect((await api.post('/api/auth/login', { challenge, code: '000000' })).status).toBe(401);
    expect((await api.post('/api/auth/login', { challenge, code: at(0) })).status).toBe(410);
  });

  it('is needed where the business asks for one, and no session is left without it', async () => {
    await withTenant(ida, (tx) => tx.insert(tenantPolicy).values({ requiresSecondFactor: true }));
    const { status, json } = await logIn();
    expect(status).toBe(403);
    expect(json.error.message).toContain('second factor');
    expect(await listSessions(ida.userId)).toEqual([]);
  });
});

describe('an access token', () => {
  let token: string;
  let refreshToken: string;
  beforeEach(async () => {
    ({ accessToken: token, refreshToken } = (await logIn()).json);
  });

  async function forge(change: (jwt: SignJWT) => SignJWT, header: object = {}, key?: Parameters<SignJWT['sign']>[0]) {
    const { kid, key: ours } = await currentKey();
    const claims = decodeJwt(token);
    const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt', ...header });
    return change(jwt).sign(key ?? ours);
  }

  it('is good when we sign it the same way', async () => {
    expect((await me(await forge((jwt) => jwt))).status).toBe(200);
  });

  it.each<[string, (jwt: SignJWT) => SignJWT]>([
    ['that is over', (jwt) => jwt.setIssuedAt(1_000).setExpirationTime(2_000)],
    ['for somebody else', (jwt) => jwt.setAudience('https://elsewhere.example/api')],
    ['of another issuer', (jwt) => jwt.setIssuer('https://elsewhere.example')],
    ['not valid yet', (jwt) => jwt.setNotBefore('1h')],
    ['without an id', (jwt) => jwt.setJti('').setSubject('nobody')],
  ])('%s is refused', async (_, change) => {
    const answer = await me(await forge(change));
    expect([answer.status, answer.json]).toEqual([401, refused]);
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer realm="candlefish"');
  });

  it('of another type, of an unknown key, or by a stranger under our name is refused', async () => {
    const stranger = await generateKeyPair('ES256');
    const tokens = [
      await forge((jwt) => jwt, { typ: 'JWT' }),
      await forge((jwt) => jwt, { kid: 'nobody' }),
      await forge((jwt) => jwt, { kid: undefined }),
      await forge((jwt) => jwt, {}, stranger.privateKey),
      await forge((jwt) => jwt, { jwk: await exportJWK(stranger.publicKey) }, stranger.privateKey),
    ];
    for (const forged of tokens) expect((await me(forged)).json).toEqual(refused);
  });

  it('with `alg: none`, or signed by HMAC with our public key, is refused', async () => {
    const [, claims = ''] = token.split('.');
    const { kid } = await currentKey();
    const [jwk] = (await publishedKeys()).keys;
    const spki = await exportSPKI((await importJWK(jwk ?? {}, 'ES256')) as CryptoKey);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const alg of ['none', 'None', 'nOnE'])
      expect((await me(`${part({ alg, kid, typ: 'at+jwt' })}.${claims}.`)).status).toBe(401);
    const confused = `${part({ alg: 'HS256', kid, typ: 'at+jwt' })}.${claims}`;
    for (const key of [spki, spki.trim(), JSON.stringify(jwk)]) {
      const signature = createHmac('sha256', key).update(confused).digest('base64url');
      expect((await me(`${confused}.${signature}`)).status).toBe(401);
    }
  });

  it('with one letter changed is refused, wherever it is', async () => {
    for (let at = 0; at < token.length - 1; at += 7) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      if (changed !== token) expect((await me(changed)).status).toBe(401);
    }
  });

  it('that names another business than its session may enter opens nothing', async () => {
    const other = await newPerson();
    const { kid, key } = await currentKey();
    const claims = { ...decodeJwt(token), tenant: other.tenantId, slug: other.slug };
    const elsewhere = new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' }).sign(key);
    expect((await me(await elsewhere)).status).toBe(403);
  });

  it('opens nothing as soon as its session is revoked, its person suspended, or they sign out', async () => {
    const set = (suspendedAt: Date | null) =>
      withPlatform((tx) => tx.update(membership).set({ suspendedAt }).where(eq(membership.userId, ida.userId)));
    await set(new Date());
    expect((await me(token)).status).toBe(403);
    expect((await renew(refreshToken)).status).toBe(403);
    await set(null);
    expect((await me(token)).status).toBe(200);
    const [own] = await listSessions(ida.userId);
    await revokeSession(ida.userId, own?.id ?? '');
    expect((await me(token)).status).toBe(401);
    expect((await renew(refreshToken)).status).toBe(401);
    const next = (await logIn()).json;
    expect((await api.post('/api/auth/logout', { refreshToken: next.refreshToken })).status).toBe(204);
    expect((await me(next.accessToken)).status).toBe(401);
    expect((await api.post('/api/auth/logout', { refreshToken: next.refreshToken })).status).toBe(204);
  });

  it('is not looked for in cookies, and no cookie can be made of it', async () => {
    expect((await api.get('/api/auth/me', { headers: { Cookie: `candlefish_session=${token}` } })).status).toBe(401);
    const sid = String(decodeJwt(token).sid);
    expect((await me(sid)).status).toBe(401);
    expect(await withPlatform((tx) => tx.$count(session, eq(session.id, sid)))).toBe(1);
  });

  it('goes when the account does', async () => {
    await withPlatform((tx) => tx.delete(user).where(eq(user.id, ida.userId)));
    expect((await me(token)).status).toBe(401);
  });
});

describe('a refresh token', () => {
  it('gives the next pair and is used up', async () => {
    const first = (await logIn()).json;
    const second = (await renew(first.refreshToken)).json;
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await me(second.accessToken)).status).toBe(200);
    expect((await me(first.accessToken)).status).toBe(200);
  });

  it('that is used again ends the whole session at once, and the history says so', async () => {
    const first = (await logIn()).json;
    const second = (await renew(first.refreshToken)).json;
    const third = (await renew(second.refreshToken)).json;
    const replayed = await renew(first.refreshToken);
    expect([replayed.status, replayed.json]).toEqual([401, refused]);
    for (const { accessToken } of [first, second, third]) expect((await me(accessToken)).status).toBe(401);
    expect((await renew(third.refreshToken)).status).toBe(401);
    expect((await listSignIns(ida.userId))[0]).toMatchObject({ outcome: 'reused-token' });
  });

  it('is taken once of ten that use it at once, and then ends the session', async () => {
    const { refreshToken } = (await logIn()).json;
    const answers = await Promise.all(Array.from({ length: 10 }, () => renew(refreshToken)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10 - won.length);
    for (const { json } of won) expect((await me(json.accessToken)).status).toBe(401);
    expect((await listSignIns(ida.userId)).filter(({ outcome }) => outcome === 'reused-token')).toHaveLength(1);
  });

  it('is not an access token, nor the other way round', async () => {
    const { accessToken, refreshToken } = (await logIn()).json;
    expect((await me(refreshToken)).status).toBe(401);
    expect((await renew(accessToken)).status).toBe(422);
    expect((await renew('cfr_x')).status).toBe(401);
  });
});

describe('the keys', () => {
  const days = (count: number) => new Date(Date.now() + count * 24 * 3_600_000);

  it('change every thirty days, are published before, and stay until their tokens are over', async () => {
    const before = await currentKey();
    const { accessToken } = (await logIn()).json;
    await rotateSigningKeys(days(29));
    expect((await publishedKeys()).keys).toHaveLength(1);
    await rotateSigningKeys(days(30));
    await rotateSigningKeys(days(30));
    expect((await publishedKeys()).keys).toHaveLength(2);
    expect((await currentKey(days(30))).kid).toBe(before.kid);
    expect((await currentKey(days(30.1))).kid).not.toBe(before.kid);
    expect((await me(accessToken)).status).toBe(200);
    await rotateSigningKeys(days(31));
    expect((await publishedKeys()).keys.map(({ kid }) => kid)).not.toContain(before.kid);
    expect((await me(accessToken)).status).toBe(401);
  });

  it('are made once by processes that start together, and kept encrypted', async () => {
    await withPlatform((tx) => tx.delete(signingKey));
    await Promise.all(Array.from({ length: 5 }, () => rotateSigningKeys()));
    const rows = await withPlatform((tx) => tx.select().from(signingKey));
    expect(rows).toHaveLength(1);
    expect(Buffer.from(rows[0]?.wrapped ?? []).toString('latin1')).not.toContain('"d"');
  });
});
