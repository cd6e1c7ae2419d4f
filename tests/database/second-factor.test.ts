import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { confirmBy, proofsOf } from '#app/auth/confirm.server.ts';
import { distrust, listTrustedDevices } from '#app/auth/devices.server.ts';
import { listSignIns } from '#app/auth/history.server.ts';
import { hashPassword } from '#app/auth/password.server.ts';
import { takeRecoveryCode } from '#app/auth/recovery.server.ts';
import { findFactors, newRecoveryCodes, takeTyped, turnAppOff, turnAppOn } from '#app/auth/second-step.server.ts';
import { findSignedIn, rotateSession } from '#app/auth/session.server.ts';
import { findSecondStep, passFirstStep, passSecondStep } from '#app/auth/sign-in.server.ts';
import { isRecentlyProved, requireRecentProof } from '#app/auth/step-up.server.ts';
import { totp } from '#app/auth/totp.server.ts';
import { beginEnrolment } from '#app/auth/totp-app.server.ts';
import { isRefusal } from '#app/errors/refusal.ts';
import { takeKeptForm } from '#app/http/kept-form.server.ts';
import { authenticator, recoveryCode, session, user } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { Jar } from '#tests/support/jar.ts';
import { readKey } from '#tests/support/second-factor.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

process.env.MASTER_KEYS = `test:${randomBytes(32).toString('base64')}`;

let database: FreshDatabase;
let ida: TestTenant;
let browser: Jar;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date() });
  ida = await makeTenant('Ida');
  browser = new Jar();
  return () => vi.useRealTimers();
});

/** Half a minute passes on our clock, so that the next code is another one. */
const halfAMinute = () => vi.advanceTimersByTime(30_000);

/** Sets the app up as a person does: reads the key, types its code. */
async function setUpApp(userId = ida.userId) {
  const { key } = await beginEnrolment({ userId, email: 'ida@example.com' });
  const secret = readKey(key);
  const codes = await turnAppOn(userId, totp(secret, new Date()));
  halfAMinute();
  return { code: () => totp(secret, new Date()), codes: codes ?? [] };
}

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => 'accepted',
    (reason) => reason,
  );
  return isRefusal(error) ? error.code : String(error);
}

const first = (jar = browser, next = '/t/ida') =>
  passFirstStep(jar.visitor, { userId: ida.userId, method: 'password', next }).then((answer) => jar.follow(answer));
const second = (code: string, { jar = browser, trust = false } = {}) =>
  passSecondStep(jar.visitor, { code, trust }).then((answer) => jar.follow(answer));
const whoIs = (jar: Jar) => findSignedIn(jar.visitor.request);

describe('setting an app up', () => {
  test('keeps the key sealed, and asks for no code before one was right', async () => {
    const { key, address } = await beginEnrolment({ userId: ida.userId, email: 'ida@example.com' });
    expect(address).toContain(key.replaceAll(' ', ''));
    const [row] = await withPlatform((tx) =>
      tx.select().from(authenticator).where(eq(authenticator.userId, ida.userId)),
    );
    expect(row?.sealedSecret).toMatch(/^cf1\./);
    expect(row?.sealedSecret).not.toContain(Buffer.from(readKey(key)).toString('hex'));
    expect(await refusalOf(turnAppOn(ida.userId, '000000'))).toBe('invalid');
    expect(await first()).toBe('/t/ida');
  });

  test('forgets a key that was shown a while ago', async () => {
    const shown = await beginEnrolment({ userId: ida.userId, email: 'ida@example.com' });
    expect((await beginEnrolment({ userId: ida.userId, email: 'ida@example.com' })).key).toBe(shown.key);
    await database.execute(`update authenticator set created_at = created_at - interval '20 minutes'`);
    expect((await beginEnrolment({ userId: ida.userId, email: 'ida@example.com' })).key).not.toBe(shown.key);
  });

  test('cannot be done over one that is on', async () => {
    await setUpApp();
    expect(await refusalOf(beginEnrolment({ userId: ida.userId, email: 'ida@example.com' }))).toBe('conflict');
  });
});

describe('the second step', () => {
  test('stands between the password and the session', async () => {
    const app = await setUpApp();
    expect(await first()).toBe('/sign-in/second-step');
    expect(await whoIs(browser)).toBeNull();
    expect(await second(app.code())).toBe('/t/ida');
    expect((await whoIs(browser))?.session).toMatchObject({ method: 'password', secondFactor: 'app' });
    const [last] = await listSignIns(ida.userId);
    expect(last).toMatchObject({ outcome: 'signed-in', method: 'password', secondFactor: 'app' });
  });

  test('is bound to the browser that took the first', async () => {
    const app = await setUpApp();
    await first();
    expect(await refusalOf(second(app.code(), { jar: new Jar() }))).toBe('gone');
  });

  test('takes a code once, though ten browsers send it at one time', async () => {
    const app = await setUpApp();
    const jars = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const jar = new Jar();
        await first(jar);
        return jar;
      }),
    );
    const code = app.code();
    const answers = await Promise.all(jars.map((jar) => refusalOf(second(code, { jar }))));
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
  });

  test('gives one session, though one browser answers ten times at once', async () => {
    const app = await setUpApp();
    await first();
    const before = await withPlatform((tx) => tx.$count(session, eq(session.userId, ida.userId)));
    await Promise.all([app.code(), ...app.codes.slice(0, 4)].map((code) => refusalOf(second(code))));
    expect(await withPlatform((tx) => tx.$count(session, eq(session.userId, ida.userId)))).toBe(before + 1);
  });

  test('ends after five wrong answers, and with it what was typed right afterwards', async () => {
    const app = await setUpApp();
    await first();
    const wrong = await Promise.all(Array.from({ length: 8 }, (_, i) => refusalOf(second(`00000${i}`))));
    expect(wrong.filter((answer) => answer === 'invalid')).toHaveLength(5);
    expect(await refusalOf(second(app.code()))).toBe('gone');
    expect(await findSecondStep(browser.visitor)).not.toBeNull();
  });

  test('looks at no more codes after ten wrong ones, however many browsers guess; a recovery code still works', async () => {
    const app = await setUpApp();
    const guesses = await Promise.all(
      Array.from({ length: 4 }, async (_, browserNo) => {
        const jar = new Jar();
        await first(jar);
        return Promise.all(Array.from({ length: 5 }, (_, i) => refusalOf(second(`0${browserNo}000${i}`, { jar }))));
      }),
    );
    expect(guesses.flat().filter((answer) => answer === 'invalid')).toHaveLength(10);
    expect(guesses.flat().filter((answer) => answer === 'too-many')).toHaveLength(10);
    await first();
    expect(await refusalOf(second(app.code()))).toBe('too-many');
    expect(await second(app.codes[0] ?? '')).toBe('/t/ida');
    // Somebody else's wrong codes are theirs alone.
    const other = await makeTenant('Other');
    const theirs = await setUpApp(other.userId);
    const code = theirs.code();
    expect(await takeTyped(browser.visitor, { userId: other.userId, method: 'password', code })).toBe('app');
  });

  test('asks nobody else’s code', async () => {
    await setUpApp();
    const other = await makeTenant('Other');
    const theirs = await setUpApp(other.userId);
    await first();
    expect(await refusalOf(second(theirs.code()))).toBe('invalid');
    expect(await refusalOf(second(theirs.codes[0] ?? ''))).toBe('invalid');
  });

  test('waits a quarter of an hour', async () => {
    const app = await setUpApp();
    await first();
    await database.execute(`update challenge set expires_at = now() - interval '1 second'`);
    expect(await refusalOf(second(app.code()))).toBe('gone');
  });

  test('leads nowhere else', async () => {
    const app = await setUpApp();
    await first(browser, '//evil.example');
    expect(await second(app.code())).toBe('/');
  });

  test('is gone with the app', async () => {
    await setUpApp();
    await turnAppOff(ida.userId);
    expect(await first()).toBe('/t/ida');
    expect(await findFactors(ida.userId)).toEqual({ hasApp: false, passkeys: 0, recoveryCodes: 0 });
  });
});

describe('recovery codes', () => {
  test('come ten at a time, are stored as hashes and work once, typed this way or that', async () => {
    const { codes } = await setUpApp();
    expect(new Set(codes).size).toBe(10);
    const stored = JSON.stringify(
      await withPlatform((tx) => tx.select().from(recoveryCode).where(eq(recoveryCode.userId, ida.userId))),
    );
    for (const code of codes) {
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
      expect(stored).not.toContain(code.replaceAll('-', ''));
    }
    const [one = ''] = codes;
    const take = (typed: string) => withPlatform((tx) => takeRecoveryCode(tx, ida.userId, typed));
    const typed = [one, one.toLowerCase(), one.replaceAll('-', ' '), one.replaceAll('0', 'O').replaceAll('1', 'l')];
    const answers = await Promise.all(typed.map(take));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await take(one)).toBe(false);
    expect((await findFactors(ida.userId)).recoveryCodes).toBe(9);
  });

  test('are replaced whole', async () => {
    const { codes } = await setUpApp();
    const fresh = await newRecoveryCodes(ida.userId);
    await first();
    expect(await refusalOf(second(codes[0] ?? ''))).toBe('invalid');
    expect(await second(fresh[0] ?? '')).toBe('/t/ida');
  });

  test('stand in for something: without an app or passkey there are none', async () => {
    expect(await refusalOf(newRecoveryCodes(ida.userId))).toBe('conflict');
  });
});

describe('a browser that is not to be asked', () => {
  test('is asked again when its person says so, when 30 days are over, and for anybody else', async () => {
    const app = await setUpApp();
    await first();
    await second(app.code(), { trust: true });
    expect(await first()).toBe('/t/ida');
    expect((await whoIs(browser))?.session.secondFactor).toBe('trusted-device');
    expect(await first(new Jar())).toBe('/sign-in/second-step');

    const other = await makeTenant('Other');
    await setUpApp(other.userId);
    const asOther = await passFirstStep(browser.copy().visitor, { userId: other.userId, method: 'password' });
    expect(asOther.headers.get('Location')).toBe('/sign-in/second-step');

    const [device] = await listTrustedDevices(ida.userId);
    await distrust(other.userId, device?.id ?? '');
    expect(await first()).toBe('/t/ida');
    await database.execute(`update trusted_device set expires_at = now() - interval '1 second'`);
    expect(await first()).toBe('/sign-in/second-step');
    await database.execute(`update trusted_device set expires_at = now() + interval '1 day'`);
    await distrust(ida.userId, device?.id ?? '');
    expect(await first()).toBe('/sign-in/second-step');
  });

  test('signs nobody in by itself', async () => {
    const app = await setUpApp();
    await first();
    await second(app.code(), { trust: true });
    const trusted = browser
      .header()
      .split('; ')
      .find((cookie) => cookie.startsWith('candlefish_trusted'));
    expect(await whoIs(new Jar().keep(trusted ?? null))).toBeNull();
  });
});

describe('before something dangerous', () => {
  const request = new Request('http://localhost/account/security?tab=1');
  const typed = { intent: 'rename', name: 'My key', password: 'hunter2hunter2', _csrf: 'x' };

  async function provedAt(minutes: number) {
    await first();
    browser.keep(await rotateSession(browser.visitor, { provedAt: new Date(Date.now() - minutes * 60_000) }));
    const who = await whoIs(browser);
    if (!who) throw new Error('not signed in');
    return who;
  }

  test('a proof counts for ten minutes', async () => {
    await requireRecentProof((await provedAt(9)).session, request);
    const sent: unknown = await requireRecentProof((await provedAt(11)).session, request, typed).catch(
      (e: unknown) => e,
    );
    expect(sent).toBeInstanceOf(Response);
    const answer = sent as Response;
    expect(answer.headers.get('Location')).toBe('/account/confirm?to=%2Faccount%2Fsecurity%3Ftab%3D1');
    browser.follow(answer);
    const waiting = takeKeptForm(browser.visitor.request, '/account/security');
    expect(waiting?.kept.failure.values).toEqual({ intent: 'rename', name: 'My key' });
    expect(takeKeptForm(browser.visitor.request, '/account/sessions')).toBeNull();
  });

  test('a password is proof for whoever has no second factor, in this session alone', async () => {
    const passwordHash = await hashPassword('a long enough password');
    await withPlatform((tx) => tx.update(user).set({ passwordHash }).where(eq(user.id, ida.userId)));
    const elsewhere = new Jar();
    await first(elsewhere);
    const who = await provedAt(60);
    expect(await refusalOf(confirmBy(browser.visitor, who, { way: 'password', password: 'wrong' }))).toBe('invalid');
    expect((await whoIs(browser))?.session.provedAt).toEqual(who.session.provedAt);
    const old = browser.copy();
    browser.keep(await confirmBy(browser.visitor, who, { way: 'password', password: 'a long enough password' }));
    const now = await whoIs(browser);
    expect(now && isRecentlyProved(now.session)).toBe(true);
    expect(await whoIs(old)).toBeNull();
    expect((await listSignIns(ida.userId)).map(({ outcome }) => outcome)).toEqual([
      'confirmed',
      'wrong-confirmation',
      'signed-in',
      'signed-in',
    ]);
  });

  test('a password is none for whoever has a second factor', async () => {
    const passwordHash = await hashPassword('a long enough password');
    await withPlatform((tx) => tx.update(user).set({ passwordHash }).where(eq(user.id, ida.userId)));
    const who = await provedAt(60);
    const app = await setUpApp();
    expect(await proofsOf(ida.userId)).toMatchObject({ password: false, code: true, app: true });
    const password = { way: 'password', password: 'a long enough password' } as const;
    expect(await refusalOf(confirmBy(browser.visitor, who, password))).toBe('invalid');
    browser.keep(await confirmBy(browser.visitor, who, { way: 'code', code: app.code() }));
    expect((await whoIs(browser))?.session.secondFactor).toBe('app');
  });

  test('ten wrong passwords are enough, right or not', async () => {
    const passwordHash = await hashPassword('a long enough password');
    await withPlatform((tx) => tx.update(user).set({ passwordHash }).where(eq(user.id, ida.userId)));
    const who = await provedAt(60);
    for (let i = 0; i < 10; i += 1) {
      await refusalOf(confirmBy(browser.visitor, who, { way: 'password', password: `wrong ${i}` }));
    }
    const right = { way: 'password', password: 'a long enough password' } as const;
    expect(await refusalOf(confirmBy(browser.visitor, who, right))).toBe('too-many');
  });
});
