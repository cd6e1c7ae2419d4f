import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { confirmBy } from '#app/auth/confirm.server.ts';
import { listSignIns } from '#app/auth/history.server.ts';
import { askForPasskey, askForRegistration, takePasskey } from '#app/auth/passkey.server.ts';
import { addPasskey, listPasskeys, removePasskey, renamePasskey } from '#app/auth/passkey-list.server.ts';
import { findFactors } from '#app/auth/second-step.server.ts';
import { findSignedIn } from '#app/auth/session.server.ts';
import { passFirstStep } from '#app/auth/sign-in.server.ts';
import { isRefusal } from '#app/errors/refusal.ts';
import { connectedAccount, passkey, user } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import { type Bent, SoftAuthenticator } from '#tests/support/authenticator.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { Jar } from '#tests/support/jar.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

const origin = 'http://localhost:3000';

let database: FreshDatabase;
let ida: TestTenant;
let browser: Jar;
let device: SoftAuthenticator;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  ida = await makeTenant('Ida');
  browser = new Jar(origin);
  device = new SoftAuthenticator(origin);
});

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => 'accepted',
    (reason) => reason,
  );
  return isRefusal(error) ? error.code : String(error);
}

/** The challenge that a browser is given for a new passkey. */
async function askNew(jar = browser, userId = ida.userId) {
  const { options, cookie } = await askForRegistration(jar.visitor, { userId, email: 'i@example.com', name: 'Ida' });
  jar.keep(cookie);
  return options;
}

const keep = (response: string, { jar = browser, userId = ida.userId } = {}) =>
  addPasskey(jar.visitor, userId, { name: 'Phone', response });
const enrol = async (with_ = device, userId = ida.userId) =>
  keep(with_.create(await askNew(browser, userId)), { userId });

/** The challenge that a browser is given for signing in, or as a proof of one person. */
async function ask(userId: string | null = null, jar = browser) {
  const kind = userId ? 'passkey-proof' : 'passkey-sign-in';
  const { options, cookie } = await askForPasskey(jar.visitor, kind, userId);
  jar.keep(cookie);
  return options;
}

const show = (answer: string, userId: string | null = null, jar = browser) =>
  takePasskey(jar.visitor, userId ? 'passkey-proof' : 'passkey-sign-in', userId, answer);

describe('a new passkey', () => {
  test('is kept, with recovery codes if it is the first second factor', async () => {
    expect(await enrol()).toHaveLength(10);
    expect(await enrol(new SoftAuthenticator(origin))).toBeNull();
    expect(await findFactors(ida.userId)).toEqual({ hasApp: false, passkeys: 2, recoveryCodes: 10 });
    const options = await askNew();
    expect(options.excludeCredentials?.map(({ id }) => id)).toContain(device.id.toString('base64url'));
    expect(options).toMatchObject({
      rp: { id: 'localhost' },
      authenticatorSelection: { userVerification: 'required' },
    });
  });

  const attacks: [string, Bent][] = [
    ['of another site’s page', { origin: 'https://evil.example' }],
    ['of a page on another port', { origin: 'http://localhost:3001' }],
    ['for another site', { rpId: 'evil.example' }],
    ['to another question', { challenge: randomBytes(32).toString('base64url') }],
    ['without a finger, face or PIN', { isUnverified: true }],
    ['of another ceremony', { type: 'webauthn.get' }],
  ];
  test.each(attacks)('is not kept from an answer %s', async (_, bent) => {
    expect(await refusalOf(keep(device.create(await askNew(), bent)))).toBe('invalid');
    expect(await listPasskeys(ida.userId)).toEqual([]);
  });

  test('is kept once for each question, from the browser and the person that were asked', async () => {
    const other = await makeTenant('Other');
    const options = await askNew();
    const thief = new Jar(origin);
    expect(await refusalOf(keep(device.create(options), { jar: thief }))).toBe('invalid');
    expect(await refusalOf(keep(device.create(options), { userId: other.userId }))).toBe('invalid');
    // Asking for another person has used the question up.
    expect(await refusalOf(keep(device.create(options)))).toBe('invalid');
    const again = await askNew();
    await keep(device.create(again));
    expect(await refusalOf(keep(new SoftAuthenticator(origin).create(again)))).toBe('invalid');
  });

  test('that is somebody else’s already stays theirs', async () => {
    const other = await makeTenant('Other');
    await enrol();
    expect(await refusalOf(enrol(device, other.userId))).toBe('invalid');
    expect([(await listPasskeys(ida.userId)).length, (await listPasskeys(other.userId)).length]).toEqual([1, 0]);
  });

  test.each([
    '',
    'null',
    '[]',
    '{}',
    '{"id":5}',
    '{"id":"x"}',
    '{"id":"x","response":{}}',
    `{"id":"${'x'.repeat(9999)}"}`,
  ])('is no garbage: %.40s', async (garbage) => {
    await askNew();
    expect(await refusalOf(keep(garbage))).toBe('invalid');
    await ask();
    expect(await refusalOf(show(garbage))).toBe('invalid');
  });
});

describe('signing in with a passkey', () => {
  test('says who it is', async () => {
    await enrol();
    expect((await ask()).allowCredentials ?? []).toEqual([]);
    expect(await show(device.get(await ask()))).toEqual({ userId: ida.userId });
    const [kept] = await withPlatform((tx) => tx.select().from(passkey).where(eq(passkey.userId, ida.userId)));
    expect([kept?.counter, kept?.lastUsedAt instanceof Date]).toEqual([device.counter, true]);
  });

  test('takes an answer once, though ten send it at one time', async () => {
    await enrol();
    const answer = device.get(await ask());
    const answers = await Promise.all(Array.from({ length: 10 }, () => refusalOf(show(answer))));
    expect(answers.filter((each) => each === 'accepted')).toHaveLength(1);
    await ask();
    expect(await refusalOf(show(answer))).toBe('invalid');
  });

  test('takes no answer that another browser was asked for', async () => {
    await enrol();
    const thief = new Jar(origin);
    await ask(null, thief);
    expect(await refusalOf(show(device.get(await ask()), null, thief))).toBe('invalid');
    expect(await refusalOf(show(device.get(await ask()), null, new Jar(origin)))).toBe('invalid');
  });

  test('takes no answer that came too late', async () => {
    await enrol();
    const answer = device.get(await ask());
    await database.execute(`update challenge set expires_at = now() - interval '1 second'`);
    expect(await refusalOf(show(answer))).toBe('invalid');
  });

  const attacks: [string, Bent][] = [
    ['of another site’s page', { origin: 'https://evil.example' }],
    ['for another site', { rpId: 'evil.example' }],
    ['to another question', { challenge: randomBytes(32).toString('base64url') }],
    ['without a finger, face or PIN', { isUnverified: true }],
    ['of another ceremony', { type: 'webauthn.create' }],
    ['of a copy whose counter fell behind', { counter: 1 }],
  ];
  test.each(attacks)('takes no answer %s, and writes it down', async (_, bent) => {
    device.counter = 5;
    await enrol();
    expect(await refusalOf(show(device.get(await ask(), bent)))).toBe('invalid');
    expect((await listSignIns(ida.userId)).map(({ outcome }) => outcome)).toEqual(['wrong-passkey']);
    expect(await refusalOf(show(device.get(await ask())))).toBe('accepted');
  });

  test('takes an authenticator that does not count', async () => {
    await enrol();
    for (let i = 0; i < 2; i += 1) {
      expect(await refusalOf(show(device.get(await ask(), { counter: 0 })))).toBe('accepted');
    }
  });

  test('takes no signature of another key under a known name', async () => {
    await enrol();
    const forger = new SoftAuthenticator(origin);
    const forged = forger.get(await ask()).replaceAll(forger.id.toString('base64url'), device.id.toString('base64url'));
    expect(await refusalOf(show(forged))).toBe('invalid');
  });

  test('knows no passkey that was removed', async () => {
    await withPlatform((tx) => tx.update(user).set({ passwordHash: 'some' }).where(eq(user.id, ida.userId)));
    await enrol();
    await removePasskey(ida.userId, device.id.toString('base64url'));
    expect(await refusalOf(show(device.get(await ask())))).toBe('invalid');
  });
});

describe('a passkey as proof', () => {
  test('must be the person’s own', async () => {
    const other = await makeTenant('Other');
    const theirs = new SoftAuthenticator(origin);
    await enrol();
    await enrol(theirs, other.userId);
    expect((await ask(ida.userId)).allowCredentials).toHaveLength(1);
    expect(await refusalOf(show(theirs.get(await ask(ida.userId)), ida.userId))).toBe('invalid');
    // A question put to somebody else is none to me.
    expect(await refusalOf(show(device.get(await ask(other.userId)), ida.userId))).toBe('invalid');
    expect(await refusalOf(show(device.get(await ask(ida.userId)), ida.userId))).toBe('accepted');
  });

  test('is no proof when it was asked for signing in', async () => {
    await enrol();
    expect(await refusalOf(show(device.get(await ask()), ida.userId))).toBe('invalid');
  });

  test('confirms a session and gives it a second factor', async () => {
    browser.follow(await passFirstStep(browser.visitor, { userId: ida.userId, method: 'password' }));
    await enrol();
    const who = await findSignedIn(browser.visitor.request);
    if (!who) throw new Error('not signed in');
    const response = device.get(await ask(ida.userId));
    browser.keep(await confirmBy(browser.visitor, who, { way: 'passkey', response }));
    expect((await findSignedIn(browser.visitor.request))?.session.secondFactor).toBe('passkey');
  });
});

describe('a person’s passkeys', () => {
  const id = () => device.id.toString('base64url');

  test('are renamed and removed by nobody else', async () => {
    const other = await makeTenant('Other');
    await enrol();
    expect(await refusalOf(renamePasskey(other.userId, { id: id(), name: 'Mine now' }))).toBe('not-found');
    expect(await refusalOf(removePasskey(other.userId, id()))).toBe('not-found');
    await renamePasskey(ida.userId, { id: id(), name: '<b>Work</b> phone' });
    expect((await listPasskeys(ida.userId)).map(({ name }) => name)).toEqual(['<b>Work</b> phone']);
  });

  test('are never all removed when nothing else lets their person in', async () => {
    const second = new SoftAuthenticator(origin);
    await withPlatform((tx) => tx.update(user).set({ passwordHash: null }).where(eq(user.id, ida.userId)));
    await enrol();
    await enrol(second);
    const removals = [id(), second.id.toString('base64url')].map((each) => refusalOf(removePasskey(ida.userId, each)));
    expect((await Promise.all(removals)).sort()).toEqual(['accepted', 'conflict']);
    expect(await listPasskeys(ida.userId)).toHaveLength(1);
    const account = { provider: 'google', subject: ida.userId, userId: ida.userId };
    await withPlatform((tx) => tx.insert(connectedAccount).values(account));
    const [last] = await listPasskeys(ida.userId);
    await removePasskey(ida.userId, last?.id ?? '');
    expect(await findFactors(ida.userId)).toEqual({ hasApp: false, passkeys: 0, recoveryCodes: 0 });
  });

  test('take a password out of the way: it signs nobody in alone any more', async () => {
    await enrol();
    const answer = await passFirstStep(browser.visitor, { userId: ida.userId, method: 'password' });
    expect(answer.headers.get('Location')).toBe('/sign-in/second-step');
  });
});
