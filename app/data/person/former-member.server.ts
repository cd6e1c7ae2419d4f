import { and, asc, eq, ilike, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import {
  auditEntry,
  chatAttachment,
  conversation,
  formerMember,
  invitation,
  membership,
  personErasure,
  ssoAccount,
  standIn,
  user,
} from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { readEverything } from '../../ai/knowledge/passes.server.ts';
import { revokeInvitation } from '../../auth/revoke-invitation.server.ts';
import { notFound, Refusal } from '../../errors/refusal.ts';
import type { OperationContext } from '../../tenancy/operation.server.ts';
import type { PersonFound, PersonKind, PersonKnown } from './rule.ts';

const type = 'platform.former-member';
const mostFound = 20;

/**
 * Somebody who was a member. They go by the number that their membership had, so a member is found by the same number and told
 * to be one.
 */
export const formerMembers: PersonKind = {
  type,
  table: 'former_member',
  permission: 'tenant:admin',
  kept: [
    'Their account, with which they sign in, and the other businesses that they belong to: these are theirs and not yours, and only they can end them.',
    'What they made: clients, estimates, notes, quotes, and what they wrote in conversations that everybody here can open. It is work of your business, and shows the number of their account or nobody.',
    'What they asked of your business and when, without the network address: whoever has to look into an incident needs it, and it goes after 90 days.',
  ],
  closes:
    'Invitations to their address that are still open are withdrawn. Conversations with the assistant that only they could open, or people whom they named, are deleted with their files.',
  know,
  search: async (tx, query) => [
    ...(await listFormer(tx, matches(query, formerMember.name, formerMember.email), mostFound)),
    ...(await listPresent(tx, matches(query, user.name, user.email))),
  ],
  find: async (tx, id) =>
    (await selectFormer(tx, eq(formerMember.id, id), 1)).map(told)[0] ??
    (await listPresent(tx, eq(membership.id, id)))[0] ??
    null,
  hold,
  settle: ({ tx, now }) => readEverything(tx, now),
};

/** Who was a member and is none, and was not erased, by name. */
export function listFormerMembers(tx: TenantTx, limit: number): Promise<(PersonFound & FormerDates)[]> {
  return listFormer(tx, undefined, limit);
}

/** When they ceased to be a member; null for people of an archive, which does not say. */
interface FormerDates {
  endedAt: Date | null;
}

// Named in full: in what a query of one table selects, its columns lose the name of their table, and these would be the inner ones.
const isErased = sql<boolean>`exists (select from ${personErasure} e where e.tenant_id = former_member.tenant_id
  and e.subject_type = ${type} and e.subject_id = former_member.id)`;

function selectFormer(tx: TenantTx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      id: formerMember.id,
      userId: formerMember.userId,
      name: formerMember.name,
      email: formerMember.email,
      endedAt: formerMember.endedAt,
      isErased,
    })
    .from(formerMember)
    .where(where)
    .orderBy(asc(sql`lower(${formerMember.name})`), asc(formerMember.id))
    .limit(limit);
}

async function listFormer(tx: TenantTx, where: SQL | undefined, limit: number) {
  return (await selectFormer(tx, and(where, sql`not ${isErased}`), limit)).map(told);
}

function told(row: Awaited<ReturnType<typeof selectFormer>>[number]): PersonFound & FormerDates {
  const { id, userId, name, email, endedAt, isErased: isGone } = row;
  const was = endedAt ? 'Former member' : 'Of an archive';
  return {
    type,
    id,
    name,
    detail: [was, email].filter(Boolean).join(' · '),
    href: `admin/audit?actor=${userId}`,
    hrefLabel: 'What they did',
    isErased: isGone,
    endedAt,
  };
}

async function listPresent(tx: TenantTx, where: SQL | undefined): Promise<PersonFound[]> {
  const rows = await tx
    .select({ id: membership.id, name: user.name, email: user.email })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(where)
    .orderBy(asc(sql`lower(${user.name})`), asc(membership.id))
    .limit(mostFound);
  return rows.map(({ id, name, email }) => ({
    type,
    id,
    name,
    detail: `Member · ${email}`,
    href: `admin/members/${id}`,
    isErased: false,
    hindrance: stillMember(name),
  }));
}

const stillMember = (name: string) =>
  `${name} is a member of this business. Remove them first; then they can be erased here.`;

/** Either column has all of it, whatever its case. */
function matches(query: string, name: AnyPgColumn, email: AnyPgColumn): SQL | undefined {
  const pattern = `%${query.replace(/[\\%_]/g, '\\$&')}%`;
  return or(ilike(name, pattern), ilike(email, pattern));
}

async function getFormer(tx: TenantTx, id: string) {
  const [found] = await selectFormer(tx, eq(formerMember.id, id), 1);
  if (!found) throw notFound('person');
  return found;
}

/** Rows that speak of them by the number of their account or by their address, and what they were called when they left before. */
async function know(tx: TenantTx, id: string): Promise<PersonKnown> {
  const { userId, email } = await getFormer(tx, id);
  const memberships = await tx
    .selectDistinct({ id: auditEntry.subjectId })
    .from(auditEntry)
    .where(and(eq(auditEntry.action, 'member.joined'), eq(auditEntry.actorId, userId)));
  const ids = memberships.flatMap((row) => row.id ?? []);
  const said = await tx
    .select({ name: sql<string | null>`${auditEntry.before} ->> 'name'` })
    .from(auditEntry)
    .where(and(eq(auditEntry.subjectType, 'membership'), inArray(auditEntry.subjectId, ids)));
  const conversations = idsOf(
    await tx
      .select({ id: conversation.id })
      .from(conversation)
      .where(and(eq(conversation.ownerId, userId), eq(conversation.openTo, 'nobody'))),
  );
  const files = await tx
    .selectDistinct({ id: chatAttachment.fileId })
    .from(chatAttachment)
    .where(inArray(chatAttachment.conversationId, conversations));
  return {
    account: userId,
    own: {
      membership: ids,
      invitation: idsOf(await tx.select({ id: invitation.id }).from(invitation).where(isTo({ userId, email }))),
      sso_account: idsOf(await tx.select({ id: ssoAccount.id }).from(ssoAccount).where(eq(ssoAccount.userId, userId))),
      stand_in: idsOf(await tx.select({ id: standIn.id }).from(standIn).where(eq(standIn.memberId, userId))),
      conversation: conversations,
      stored_file: idsOf(files),
    },
    names: said.flatMap(({ name }) => name ?? []),
  };
}

const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

function isTo({ userId, email }: { userId: string; email: string }): SQL | undefined {
  const accepted = eq(invitation.acceptedBy, userId);
  // An empty address is that of everybody who was erased.
  return email === '' ? accepted : or(accepted, eq(sql`lower(${invitation.email})`, email.toLowerCase()));
}

/** Nobody comes back meanwhile by an invitation that is open. */
async function hold(ctx: OperationContext, id: string): Promise<void> {
  const [present] = await listPresent(ctx.tx, eq(membership.id, id));
  if (present?.hindrance) throw new Refusal('conflict', present.hindrance);
  const former = await getFormer(ctx.tx, id);
  const [again] = await listPresent(ctx.tx, eq(membership.userId, former.userId));
  if (again?.hindrance) throw new Refusal('conflict', again.hindrance);
  const open = and(isTo(former), isNull(invitation.acceptedAt), isNull(invitation.revokedAt));
  for (const offered of await ctx.tx.select({ id: invitation.id }).from(invitation).where(open))
    await revokeInvitation(ctx, offered);
}
