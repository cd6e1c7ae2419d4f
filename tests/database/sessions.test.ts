import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listSignIns, removeOldSignIns } from '#app/auth/history.server.ts';
import { noteOver, noteSeen, writeSightings } from '#app/auth/seen.server.ts';
import {
  findSignedIn,
  hashToken,
  listSessions,
  removeExpiredSessions,
  revokeSession,
  revokeSessions,
  rotateSession,
  sessionToken,
} from '#app/auth/session.server.ts';
import { comeIn, passFirstStep } from '#app/auth/sign-in.server.ts';
import { isRecentlyProved } from '#app/auth/step-up.server.ts';
import { isRefusal } from '#app/errors/refusal.ts';
import { admit } from '#app/tenancy/entry.server.ts';
import { accountMail, membership, session, signInEvent, tenantPolicy, tenantSso } from '#db/schema/index.ts';
import { type SessionEntry, withPlatform, withSession, withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { Jar } from '#tests/support/jar.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

let database: FreshDatabase;
let acme: TestTenant;
let browser: Jar;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  acme = await makeTenant('Acme');
  browser = new Jar();
});

const signIn = (jar = browser, next = '/', { userId } = acme) =>
  passFirstStep(jar.visitor, { userId, method: 'password', next }).then((answer) => jar.follow(answer));
const whoIs = (jar: Jar) => findSignedIn(jar.visitor.request);
const hashOf = (jar: Jar) => hashToken(sessionToken(jar.visitor.request) ?? '');
const change = (jar: Jar, set: Partial<typeof session.$inferInsert>) =>
  withPlatform((tx) =>
    tx
      .update(session)
      .set(set)
      .where(eq(session.id, hashOf(jar))),
  );
const enter = (jar: Jar) => withSession(hashOf(jar), acme.slug, async ({ entry }) => entry);
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

describe('a session', () => {
  test('says how it came about', async () => {
    expect(await signIn()).toBe('/');
    expect(await whoIs(browser)).toMatchObject({
      userId: acme.userId,
      session: { method: 'password', secondFactor: null, id: hashOf(browser) },
    });
  });

  test('that was slipped to a browser before it signed in is worth nothing afterwards', async () => {
    await signIn();
    const attacker = browser.copy();
    await signIn();
    expect(hashOf(browser)).not.toBe(hashOf(attacker));
    expect(await whoIs(attacker)).toBeNull();
    expect(await whoIs(browser)).not.toBeNull();
  });

  test('cannot be chosen by whoever sets the cookie', async () => {
    browser.keep('candlefish_session=chosen-by-an-attacker');
    await signIn();
    expect(sessionToken(browser.visitor.request)).not.toBe('chosen-by-an-attacker');
    expect(await whoIs(new Jar().keep('candlefish_session=chosen-by-an-attacker'))).toBeNull();
  });

  test('goes on under a new token when its person proves who they are', async () => {
    await signIn();
    await change(browser, { provedAt: minutesAgo(60) });
    const old = browser.copy();
    browser.keep(await rotateSession(browser.visitor, { provedAt: new Date(), secondFactor: 'app' }));
    expect(await whoIs(old)).toBeNull();
    const now = await whoIs(browser);
    expect([now?.session.secondFactor, now && isRecentlyProved(now.session)]).toEqual(['app', true]);
    await expect(rotateSession(old.visitor)).rejects.toSatisfy(isRefusal);
  });

  test('ends when a second factor is added that it has not shown', async () => {
    const [old, shown] = [new Jar(), new Jar()];
    for (const jar of [browser, old, shown]) await signIn(jar);
    await change(shown, { secondFactor: 'passkey' });
    browser.keep(await rotateSession(browser.visitor, { provedAt: new Date(), secondFactor: 'app', endsWeaker: true }));
    expect(await whoIs(old)).toBeNull();
    expect([(await whoIs(browser))?.userId, (await whoIs(shown))?.userId]).toEqual([acme.userId, acme.userId]);
  });

  test('on a browser that its person never used is told them by mail, but the first', async () => {
    const letters = () =>
      withPlatform((tx) => tx.select().from(accountMail).where(eq(accountMail.userId, acme.userId)));
    await signIn();
    await signIn();
    expect(await letters()).toEqual([]);
    await signIn(new Jar());
    expect(await letters()).toMatchObject([{ template: 'account.new-device', toAddress: `${acme.slug}@example.com` }]);
  });

  test('of a business’s provider enters that business alone, and goes with it', async () => {
    const birch = await makeTenant('Birch');
    await withPlatform((tx) =>
      tx.insert(membership).values({ tenantId: birch.tenantId, userId: acme.userId, role: 'owner' }),
    );
    const values = { issuer: 'https://id.example', clientId: 'c', sealedClientSecret: 's', domains: ['example.com'] };
    const [sso] = await withTenant(acme, (tx) => tx.insert(tenantSso).values(values).returning());
    const answer = await comeIn(browser.visitor, {
      userId: acme.userId,
      method: 'sso',
      sso: { tenantId: acme.tenantId, id: sso?.id ?? '', provedAt: new Date() },
    });
    browser.follow(answer);
    const other = await withSession(hashOf(browser), birch.slug, async ({ entry }) => entry);
    expect([(await enter(browser))?.tenant?.slug, other?.tenant]).toEqual([acme.slug, null]);
    expect(await whoIs(browser)).toBeNull();
    // It cannot be turned into one that enters everything, nor be made of one that does.
    await expect(change(browser, { ssoId: null })).rejects.toThrow();
    await expect(change(browser, { method: 'password' })).rejects.toThrow();
    await withTenant(acme, (tx) => tx.delete(tenantSso));
    expect(await enter(browser)).toBeNull();
  });

  test('ends at its end, and when nothing was asked for too long, wherever it is asked', async () => {
    for (const late of [{ expiresAt: minutesAgo(1) }, { lastSeenAt: minutesAgo(31), idleMinutes: 30 }]) {
      await signIn();
      expect((await enter(browser))?.tenant?.slug).toBe(acme.slug);
      await change(browser, late);
      expect([await whoIs(browser), await enter(browser)]).toEqual([null, null]);
      expect(await listSessions(acme.userId)).toHaveLength(1);
      await removeExpiredSessions();
      expect(
        await withPlatform((tx) =>
          tx
            .select()
            .from(session)
            .where(eq(session.id, hashOf(browser))),
        ),
      ).toEqual([]);
    }
  });

  test('is ended by its person at once, one by one or all others, and by nobody else', async () => {
    const [phone, laptop] = [new Jar(), new Jar()];
    for (const jar of [browser, phone, laptop]) await signIn(jar);
    const stranger = await makeTenant('Birch');
    expect(await revokeSession(stranger.userId, hashOf(phone))).toBe(false);
    expect(await whoIs(phone)).not.toBeNull();
    expect(await revokeSession(acme.userId, hashOf(phone))).toBe(true);
    expect([await whoIs(phone), await enter(phone)]).toEqual([null, null]);
    // The laptop, and the one that the test's tenant was made with.
    expect(await revokeSessions(acme.userId, hashOf(browser))).toBe(2);
    expect([await whoIs(laptop), (await whoIs(browser))?.userId]).toEqual([null, acme.userId]);
  });
});

describe('when a session was last seen', () => {
  test('is written later, for all at once, and not at every page', async () => {
    await signIn();
    await change(browser, { lastSeenAt: minutesAgo(10) });
    const before = await enter(browser);
    if (!before?.tenant) throw new Error('not entered');
    noteSeen(before, '198.51.100.4');
    expect((await enter(browser))?.session.lastSeenAt).toEqual(before.session.lastSeenAt);
    await writeSightings();
    const after = await enter(browser);
    expect(Date.now() - (after?.session.lastSeenAt.getTime() ?? 0)).toBeLessThan(10_000);
    expect((await listSessions(acme.userId)).find(({ id }) => id === hashOf(browser))?.ip).toBe('198.51.100.4');
    if (after) noteSeen(after, '192.0.2.9');
    await writeSightings();
    expect((await listSessions(acme.userId)).find(({ id }) => id === hashOf(browser))?.ip).toBe('198.51.100.4');
  });
});

describe('a business’s sign-in policy', () => {
  const ask = (policy: Partial<typeof tenantPolicy.$inferInsert>) =>
    withTenant(acme, async (tx) => {
      await tx.delete(tenantPolicy);
      await tx.insert(tenantPolicy).values(policy);
    });
  const url = () => new URL(`http://localhost/t/${acme.slug}/members?q=1`);

  /** What a member meets at the door: `in`, where they are sent, or the sentence of the refusal. */
  function meet(entry: SessionEntry | null): string {
    try {
      admit(entry, 'tenant:read', url(), '192.0.2.1');
      return 'in';
    } catch (error) {
      if (error instanceof Response) return decodeURIComponent(error.headers.get('Location') ?? '');
      return isRefusal(error) ? `${error.code}: ${error.message}` : String(error);
    }
  }

  test('asks for a second factor until one was shown', async () => {
    await signIn();
    expect(meet(await enter(browser))).toBe('in');
    await ask({ requiresSecondFactor: true });
    expect(meet(await enter(browser))).toBe(`/account/confirm?to=/t/${acme.slug}/members?q=1&needs=second-factor`);
    for (const secondFactor of ['app', 'passkey', 'trusted-device']) {
      await change(browser, { secondFactor });
      expect(meet(await enter(browser))).toBe('in');
    }
  });

  test('takes some ways of signing in and some addresses, and says which', async () => {
    await signIn();
    await ask({ allowedMethods: ['google', 'passkey'] });
    expect(meet(await enter(browser))).toMatch(/^forbidden: .*Google or passkey/);
    await change(browser, { method: 'google' });
    expect(meet(await enter(browser))).toBe('in');
    await ask({ allowedDomains: ['harborpine.example'] });
    expect(meet(await enter(browser))).toMatch(/^forbidden: .*harborpine\.example/);
    await ask({ allowedDomains: ['ple.com', 'example.com'] });
    expect(meet(await enter(browser))).toBe('in');
    // The end of a domain is not the domain.
    await ask({ allowedDomains: ['ple.com'] });
    expect(meet(await enter(browser))).toMatch(/^forbidden/);
  });

  test('ends sessions earlier, and using them elsewhere does not bring them back', async () => {
    for (const late of [{ createdAt: minutesAgo(9 * 60) }, { lastSeenAt: minutesAgo(31) }]) {
      await ask({});
      await signIn();
      await change(browser, late);
      // A page of no business, asked for by the same session before the policy is saved.
      const account = await whoIs(browser);
      if (account) noteSeen(account, null);
      await ask({ sessionHours: 8, idleMinutes: 30 });
      const entry = await enter(browser);
      expect(meet(entry)).toBe(`/sign-in?next=/t/${acme.slug}/members?q=1`);
      expect(await whoIs(browser)).toBeNull();
    }
  });

  test('binds a session from its beginning, and one that was there before as soon as it is saved', async () => {
    await signIn();
    const stranger = await makeTenant('Alder');
    const elsewhere = new Jar();
    await signIn(elsewhere, '/', stranger);
    await ask({ sessionHours: 8, idleMinutes: 30 });
    // Whoever is no member of it keeps what they have.
    expect((await whoIs(elsewhere))?.session.idleMinutes).toBe(10_080);
    // One that is looser gives nothing back.
    await ask({ sessionHours: 9_000, idleMinutes: 60 });
    const bound = await whoIs(browser);
    expect(bound?.session.idleMinutes).toBe(30);
    expect(bound && bound.session.expiresAt.getTime() - bound.session.createdAt.getTime()).toBe(8 * 3_600_000);
    await ask({ sessionHours: 8, idleMinutes: 30 });

    const later = new Jar();
    await signIn(later);
    expect((await whoIs(later))?.session.idleMinutes).toBe(30);
    // A business that only takes members of its own says nothing to them.
    const other = await makeTenant('Birch');
    await withPlatform((tx) =>
      tx.insert(membership).values({
        tenantId: other.tenantId,
        userId: acme.userId,
        role: 'member',
        suspendedAt: new Date(),
      }),
    );
    await withTenant(other, (tx) => tx.insert(tenantPolicy).values({ idleMinutes: 15 }));
    const third = new Jar();
    await signIn(third);
    expect((await whoIs(third))?.session.idleMinutes).toBe(30);
  });

  test('is over for what was noted as over, whatever is noted after it', async () => {
    await signIn();
    const entry = await whoIs(browser);
    if (!entry) throw new Error('not signed in');
    noteOver(entry.session);
    noteSeen({ session: { ...entry.session, lastSeenAt: minutesAgo(60) } }, null);
    await writeSightings();
    expect(await whoIs(browser)).toBeNull();
  });

  test('of another business says nothing here', async () => {
    const birch = await makeTenant('Birch');
    await withTenant(birch, (tx) => tx.insert(tenantPolicy).values({ requiresSecondFactor: true }));
    await signIn();
    expect(meet(await enter(browser))).toBe('in');
    await withTenant(birch, async (tx) => {
      expect(await tx.select().from(tenantPolicy)).toHaveLength(1);
    });
  });
});

describe('the history', () => {
  test('knows a browser again by its mark, not by what it calls itself', async () => {
    await signIn();
    await signIn();
    const twin = new Jar();
    await signIn(twin);
    const marks = (await listSignIns(acme.userId)).map(({ isNewDevice }) => isNewDevice);
    expect(marks).toEqual([true, false, true]);
  });

  test('is somebody’s own, and kept for 90 days', async () => {
    await signIn();
    const stranger = await makeTenant('Birch');
    expect(await listSignIns(stranger.userId)).toEqual([]);
    const old = {
      userId: acme.userId,
      outcome: 'signed-in',
      method: 'password',
      at: minutesAgo(91 * 24 * 60),
    } as const;
    await withPlatform((tx) => tx.insert(signInEvent).values(old));
    expect(await listSignIns(acme.userId)).toHaveLength(2);
    await removeOldSignIns();
    expect(await listSignIns(acme.userId)).toHaveLength(1);
  });

  test('goes with the person', async () => {
    await signIn();
    await database.execute('delete from membership where user_id = $1', [acme.userId]);
    await database.execute('delete from "user" where id = $1', [acme.userId]);
    expect(await listSignIns(acme.userId)).toEqual([]);
  });
});
