import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashToken, sessionToken } from '#app/auth/session.server.ts';
import { listActs, verifyActs } from '#app/operator/acts.server.ts';
import { decideStandIn, endStandIn, setOperatorAccess } from '#app/operator/consent.server.ts';
import { readHealth } from '#app/operator/health.server.ts';
import { addOperator, removeOperator } from '#app/operator/operators.server.ts';
import { beginConsented, type Started, stopStandIn, wishToStandIn } from '#app/operator/stand-in.server.ts';
import { noteEndedStandIns } from '#app/operator/stand-in-end.server.ts';
import { getTenant, givePlan, listTenants, resumeTenant, suspendTenant } from '#app/operator/tenants.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import type { Operator } from '#app/tenancy/operator.server.ts';
import { auditEntry, mail, session, standIn, user } from '#db/schema/index.ts';
import { withPlatform, withSession, withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

const reason = 'A customer asked why a quote looks wrong';
let database: FreshDatabase;
let acme: TestTenant;
let operator: Operator;
let own: string;

beforeAll(async () => {
  database = await freshDatabase();
  acme = await makeTenant('Acme');
  const home = await makeTenant('Platform');
  await withPlatform((tx) => tx.update(user).set({ emailVerifiedAt: new Date() }).where(eq(user.id, home.userId)));
  await addOperator(`${home.slug}@example.com`);
  own = `own-${crypto.randomUUID()}`;
  await withPlatform((tx) =>
    tx
      .update(session)
      .set({ id: hashToken(own) })
      .where(eq(session.id, home.tokenHash)),
  );
  const entry = await withSession(hashToken(own), null, async ({ entry }) => entry);
  if (!entry) throw new Error('The operator is signed in.');
  operator = { userId: home.userId, name: 'Olive', email: '', session: entry.session, requestId: 'r' };
});
afterAll(() => database.close());

const visitor = (cookies: string) => ({
  request: new Request('http://localhost/operator', { headers: { Cookie: cookies } }),
  address: '192.0.2.1',
});
const atHome = () => visitor(`candlefish_session=${own}`);
const cookiesOf = ({ cookies }: Started) => cookies.map((one) => one.split(';')[0]).join('; ');
const tokenOf = (started: Started) => hashToken(sessionToken(visitor(cookiesOf(started)).request) ?? '');
const enter = (id: string, slug = acme.slug) => withSession(id, slug, async ({ entry }) => entry);
const wish = () => ({ tenantId: acme.tenantId, memberId: acme.userId, reason, readsOnly: false });

async function begun(): Promise<Started> {
  const started = await wishToStandIn(atHome(), operator, wish());
  if (!started) throw new Error('It begins at once.');
  return started;
}

async function asOwner<T>(run: (ctx: OperationContext) => Promise<T>): Promise<T> {
  return withTenant(acme, (tx) =>
    run({
      tx,
      tenant: { id: acme.tenantId, slug: acme.slug, name: '', locale: '', timeZone: '', currency: '', units: 'metric' },
      actor: { userId: acme.userId, name: '' },
      now: new Date(),
    }),
  );
}

test('operators see figures of every business, and no contents', async () => {
  const { rows } = await listTenants({ wanted: 'ACME', page: 1 });
  expect(rows).toMatchObject([{ id: acme.tenantId, members: 1, bytes: 0, lastActiveAt: null }]);
  expect((await listTenants({ wanted: `${acme.slug}@example`, page: 1 })).total).toBe(1);
  expect((await listTenants({ wanted: '%', page: 1 })).total).toBe(0);
  expect((await getTenant(acme.tenantId)).rows).toBeGreaterThan(0);
  expect((await readHealth()).backlogs.jobs.dead).toBe(0);
});

test('what operators do is in the log of the platform and in the audit of the business', async () => {
  await givePlan(operator, acme.tenantId, 'trial', reason);
  await suspendTenant(operator, acme.tenantId, 'Not paid');
  expect(await enter(acme.tokenHash)).toMatchObject({ suspendedReason: 'Not paid' });
  await resumeTenant(operator, acme.tenantId, 'Paid now');
  const acts = (await listActs(1)).rows.map(({ action }) => action);
  expect(acts.slice(0, 3)).toEqual(['tenant.resumed', 'tenant.suspended', 'tenant.plan_given']);
  const audited = await withTenant(acme, (tx) => tx.select().from(auditEntry));
  expect(audited.map(({ action, door }) => [action, door])).toEqual([
    ['operator.tenant.plan_given', 'operator'],
    ['operator.tenant.suspended', 'operator'],
    ['operator.tenant.resumed', 'operator'],
  ]);
});

test('the log of the platform is written once, and a change shows', async () => {
  const { rows, brokenAt } = await verifyActs();
  expect([rows > 2, brokenAt]).toEqual([true, null]);
  await expect(database.execute(`update operator_act set reason = 'x'`)).rejects.toThrow('append-only');
  await expect(database.execute('delete from operator_act')).rejects.toThrow('append-only');
  await database.execute('alter table operator_act disable trigger operator_act_append_only');
  await database.execute(`update operator_act set action = action || 'x' where seq = 2`);
  expect(await verifyActs()).toEqual({ rows: 1, brokenAt: 2 });
  await database.execute(`update operator_act set action = left(action, -1) where seq = 2`);
  await database.execute('alter table operator_act enable trigger operator_act_append_only');
  expect((await verifyActs()).brokenAt).toBeNull();
});

test('a stand-in enters one business as one member, tells the owners, and cannot be made longer', async () => {
  const other = await makeTenant('Other');
  const started = await begun();
  const id = tokenOf(started);
  expect(await enter(id)).toMatchObject({
    user: { id: acme.userId },
    standIn: { reason, operator: { name: 'Olive' } },
  });
  expect(await enter(id, other.slug)).toMatchObject({ tenant: null });
  const letters = await withTenant(acme, (tx) => tx.select().from(mail));
  expect(letters.at(-1)).toMatchObject({
    template: 'operator.stand-in-started',
    toAddress: `${acme.slug}@example.com`,
  });
  // The session's own end does not decide: what allowed it does.
  await withPlatform((tx) =>
    tx
      .update(session)
      .set({ expiresAt: new Date(Date.now() + 1e9) })
      .where(eq(session.id, id)),
  );
  await withPlatform((tx) => tx.update(standIn).set({ endsAt: new Date(Date.now() - 1) }));
  expect(await enter(id)).toBeNull();
});

test('it ends with a stop, with the operator’s own session, and with no longer being an operator', async () => {
  const stopped = await begun();
  expect(await stopStandIn(visitor(cookiesOf(stopped)).request)).toMatchObject({
    isBack: true,
    tenantId: acme.tenantId,
  });
  expect(await enter(tokenOf(stopped))).toBeNull();

  const removed = await begun();
  await removeOperator(await emailOf(operator.userId));
  expect(await enter(tokenOf(removed))).toBeNull();
  await addOperator(await emailOf(operator.userId));

  const erased = await begun();
  await withPlatform((tx) =>
    tx
      .update(session)
      .set({ expiresAt: new Date(0) })
      .where(eq(session.id, hashToken(own))),
  );
  expect(await enter(tokenOf(erased))).toBeNull();
  await withPlatform((tx) =>
    tx
      .update(session)
      .set({ expiresAt: operator.session.expiresAt })
      .where(eq(session.id, hashToken(own))),
  );
});

test('the audit of the business says that it ended, whether or not somebody ended it', async () => {
  const told = () =>
    withTenant(acme, (tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'stand_in.expired')));
  await noteEndedStandIns();
  const before = (await told()).length;
  const stopped = await begun();
  await stopStandIn(visitor(cookiesOf(stopped)).request);
  const started = await begun();
  await noteEndedStandIns();
  expect(await told()).toHaveLength(before);
  const id = (await enter(tokenOf(started)))?.standIn?.id ?? '';
  const past = new Date(Date.now() - 1);
  await withPlatform((tx) => tx.update(standIn).set({ endsAt: past }).where(eq(standIn.id, id)));
  await Promise.all([noteEndedStandIns(), noteEndedStandIns()]);
  expect(await enter(tokenOf(started))).toBeNull();
  const after = await told();
  expect(after).toHaveLength(before + 1);
  expect(after.at(-1)).toMatchObject({ door: 'job', onBehalfOf: acme.userId, after: { operator: 'Olive', reason } });
});

test('nobody stands in for an operator or for a stranger', async () => {
  const other = await makeTenant('Stranger');
  await expect(wishToStandIn(atHome(), operator, { ...wish(), memberId: other.userId })).rejects.toThrow('no member');
  await withPlatform((tx) => tx.update(user).set({ emailVerifiedAt: new Date() }).where(eq(user.id, acme.userId)));
  await addOperator(await emailOf(acme.userId));
  await expect(begun()).rejects.toThrow('Nobody stands in for an operator');
  await removeOperator(await emailOf(acme.userId));
});

test('where a business wants to be asked, it begins with the consent of an owner and ends with it', async () => {
  await asOwner((ctx) => setOperatorAccess(ctx, 'consent'));
  expect(await wishToStandIn(atHome(), operator, wish())).toBeNull();
  const [asked] = await withTenant(acme, (tx) => tx.select().from(standIn).where(eq(standIn.needsConsent, true)));
  const id = asked?.id ?? '';
  const begin = () => beginConsented(atHome(), operator, acme.tenantId, id);
  await expect(begin()).rejects.toThrow('No owner has consented');
  await asOwner((ctx) => decideStandIn(ctx, { id, hours: 1 }));
  await expect(asOwner((ctx) => decideStandIn(ctx, { id, hours: 72 }))).rejects.toThrow('decided before');
  const stranger = { ...operator, userId: acme.userId };
  await expect(beginConsented(atHome(), stranger, acme.tenantId, id)).rejects.toThrow('does not exist');
  const started = await begin();
  expect(await enter(tokenOf(started))).not.toBeNull();
  await asOwner((ctx) => endStandIn(ctx, { id }));
  expect(await enter(tokenOf(started))).toBeNull();
  await expect(begin()).rejects.toThrow('No owner has consented');
});

test('a session of a stand-in never turns into one of the member', async () => {
  const id = hashToken('made by hand');
  const made = { id, userId: acme.userId, expiresAt: new Date(Date.now() + 1e6), startedFrom: hashToken(own) };
  await expect(withPlatform((tx) => tx.insert(session).values(made))).rejects.toThrow();
  const started = await asOwner((ctx) => setOperatorAccess(ctx, 'notice')).then(begun);
  await database.execute('delete from stand_in');
  expect(await withPlatform((tx) => tx.$count(session, eq(session.id, tokenOf(started))))).toBe(0);
});

async function emailOf(userId: string): Promise<string> {
  const [found] = await withPlatform((tx) => tx.select({ email: user.email }).from(user).where(eq(user.id, userId)));
  return found?.email ?? '';
}
