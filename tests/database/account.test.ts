import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkPassword, signUp } from '#app/auth/accounts.server.ts';
import { connect, disconnect } from '#app/auth/oauth-link.server.ts';
import { addPassword, changePassword, requestReset, resetPassword } from '#app/auth/passwords.server.ts';
import { confirmEmailChange, deleteAccount, getProfile, requestEmailChange } from '#app/auth/profile.server.ts';
import { confirmEmail, findProof, resendConfirmation } from '#app/auth/verification.server.ts';
import { accountMail, connectedAccount, membership, passkey, session, user } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';

let database: FreshDatabase;
let ada: { userId: string; email: string; slug: string };
const password = 'a long enough password';
const visitor = { request: new Request('http://localhost/'), address: '127.0.0.1' };

beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  ada = await person();
});
afterAll(() => database.close());

async function person(email = `${crypto.randomUUID()}@example.com`) {
  return { ...(await signUp({ name: 'Ada', email, password, business: 'Pine' })), email };
}

/** The letters that went to an address, newest first. */
const lettersTo = (email: string) =>
  withPlatform((tx) =>
    tx.select().from(accountMail).where(eq(accountMail.toAddress, email)).orderBy(accountMail.createdAt),
  ).then((rows) => rows.reverse());

async function linkIn(email: string, path: string): Promise<string> {
  const [letter] = (await lettersTo(email)).filter(({ plain }) => plain?.includes(`${path}/`));
  return new RegExp(`${path}/([\\w-]{43})`).exec(letter?.plain ?? '')?.[1] ?? 'none';
}

async function openSession(userId: string): Promise<string> {
  const id = crypto.randomUUID();
  await withPlatform((tx) => tx.insert(session).values({ id, userId, expiresAt: new Date(Date.now() + 3_600_000) }));
  return id;
}
const sessionsOf = (userId: string) => withPlatform((tx) => tx.$count(session, eq(session.userId, userId)));
const signIn = (email: string, given = password) => checkPassword({ email, password: given }, visitor);
const confirmed = async () => confirmEmail(await linkIn(ada.email, '/verify'));

describe('an address', () => {
  test('is confirmed by the link that went there, once', async () => {
    expect((await getProfile(ada.userId)).isConfirmed).toBe(false);
    const secret = await linkIn(ada.email, '/verify');
    expect(await findProof(secret, 'verify')).toEqual({ userId: ada.userId, email: ada.email });
    const both = await Promise.allSettled([confirmEmail(secret), confirmEmail(secret)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await getProfile(ada.userId)).isConfirmed).toBe(true);
  });

  test('is not confirmed by a link for something else, an old one, or an invented one', async () => {
    const secret = await linkIn(ada.email, '/verify');
    await expect(resetPassword(secret, password)).rejects.toMatchObject({ code: 'gone' });
    await database.execute(`update email_proof set expires_at = now() - interval '1 second' where user_id = $1`, [
      ada.userId,
    ]);
    await expect(confirmEmail(secret)).rejects.toMatchObject({ code: 'gone' });
    await expect(confirmEmail('x'.repeat(43))).rejects.toMatchObject({ code: 'gone' });
  });

  test('gets the letter again, and not without end', async () => {
    for (let n = 0; n < 4; n += 1) await resendConfirmation(ada.userId);
    await expect(resendConfirmation(ada.userId)).rejects.toMatchObject({ code: 'too-many' });
    expect(await lettersTo(ada.email)).toHaveLength(5);
  });

  test('is stored as no secret that opens anything', async () => {
    const secret = await linkIn(ada.email, '/verify');
    const rows = await database.execute(`select * from email_proof`);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });
});

describe('a forgotten password', () => {
  test('is replaced once by the link, and every session ends', async () => {
    await openSession(ada.userId);
    await requestReset(ada.email.toUpperCase());
    const secret = await linkIn(ada.email, '/reset');
    const both = await Promise.allSettled([
      resetPassword(secret, 'one brand new password'),
      resetPassword(secret, 'another brand new one'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await sessionsOf(ada.userId)).toBe(0);
    await expect(signIn(ada.email)).rejects.toMatchObject({ code: 'invalid' });
    expect((await getProfile(ada.userId)).isConfirmed).toBe(true);
    expect((await lettersTo(ada.email))[0]?.template).toBe('account.password-changed');
  });

  test('leaves the link usable when the new password is refused', async () => {
    await requestReset(ada.email);
    const secret = await linkIn(ada.email, '/reset');
    await expect(resetPassword(secret, 'password123')).rejects.toMatchObject({ code: 'invalid' });
    await resetPassword(secret, 'one brand new password');
    expect(await signIn(ada.email, 'one brand new password')).toEqual({ userId: ada.userId });
  });

  test('writes as much for an address that nobody has', async () => {
    const nobody = `${crypto.randomUUID()}@example.com`;
    await requestReset(nobody);
    await requestReset(ada.email);
    expect((await lettersTo(nobody)).map(({ template }) => template)).toEqual(['account.no-account']);
    const proofs = await database.execute(
      `select email from email_proof where purpose = 'reset' and email in ($1, $2)`,
      [nobody, ada.email],
    );
    expect(proofs).toHaveLength(2);
  });

  test('is answered in the same time whether somebody has the address or not', async () => {
    const took = async (email: string) => {
      const start = performance.now();
      await requestReset(email);
      return performance.now() - start;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let n = 0; n < 15; n += 1) {
      const { email } = await person();
      known.push(await took(email));
      unknown.push(await took(`${crypto.randomUUID()}@example.com`));
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[7] ?? 0;
    // Far less than hashing a password takes, and less than the noise of any network.
    expect(Math.abs(median(known) - median(unknown))).toBeLessThan(6);
  });

  test('is mailed three times an hour at most', async () => {
    for (let n = 0; n < 6; n += 1) await requestReset(ada.email);
    const resets = (await lettersTo(ada.email)).filter(({ template }) => template === 'account.reset-password');
    expect(resets).toHaveLength(3);
  });

  test('takes the account back from whoever made it with a stranger’s address', async () => {
    const key = {
      id: 'evil',
      publicKey: Buffer.from('x'),
      counter: 0,
      name: 'evil',

      isBackedUp: false,
    };
    await withPlatform((tx) => tx.insert(passkey).values({ ...key, userId: ada.userId }));
    await withPlatform((tx) =>
      tx.insert(connectedAccount).values({ provider: 'google', subject: ada.userId, userId: ada.userId }),
    );
    await requestReset(ada.email);
    await resetPassword(await linkIn(ada.email, '/reset'), 'one brand new password');
    const profile = await getProfile(ada.userId);
    expect(profile).toMatchObject({ passkeys: 0, connected: [] });
  });

  test('asked for before a change of address opens nothing after it', async () => {
    await confirmed();
    await requestReset(ada.email);
    const secret = await linkIn(ada.email, '/reset');
    const next = `${crypto.randomUUID()}@example.com`;
    await requestEmailChange(ada.userId, { email: next });
    await confirmEmailChange(await linkIn(next, '/change-email'));
    await expect(resetPassword(secret, 'one brand new password')).rejects.toMatchObject({ code: 'gone' });
  });
});

describe('a password', () => {
  test('is changed by whoever knows it, and the other devices are signed out', async () => {
    const [here] = [await openSession(ada.userId), await openSession(ada.userId)];
    const who = { userId: ada.userId, sessionId: here };
    const wrong = changePassword(who, { currentPassword: 'not this one at all', password: 'one brand new password' });
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid',
      details: { fieldErrors: { currentPassword: [expect.any(String)] } },
    });
    expect(await sessionsOf(ada.userId)).toBe(2);
    await changePassword(who, { currentPassword: password, password: 'one brand new password' });
    expect(await sessionsOf(ada.userId)).toBe(1);
    expect(await signIn(ada.email, 'one brand new password')).toEqual({ userId: ada.userId });
    await expect(addPassword(who, { password: 'yet another password' })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a change of address', () => {
  test('takes effect at the new address, tells the old one, and signs everybody out', async () => {
    await openSession(ada.userId);
    const next = `${crypto.randomUUID()}@example.com`;
    await requestEmailChange(ada.userId, { email: next });
    expect((await lettersTo(ada.email))[0]?.template).toBe('account.address-will-change');
    expect((await getProfile(ada.userId)).email).toBe(ada.email);
    await confirmEmailChange(await linkIn(next, '/change-email'));
    expect(await getProfile(ada.userId)).toMatchObject({ email: next, isConfirmed: true });
    expect(await sessionsOf(ada.userId)).toBe(0);
    expect((await lettersTo(ada.email))[0]?.template).toBe('account.address-changed');
    await expect(signIn(ada.email)).rejects.toMatchObject({ code: 'invalid' });
  });

  test('to an address of somebody else says nothing, and takes nothing', async () => {
    const bo = await person();
    await requestEmailChange(ada.userId, { email: bo.email });
    expect((await lettersTo(bo.email))[0]?.template).toBe('account.address-taken');
    expect(await linkIn(bo.email, '/change-email')).toBe('none');
  });

  test('is stopped by a reset, and by somebody who took the address meanwhile', async () => {
    const next = `${crypto.randomUUID()}@example.com`;
    await requestEmailChange(ada.userId, { email: next });
    const link = await linkIn(next, '/change-email');
    await person(next);
    await expect(confirmEmailChange(link)).rejects.toMatchObject({ code: 'conflict' });
    await requestReset(ada.email);
    await resetPassword(await linkIn(ada.email, '/reset'), 'one brand new password');
    await expect(confirmEmailChange(link)).rejects.toMatchObject({ code: 'gone' });
  });
});

describe('a connected account', () => {
  const google = (subject: string = crypto.randomUUID(), email = ada.email) => ({ provider: 'google', subject, email });
  const add = (userId: string, connection = google()) => withPlatform((tx) => connect(tx, userId, connection));

  test('goes to nobody whose address is not confirmed, unless it is that very address', async () => {
    expect(await add(ada.userId, google('s1', 'other@example.com'))).toBe('confirm-first');
    expect(await add(ada.userId)).toBeNull();
    expect((await getProfile(ada.userId)).isConfirmed).toBe(true);
  });

  test('belongs to one person', async () => {
    const connection = google();
    expect(await add(ada.userId, connection)).toBeNull();
    const bo = await person();
    expect(await add(bo.userId, { ...connection, email: bo.email })).toBe('not-yours');
  });

  test('is not taken away when it is the last way to sign in', async () => {
    await add(ada.userId);
    await withPlatform((tx) => tx.update(user).set({ passwordHash: null }).where(eq(user.id, ada.userId)));
    await expect(disconnect(ada.userId, { provider: 'google' })).rejects.toMatchObject({ code: 'conflict' });
    await addPassword({ userId: ada.userId, sessionId: 'here' }, { password: 'one brand new password' });
    await disconnect(ada.userId, { provider: 'google' });
    await expect(disconnect(ada.userId, { provider: 'google' })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('two that are taken away at once leave one', async () => {
    await add(ada.userId);
    await add(ada.userId, { ...google(), provider: 'github' });
    await withPlatform((tx) => tx.update(user).set({ passwordHash: null }).where(eq(user.id, ada.userId)));
    await Promise.allSettled(['google', 'github'].map((provider) => disconnect(ada.userId, { provider })));
    expect((await getProfile(ada.userId)).connected).toHaveLength(1);
  });
});

describe('an account', () => {
  test('is not deleted while a business has no other owner', async () => {
    await expect(deleteAccount(ada.userId)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Pine'),
    });
  });

  test('of two owners who leave at once one stays', async () => {
    const bo = await person();
    const [own] = await withPlatform((tx) => tx.select().from(membership).where(eq(membership.userId, ada.userId)));
    const [other] = await withPlatform((tx) => tx.select().from(membership).where(eq(membership.userId, bo.userId)));
    if (!own || !other) throw new Error('no business');
    await withPlatform((tx) =>
      tx.insert(membership).values({ tenantId: own.tenantId, userId: bo.userId, role: 'owner' }),
    );
    await withPlatform((tx) =>
      tx.insert(membership).values({ tenantId: other.tenantId, userId: ada.userId, role: 'owner' }),
    );
    const both = await Promise.allSettled([deleteAccount(ada.userId), deleteAccount(bo.userId)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('takes all that signs in with it', async () => {
    await openSession(ada.userId);
    await database.execute(`update membership set role = 'member' where user_id = $1`, [ada.userId]);
    await deleteAccount(ada.userId);
    expect(await sessionsOf(ada.userId)).toBe(0);
    await expect(signIn(ada.email)).rejects.toMatchObject({ code: 'invalid' });
  });
});
