import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import '#app/registry.server.ts';
import { leave, transferOwnership } from '#app/admin/members.server.ts';
import { verifyAuditChain } from '#app/audit/chain.server.ts';
import { acceptInvitation, changeRole, invite, removeMember } from '#app/auth/members.server.ts';
import { deleteAccount } from '#app/auth/profile.server.ts';
import { beginErasure, getPerson } from '#app/data/person/begin.server.ts';
import { findKind } from '#app/data/person/declared.server.ts';
import { listFormerMembers } from '#app/data/person/former-member.server.ts';
import { previewErasure } from '#app/data/person/preview.server.ts';
import { findPersonProof } from '#app/data/person/proof.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { can } from '#app/tenancy/permissions.ts';
import { newId } from '#app/values/id.ts';
import { fromRoot } from '#db/root.server.ts';
import {
  accessLog,
  apiKey,
  chatAttachment,
  chatMessage,
  conversation,
  event,
  formerMember,
  invitation,
  mail,
  membership,
  quote,
  quoteQuestion,
  ssoAccount,
  standIn,
  storedFile,
  user,
} from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import { demoDocument } from '#modules/paintbox/domain/demo/documents.ts';
import { createClientSchema } from '#modules/paintbox/domain/inputs/client.ts';
import { createDealSchema } from '#modules/paintbox/domain/inputs/deal.ts';
import type { QuoteSnapshot } from '#modules/paintbox/domain/quote-snapshot.ts';
import { createClient } from '#modules/paintbox/operations/clients.server.ts';
import { createDeal } from '#modules/paintbox/operations/deals.server.ts';
import { insertDocument } from '#modules/paintbox/operations/estimates.server.ts';
import { sendQuote } from '#modules/paintbox/operations/quotes.server.ts';
import { ensureRateBook } from '#modules/paintbox/operations/rate-books.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { erase, rowsWith } from '#tests/support/erasures.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const type = 'platform.former-member';
const owner = { role: 'owner' } as const;

interface Member {
  id: string;
  userId: string;
  name: string;
  email: string;
}

let made = 0;

/** Somebody with an account, who is nobody's member. */
async function person(name: string): Promise<{ userId: string; name: string; email: string }> {
  const email = `wilma-${++made}@thistle.example`;
  const [row] = await withPlatform((tx) => tx.insert(user).values({ name, email }).returning({ id: user.id }));
  return { userId: row?.id ?? '', name, email };
}

/** Joins as people do: by an invitation. */
async function join(own: Business, who: { userId: string; name: string; email: string }): Promise<Member> {
  const { token } = await own.run((ctx) => invite(ctx, { email: who.email, role: 'member' }, owner), new Date());
  await acceptInvitation(token, who);
  const [row] = await own.run(({ tx }) => tx.select().from(membership).where(eq(membership.userId, who.userId)));
  return { ...who, id: row?.id ?? '' };
}

const remove = (own: Business, { id }: { id: string }) =>
  own.run((ctx) => removeMember(ctx, { id }, owner), new Date());
const leaves = (own: Business, { userId, name }: Member) =>
  own.run((ctx) => leave({ ...ctx, actor: { userId, name } }, { userId, role: 'member' }), new Date());
const listed = (own: Business) => own.run(({ tx }) => listFormerMembers(tx, 50));
const rowsOf = (own: Business) => own.run(({ tx }) => tx.select().from(formerMember));
const may = (ctx: OperationContext) => ({
  ...ctx,
  can: (permission: `${string}:${string}`) => can('admin', permission),
});
const begin = (own: Business, { id, name }: { id: string; name: string }) =>
  own.run((ctx) => beginErasure(may(ctx), { type, id, name }), new Date());
const found = (own: Business, query: string) =>
  own.run(async ({ tx }) => (await findKind(type)?.search(tx, query)) ?? []);

describe('whoever ceases to be a member', () => {
  test('is written down as they were then, by leaving and by removal', async () => {
    const own = await newBusiness();
    const [ida, bo] = [await join(own, await person('Ida Thistle')), await join(own, await person('Bo Thistle'))];
    expect(await listed(own)).toEqual([]);
    await leaves(own, ida);
    await remove(own, bo);
    expect(await rowsOf(own)).toEqual([
      expect.objectContaining({ ...ida, role: 'member', origin: 'here', endedAt: expect.any(Date) }),
      expect.objectContaining({ ...bo, role: 'member', origin: 'here', endedAt: expect.any(Date) }),
    ]);
    await withPlatform((tx) => tx.update(user).set({ name: 'Ida New' }).where(eq(user.id, ida.userId)));
    expect((await listed(own)).map(({ name }) => name)).toEqual(['Bo Thistle', 'Ida Thistle']);
  });

  test('is written down when their account ends, in every business, and when they had handed the business over before', async () => {
    const [own, other] = [await newBusiness(), await newBusiness()];
    const who = await person('Cleo Thistle');
    const here = await join(own, who);
    const there = await join(other, who);
    const by = (userId: string) => ({ userId, role: 'owner' as const });
    await own.run((ctx) => transferOwnership(ctx, { id: here.id }, by(own.userId)), new Date());
    await own.run(async (ctx) => {
      const [mine] = await ctx.tx.select().from(membership).where(eq(membership.userId, own.userId));
      return changeRole(ctx, { id: mine?.id ?? '', role: 'owner' }, owner);
    });
    await deleteAccount(who.userId);
    expect(await rowsOf(own)).toEqual([expect.objectContaining({ ...here, role: 'owner', origin: 'here' })]);
    expect(await rowsOf(other)).toEqual([expect.objectContaining({ ...there, role: 'member' })]);
  });

  test('is not written down when the membership did not end after all', async () => {
    const own = await newBusiness();
    const ida = await join(own, await person('Ida Thistle'));
    const dies = own.run(async (ctx) => {
      await removeMember(ctx, { id: ida.id }, owner);
      throw new Error('killed');
    });
    await expect(dies).rejects.toThrow('killed');
    expect(await rowsOf(own)).toEqual([]);
  });

  test('is a member and nothing else once they join again', async () => {
    const own = await newBusiness();
    const ida = await join(own, await person('Ida Thistle'));
    await remove(own, ida);
    const again = await join(own, ida);
    expect(await rowsOf(own)).toEqual([]);
    await leaves(own, again);
    expect((await listed(own)).map(({ id }) => id)).toEqual([again.id]);
    expect(again.id).not.toBe(ida.id);
  });

  test('who came with an archive is one no more when they join with that address', async () => {
    const own = await newBusiness();
    const who = await person('Ida Thistle');
    const of = { userId: randomUUID(), name: 'Ida T', role: 'member', origin: 'archive' as const };
    await own.run(({ tx }) =>
      tx.insert(formerMember).values([
        { ...of, email: who.email.toUpperCase() },
        { ...of, userId: randomUUID(), name: 'Zoe', email: 'zoe@thistle.example' },
      ]),
    );
    await join(own, who);
    expect((await listed(own)).map(({ name, endedAt }) => [name, endedAt])).toEqual([['Zoe', null]]);
  });

  test('is seen by their own business alone', async () => {
    const [own, other] = [await newBusiness(), await newBusiness()];
    const ida = await join(own, await person('Ida Thistle'));
    await remove(own, ida);
    expect(await rowsOf(other)).toEqual([]);
    expect(await found(other, 'Thistle')).toEqual([]);
    expect((await refusalOf(begin(other, ida))).code).toBe('not-found');
    const asViewer = own.run(({ tx }) =>
      getPerson({ tx, can: (wanted) => can('viewer', wanted) }, { type, id: ida.id }),
    );
    expect((await refusalOf(asViewer)).code).toBe('not-found');
  });

  test('before there were such rows is made out from the history', async () => {
    const own = await newBusiness();
    const [ida, bo] = [await join(own, await person('Ida Thistle')), await join(own, await person('Bo Thistle'))];
    const cleo = await join(own, await person('Cleo Thistle'));
    await leaves(own, ida);
    await remove(own, bo);
    await remove(own, cleo);
    await join(own, cleo);
    const before = await rowsOf(own);
    // Bo has moved since, which was never told to the business: the address of the invitation is what it knew.
    await withPlatform((tx) =>
      tx
        .update(user)
        .set({ email: `moved-${made}@thistle.example` })
        .where(eq(user.id, bo.userId)),
    );
    await database.execute(`delete from former_member where tenant_id = $1`, [own.tenant.id]);
    await database.execute(statementOf('INSERT INTO "former_member"'));
    const names = ({ name, email, userId, id, role, origin }: (typeof before)[number]) => [
      name,
      email,
      userId,
      id,
      role,
      origin,
    ];
    expect((await rowsOf(own)).map(names).sort()).toEqual(before.map(names).sort());
  });
});

/** A statement of the migrations, by its beginning. */
function statementOf(beginning: string): string {
  const folder = fromRoot('db/migrations');
  const all = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const statements = all.flatMap((name) => readFileSync(`${folder}/${name}`, 'utf8').split('--> statement-breakpoint'));
  const wanted = statements.find((text) => text.replace(/^\s*(--.*\n\s*)*/, '').startsWith(beginning));
  if (!wanted) throw new Error('No such statement');
  return wanted;
}

/** A member who has left their name and addresses wherever a member can. */
async function withLeaver() {
  const own = await newBusiness();
  const who = await person('Wilhelmina Oakes');
  const first = await join(own, who);
  await remove(own, first);
  const later = { ...who, name: 'Wilhelmina Thistlewaite' };
  await withPlatform((tx) => tx.update(user).set({ name: later.name }).where(eq(user.id, who.userId)));
  const member = await join(own, later);
  const as = <T>(act: (ctx: OperationContext) => Promise<T>) =>
    own.run((ctx) => act({ ...ctx, actor: { userId: who.userId, name: later.name } }), new Date());
  const quoteId = await as(async (ctx) => {
    const { document: book } = await ensureRateBook(ctx);
    const input = { kind: 'person', name: 'Wilhelmina Smith', email: 'smith@client.example', phone: null, notes: '' };
    const { client } = await createClient(ctx, createClientSchema.parse(input));
    const deal = await createDeal(ctx, createDealSchema.parse({ clientId: client.id, title: 'Bedrooms' }));
    const { estimate } = await insertDocument(ctx, deal, demoDocument('bedrooms', 'Bedrooms', book, 1, newId));
    return (await sendQuote(ctx, { estimateId: estimate.id, sentTo: 'smith@client.example' })).id;
  });
  await as(async ({ tx, now }) => {
    await tx.insert(quoteQuestion).values({
      quoteId,
      side: 'contractor',
      authorName: later.name,
      authorId: who.userId,
      body: 'Yes, on Monday. Wilhelmina',
    });
    await tx.insert(ssoAccount).values({ issuer: 'https://id.example', subject: who.email, userId: who.userId });
    const wish = { operatorId: randomUUID(), operatorName: 'Op', readsOnly: true, needsConsent: false };
    await tx
      .insert(standIn)
      .values({ ...wish, memberId: who.userId, reason: `${later.name} (${who.email}) cannot print` });
    const seen = { at: now, kind: 'request' as const, path: '/t/x', address: '198.51.100.9' };
    await tx.insert(accessLog).values([
      { ...seen, userId: who.userId },
      { ...seen, userId: own.userId },
      { ...seen, userId: null },
    ]);
    const letter = { template: 'x', fromName: 'B', usefulUntil: now };
    await tx.insert(mail).values({ ...letter, toAddress: who.email, subject: `Welcome, ${later.name}` });
    await tx.insert(event).values({ name: 'x', payload: { by: later.name } });
    await tx
      .insert(apiKey)
      .values({ name: `Laptop of ${later.name}`, prefix: 'x', secretHash: randomUUID(), scopes: [] });
    for (const openTo of ['nobody', 'read'] as const) await talk(tx, { ownerId: who.userId, openTo, name: later.name });
  });
  return { own, member, name: later.name, formerName: who.name, quoteId };
}

async function talk(
  tx: OperationContext['tx'],
  { ownerId, openTo, name }: { ownerId: string; openTo: 'nobody' | 'read'; name: string },
) {
  const [one] = await tx
    .insert(conversation)
    .values({ ownerId, openTo, title: `Pay of ${name}` })
    .returning();
  const said = { role: 'user' as const, parts: [{ type: 'text', text: `I am ${name}, is my knee covered?` }] };
  await tx
    .insert(chatMessage)
    .values({ ...said, conversationId: one?.id ?? '', text: `${openTo} knee`, authorId: ownerId });
  const [file] = await tx
    .insert(storedFile)
    .values({
      name: `${openTo} payslip.pdf`,
      mediaType: 'x',
      size: 1,
      sha256: 'x',
      bytes: Buffer.from('x'),
      createdBy: ownerId,
    })
    .returning();
  await tx.insert(chatAttachment).values({ conversationId: one?.id ?? '', fileId: file?.id ?? '', createdBy: ownerId });
}

describe('a former member who is erased', () => {
  test('is in no row of any table of the business, but where somebody has to look, and keeps their account', async () => {
    const her = await withLeaver();
    const { own, member } = her;
    const words = [her.name, her.formerName, member.email, 'Thistlewaite'];
    await remove(own, member);
    await own.run((ctx) => invite(ctx, { email: member.email, role: 'viewer' }, owner), new Date());
    expect((await rowsWith(database, own, words)).length).toBeGreaterThan(15);
    const preview = await own.run(async (ctx) => {
      const { kind } = await getPerson(may(ctx), { type, id: member.id });
      return previewErasure(ctx.tx, kind, member.id);
    });
    expect(preview.toLookAt).toContainEqual({ label: 'Names of API keys', href: 'admin/api-keys' });
    const { id } = await begin(own, { id: member.id, name: her.name });
    expect(
      (await own.run(({ tx }) => tx.select().from(invitation))).every((one) => one.acceptedAt ?? one.revokedAt),
    ).toBe(true);
    await erase(own, id);
    const left = await rowsWith(database, own, words);
    // A name that an admin gave a key is listed and not changed.
    expect(left.filter((row) => !row.startsWith('api_key '))).toEqual([]);
    expect(await own.run(({ tx }) => verifyAuditChain(tx))).toMatchObject({ isWhole: true });
    const proof = await own.run(({ tx }) => findPersonProof(tx, id));
    expect(proof).toMatchObject({ isGenuine: true, statement: { subject: { type, id: member.id } } });
    expect(await found(own, 'Thistlewaite')).toEqual([]);
    expect(await listed(own)).toEqual([]);
    const after = await own.run((ctx) => getPerson(may(ctx), { type, id: member.id }));
    expect(after.person).toMatchObject({ name: 'Erased person', isErased: true });
    const account = await withPlatform((tx) => tx.select().from(user).where(eq(user.id, member.userId)));
    expect(account).toEqual([expect.objectContaining({ name: her.name, email: member.email })]);
  });

  test('leaves what they made, what others did, and whoever shares a word with them', async () => {
    const her = await withLeaver();
    const { own, member } = her;
    await remove(own, member);
    await erase(own, (await begin(own, { id: member.id, name: her.name })).id);
    const [sent] = await own.run(({ tx }) => tx.select().from(quote).where(eq(quote.id, her.quoteId)));
    const snapshot = sent?.snapshot as QuoteSnapshot;
    expect(snapshot.business.sender).toBe('Erased person');
    expect(snapshot.recipient).toMatchObject({ name: 'Wilhelmina Smith', email: 'smith@client.example' });
    expect(sent).toMatchObject({ sentTo: 'smith@client.example', sentBy: member.userId });
    const [answer] = await own.run(({ tx }) => tx.select().from(quoteQuestion));
    expect(answer).toMatchObject({ authorName: 'Erased person', body: 'Yes, on Monday. [erased]' });
    expect(await rowsWith(database, own, ['Wilhelmina Smith'])).not.toEqual([]);
    const seen = await own.run(({ tx }) => tx.select().from(accessLog).orderBy(accessLog.userId));
    const addressOf = (userId: string | null) => seen.find((one) => one.userId === userId)?.address;
    expect([addressOf(member.userId), addressOf(own.userId), addressOf(null)]).toEqual([
      null,
      '198.51.100.9',
      '198.51.100.9',
    ]);
    expect(await own.run(({ tx }) => tx.$count(ssoAccount))).toBe(0);
    expect((await own.run(({ tx }) => tx.select().from(conversation))).map(({ openTo }) => openTo)).toEqual(['read']);
    expect((await own.run(({ tx }) => tx.select().from(chatMessage))).map(({ text }) => text)).toEqual(['read knee']);
    expect((await own.run(({ tx }) => tx.select().from(storedFile))).map(({ name }) => name)).toEqual([
      'read payslip.pdf',
    ]);
  });

  test('shares a name with a client, who keeps it', async () => {
    const her = await withLeaver();
    const { own, member } = her;
    await own.run((ctx) => {
      const input = { kind: 'person', name: her.name, email: member.email, phone: null, notes: '' };
      return createClient(ctx, createClientSchema.parse(input));
    });
    await remove(own, member);
    await erase(own, (await begin(own, { id: member.id, name: her.name })).id);
    const left = await rowsWith(database, own, [her.name, member.email]);
    expect(left.filter((row) => row.startsWith('client '))).toHaveLength(2);
    expect(left.filter((row) => /^(former_member|invitation|sso_account|stand_in|quote) /.test(row))).toEqual([]);
  });

  test('is erased when the process dies at any batch', async () => {
    const her = await withLeaver();
    await remove(her.own, her.member);
    const { id } = await begin(her.own, { id: her.member.id, name: her.name });
    await erase(her.own, id, (batch) => batch % 2 === 1);
    const left = await rowsWith(database, her.own, [her.name, her.formerName, her.member.email]);
    expect(left.filter((row) => !row.startsWith('api_key '))).toEqual([]);
    expect(await her.own.run(({ tx }) => verifyAuditChain(tx))).toMatchObject({ isWhole: true });
  });

  test('is erased once, however often it is asked', async () => {
    const own = await newBusiness();
    const ida = await join(own, await person('Ida Thistle'));
    await remove(own, ida);
    const asked = await Promise.allSettled([begin(own, ida), begin(own, ida), begin(own, ida)]);
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [first] = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await erase(own, first?.id ?? '');
    expect((await refusalOf(begin(own, { ...ida, name: 'Erased person' }))).message).toMatch(/erased already/);
  });

  test('is first removed when they are a member, or are one again', async () => {
    const own = await newBusiness();
    const ida = await join(own, await person('Ida Thistle'));
    expect((await refusalOf(begin(own, ida))).message).toBe(
      'Ida Thistle is a member of this business. Remove them first; then they can be erased here.',
    );
    expect(await found(own, 'thistle')).toEqual([
      expect.objectContaining({ id: ida.id, hindrance: expect.stringContaining('Remove them first') }),
    ]);
    await remove(own, ida);
    await join(own, ida);
    expect((await refusalOf(begin(own, ida))).code).toBe('not-found');
  });

  test('can come back, and be erased again', async () => {
    const own = await newBusiness();
    const ida = await join(own, await person('Ida Thistle'));
    await remove(own, ida);
    await erase(own, (await begin(own, ida)).id);
    const again = await join(own, ida);
    expect(await rowsOf(own)).toEqual([]);
    await leaves(own, again);
    await erase(own, (await begin(own, again)).id);
    expect(await rowsWith(database, own, [ida.name, ida.email])).toEqual([]);
  });

  test('who comes back while it is done is a member, and the rest is erased', async () => {
    const own = await newBusiness();
    const ida = await join(own, await person('Ida Thistle'));
    await remove(own, ida);
    const { id } = await begin(own, ida);
    const again = await join(own, ida);
    await erase(own, id);
    const [kept] = await own.run(({ tx }) =>
      tx
        .select({ name: user.name, email: user.email })
        .from(membership)
        .innerJoin(user, and(eq(user.id, membership.userId), sql`${membership.id} = ${again.id}`)),
    );
    expect(kept).toEqual({ name: ida.name, email: ida.email });
  });
});
