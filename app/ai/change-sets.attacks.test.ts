import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditEntry, changeSet, client, membership } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';
import { approve, call, newConversation, newMember, propose, refused } from '#tests/support/tools.ts';
import '../registry.server.ts';
import type { Who } from './asker.server.ts';
import { decideChanges, undoChange } from './change-sets.server.ts';

let database: FreshDatabase;
let business: Business;
let who: Who;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  business = await newBusiness();
  who = { tenantId: business.tenant.id, userId: business.userId };
});

const add = (name = 'Ada Moss', by = who, place: Parameters<typeof propose>[3] = null) =>
  propose(by, 'paintbox_add_client', { name }, place);
const clients = (of = who) =>
  withTenant(of, async (tx) => (await tx.select({ name: client.name }).from(client)).map(({ name }) => name));
const stored = (id: string) =>
  withTenant(who, async (tx) => (await tx.select().from(changeSet).where(eq(changeSet.id, id)))[0]);
const alter = (id: string, values: Partial<typeof changeSet.$inferInsert>) =>
  withTenant(who, (tx) => tx.update(changeSet).set(values).where(eq(changeSet.id, id)));

describe('an approval', () => {
  it('is done exactly once, however many send it at the same moment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 8 }), async (many) => {
        const name = randomUUID();
        const set = await add(name);
        const answers = await Promise.all(Array.from({ length: many }, () => approve(who, set)));
        expect(answers.every(({ status }) => status === 'applied')).toBe(true);
        expect((await clients()).filter((each) => each === name)).toEqual([name]);
      }),
      { numRuns: 6 },
    );
  });

  it('against a refusal of the same moment leaves one of the two', async () => {
    const set = await add();
    const { id, fingerprint } = set;
    const [one, other] = await Promise.all([
      decideChanges(who, null, [{ id, fingerprint, decision: 'approve' }]),
      decideChanges(who, null, [{ id, fingerprint, decision: 'refuse' }]),
    ]);
    const row = await stored(id);
    expect(await clients()).toEqual(row?.status === 'applied' ? ['Ada Moss'] : []);
    expect([one[0]?.status, other[0]?.status]).toContain(row?.status);
  });

  it('that is replayed does nothing more, also after it was taken back', async () => {
    const set = await add();
    await approve(who, set);
    await approve(who, set);
    expect(await clients()).toEqual(['Ada Moss']);
    await undoChange(who, set.id);
    expect((await approve(who, set)).status).toBe('undone');
    expect((await undoChange(who, set.id)).status).toBe('undone');
  });

  it('that is forged opens nothing: no fingerprint, a made up one, one of another set', async () => {
    const [mine, other] = [await add('Ada'), await add('Grace')];
    for (const fingerprint of ['', 'f'.repeat(64), other.fingerprint]) {
      expect((await refusalOf(approve(who, { ...mine, fingerprint }))).code).toBe('conflict');
    }
    expect((await refusalOf(approve(who, { ...mine, id: randomUUID() }))).code).toBe('not-found');
    expect(await clients()).toEqual([]);
  });

  it('that is swapped between two sets opens neither', async () => {
    const [one, two] = [await add('Ada'), await add('Grace')];
    const swapped = decideChanges(who, null, [
      { id: one.id, fingerprint: two.fingerprint, decision: 'approve' },
      { id: two.id, fingerprint: one.fingerprint, decision: 'approve' },
    ]);
    expect((await refusalOf(swapped)).code).toBe('conflict');
    expect(await clients()).toEqual([]);
  });

  it('of a set whose stored input was changed is proposed anew and not done', async () => {
    const set = await add();
    await alter(set.id, { input: { name: 'Mallory' } });
    const after = await approve(who, set);
    expect(after).toMatchObject({ status: 'proposed', summary: 'Add the client Mallory' });
    expect(after.fingerprint).not.toBe(set.fingerprint);
    expect(await clients()).toEqual([]);
  });

  it('of what would change something else by now is shown anew', async () => {
    await approve(who, await add('Ada Moss'));
    const set = await propose(who, 'paintbox_change_client', { client: 'Ada Moss', email: 'ada@example.com' });
    await approve(who, await propose(who, 'paintbox_change_client', { client: 'Ada Moss', email: 'moss@example.com' }));
    const again = await approve(who, set);
    expect(again.status).toBe('proposed');
    expect(again.changes[0]?.fields[0]).toMatchObject({ before: 'moss@example.com', after: 'ada@example.com' });
    expect((await refusalOf(approve(who, set))).code).toBe('conflict');
    expect((await approve(who, again)).status).toBe('applied');
  });

  it('that comes too late is over', async () => {
    const set = await add();
    await alter(set.id, { expiresAt: new Date(Date.now() - 1) });
    expect((await approve(who, set)).status).toBe('expired');
    expect(await clients()).toEqual([]);
  });

  it("is nobody else's: not another owner's, not a viewer's, not of another business", async () => {
    const set = await add();
    const [owner, viewer] = [await newMember(who.tenantId, 'owner'), await newMember(who.tenantId, 'viewer')];
    const elsewhere = await newBusiness();
    const stranger = { tenantId: elsewhere.tenant.id, userId: elsewhere.userId };
    const intruder = { tenantId: who.tenantId, userId: elsewhere.userId };
    for (const other of [owner, viewer, stranger]) {
      expect((await refusalOf(approve(other, set))).code).toBe('not-found');
      expect((await refusalOf(undoChange(other, set.id))).code).toBe('not-found');
    }
    expect((await refusalOf(approve(intruder, set))).code).toBe('forbidden');
    expect(await clients()).toEqual([]);
  });

  it('is not given from another conversation', async () => {
    const [here, there] = [await newConversation(who), await newConversation(who)];
    const set = await add('Ada', who, here);
    for (const place of [there, null]) expect((await refusalOf(approve(who, set, place))).code).toBe('not-found');
    expect((await approve(who, set, here)).status).toBe('applied');
  });

  it.each([
    ['suspended', { suspendedAt: new Date() }],
    ['made a viewer', { role: 'viewer' }],
    ['kept out of the product', { productAccess: { paintbox: 'none' } }],
    ['let read only', { productAccess: { paintbox: 'read' } }],
  ] as const)('and its undoing end when the member is %s', async (_, values) => {
    const noor = await newMember(who.tenantId);
    const [set, done] = [await add('Ada', noor), await approve(noor, await add('Grace', noor))];
    await withPlatform((tx) => tx.update(membership).set(values).where(eq(membership.userId, noor.userId)));
    expect((await refusalOf(approve(noor, set))).code).toBe('forbidden');
    expect((await refusalOf(undoChange(noor, done.id))).code).toBe('forbidden');
    expect(await refused(noor, 'paintbox_add_client', { name: 'Mallory' })).toBeTruthy();
    expect(await clients()).toEqual(['Grace']);
  });

  it('of several is all of them or none, and names the one that failed', async () => {
    const [ada, gone] = [await add('Ada'), await add('Grace')];
    await approve(who, gone);
    const archive = () => propose(who, 'paintbox_archive_client', { client: 'Grace' });
    const [first, second] = [await archive(), await archive()];
    const after = await decideChanges(
      who,
      null,
      [ada, first, second].map(({ id, fingerprint }) => ({ id, fingerprint, decision: 'approve' as const })),
    );
    expect(after.map(({ status }) => status)).toEqual(['proposed', 'proposed', 'failed']);
    expect(await clients()).toEqual(['Grace']);
  });

  it('with edited input shows the edit first, and holds it to the schema', async () => {
    const { id, fingerprint } = await add();
    const edit = (input: unknown) => decideChanges(who, null, [{ id, fingerprint, decision: 'approve', input }]);
    for (const input of [
      { name: '' },
      { name: 'Eve', tenantId: randomUUID() },
      null,
      JSON.parse('{"name":"Eve","__proto__":{}}'),
    ]) {
      expect((await refusalOf(edit(input))).code).toBe('invalid');
    }
    const [shown] = await edit({ name: 'Eve' });
    expect(shown).toMatchObject({ status: 'proposed', summary: 'Add the client Eve' });
    expect(await clients()).toEqual([]);
    if (shown) await approve(who, shown);
    expect(await clients()).toEqual(['Eve']);
  });

  it('sent twice in one request is refused', async () => {
    const { id, fingerprint } = await add();
    const twice = [0, 1].map(() => ({ id, fingerprint, decision: 'approve' as const }));
    expect((await refusalOf(decideChanges(who, null, twice))).code).toBe('invalid');
  });

  it('is in the audit as done by the member through the assistant; a proposal is not', async () => {
    const set = await add();
    const entries = () =>
      withTenant(who, (tx) =>
        tx.select({ action: auditEntry.action, door: auditEntry.door, actorId: auditEntry.actorId }).from(auditEntry),
      );
    expect(await entries()).toEqual([]);
    await approve(who, set);
    expect(await entries()).toEqual([{ action: 'client.created', door: 'assistant', actorId: who.userId }]);
  });
});

describe('a tool that was allowed in a conversation', () => {
  it('runs unasked there, for its owner alone', async () => {
    const place = await newConversation(who, ['paintbox_add_client']);
    expect((await add('Ada', who, place)).status).toBe('applied');
    const noor = await newMember(who.tenantId);
    expect((await add('Grace', noor, place)).status).toBe('proposed');
    expect((await add('Grace', who, await newConversation(who))).status).toBe('proposed');
    expect(await clients()).toEqual(['Ada']);
  });

  it('asks all the same when it destroys', async () => {
    await approve(who, await add('Ada'));
    const place = await newConversation(who, ['paintbox_archive_client']);
    expect((await propose(who, 'paintbox_archive_client', { client: 'Ada' }, place)).status).toBe('proposed');
  });

  it('is called once by a call that is made again', async () => {
    const place = await newConversation(who, ['paintbox_add_client']);
    const once = { name: 'paintbox_add_client', toolCallId: 'call-1', input: '{"name":"Ada"}' };
    const { callTool } = await import('./call.server.ts');
    const answers = [await callTool(who, once, place), await callTool(who, once, place)];
    expect(answers.map((answer) => answer.kind === 'changes' && answer.changeSet.status)).toEqual([
      'applied',
      'applied',
    ]);
    expect(await clients()).toEqual(['Ada']);
  });
});

describe('what a model calls', () => {
  it.each([
    ['a field that sets the tenant', '{"name":"Eve","tenantId":"x"}'],
    ['a field of the row', '{"name":"Eve","version":9,"createdBy":"x"}'],
    ['a prototype', '{"name":"Eve","__proto__":{"archived":true}}'],
    ['a constructor', '{"name":"Eve","constructor":{"prototype":{}}}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a null character', '{"name":"Eve\\u0000"}'],
    ['half a JSON', '{"name":"Eve"'],
    ['a name of a megabyte', `{"name":"${'E'.repeat(1_000_000)}"}`],
  ])('with %s changes nothing', async (_, input) => {
    expect((await call(who, 'paintbox_add_client', input)).kind).toBe('error');
    expect(Object.hasOwn(Object.prototype, 'archived')).toBe(false);
    expect(await withTenant(who, (tx) => tx.$count(changeSet))).toBe(0);
  });

  it("outside of its member's permissions is not there", async () => {
    const viewer = await newMember(who.tenantId, 'viewer');
    for (const name of [
      'paintbox_add_client',
      'platform_search_audit',
      'platform_show_usage',
      'toString',
      '__proto__',
    ]) {
      expect(await refused(viewer, name, { name: 'Eve' })).toBe(`There is no tool ${name}.`);
    }
    const narrow = { ...who, scopes: ['paintbox:read' as const] };
    expect(await refused(narrow, 'paintbox_add_client', { name: 'Eve' })).toContain('There is no tool');
  });
});
