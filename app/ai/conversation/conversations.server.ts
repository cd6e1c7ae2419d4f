import { and, desc, eq, inArray, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import {
  chatAttachment,
  chatMessage,
  conversation,
  conversationShare,
  membership,
  storedFile,
} from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../../audit/audit.server.ts';
import { notFound, Refusal } from '../../errors/refusal.ts';
import type { OperationContext } from '../../tenancy/operation.server.ts';
import { openConversation } from './access.server.ts';
import { leafBelow } from './tree.server.ts';

/** A conversation in the list. */
export interface Listed {
  id: string;
  title: string;
  /** ISO 8601. */
  pinnedAt: string | null;
  lastMessageAt: string;
  isOwn: boolean;
  openTo: 'nobody' | 'read' | 'write';
  model: string | null;
}

const pageSize = 30;
const maxPinned = 50;

/**
 * The conversations that somebody may read, the youngest first, on the first page after those that they pinned. A search
 * looks into the titles, into all that was said in their own, and into what people wrote in those that were shared: what
 * an answer says there they may not be allowed to see, and finding it would tell.
 */
export async function listConversations(
  tx: TenantTx,
  userId: string,
  { search, before }: { search: string; before: string | null },
): Promise<{ conversations: Listed[]; next: string | null }> {
  const isOwn = eq(conversation.ownerId, userId);
  const readable = or(isOwn, ne(conversation.openTo, 'nobody'), sharedWith(userId));
  const matches = search === '' ? undefined : matching(search, isOwn);
  const ownPin = and(isOwn, isNotNull(conversation.pinnedAt));
  const pinned =
    before === null
      ? await select(tx, userId, and(ownPin, matches)).orderBy(desc(conversation.pinnedAt)).limit(maxPinned)
      : [];
  const rest = await select(
    tx,
    userId,
    and(readable, matches, or(isNull(conversation.pinnedAt), ne(conversation.ownerId, userId)), after(before)),
  )
    .orderBy(desc(conversation.lastMessageAt), desc(conversation.id))
    .limit(pageSize + 1);
  const shown = rest.slice(0, pageSize);
  const last = rest.length > pageSize ? shown.at(-1) : undefined;
  return {
    conversations: [...pinned, ...shown].map(({ place: _, pinnedAt, lastMessageAt, ...row }) => ({
      ...row,
      pinnedAt: pinnedAt?.toISOString() ?? null,
      lastMessageAt: lastMessageAt.toISOString(),
    })),
    next: last ? `${last.place}_${last.id}` : null,
  };
}

function select(tx: TenantTx, userId: string, where: SQL | undefined) {
  return tx
    .select({
      id: conversation.id,
      title: conversation.title,
      pinnedAt: conversation.pinnedAt,
      lastMessageAt: conversation.lastMessageAt,
      isOwn: sql<boolean>`${conversation.ownerId} = ${userId}`,
      openTo: conversation.openTo,
      model: conversation.model,
      // Microseconds: two messages of one millisecond keep their places.
      place: sql<string>`(extract(epoch from ${conversation.lastMessageAt}) * 1000000)::bigint::text`,
    })
    .from(conversation)
    .where(where);
}

/** The shape of a page's cursor: microseconds and an id. */
export const cursorShape = /^(\d{1,17})_([0-9a-f-]{36})$/;

function after(before: string | null): SQL | undefined {
  const [, micros, id] = cursorShape.exec(before ?? '') ?? [];
  if (!micros || !id) return undefined;
  return sql`((extract(epoch from ${conversation.lastMessageAt}) * 1000000)::bigint, ${conversation.id}) < (${micros}::bigint, ${id}::uuid)`;
}

function sharedWith(userId: string): SQL {
  return sql`exists (select from ${conversationShare} where ${conversationShare.conversationId} = ${conversation.id}
    and ${conversationShare.userId} = ${userId})`;
}

function matching(search: string, isOwn: SQL): SQL {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(${conversation.title} ilike ${pattern} or exists (
    select from ${chatMessage} where ${chatMessage.conversationId} = ${conversation.id}
    and ${chatMessage.text} ilike ${pattern} and (${isOwn} or ${chatMessage.role} = 'user')))`;
}

/** The title of a conversation in which nothing was said yet. */
export const untitled = 'New conversation';

export async function createConversation(
  { tx }: OperationContext,
  ownerId: string,
  { model }: { model: string | null },
): Promise<{ id: string }> {
  const [made] = await tx
    .insert(conversation)
    .values({ ownerId, title: untitled, model })
    .returning({ id: conversation.id });
  if (!made) throw new Error('A conversation was not made.');
  return made;
}

export interface Patch {
  title?: string | undefined;
  pinned?: boolean | undefined;
  model?: string | null | undefined;
  openTo?: 'nobody' | 'read' | 'write' | undefined;
  shares?: readonly { userId: string; access: 'read' | 'write' }[] | undefined;
  leafId?: string | undefined;
  allowedTools?: readonly string[] | undefined;
}

/**
 * Changes a conversation. Everything is its owner's to change, but for the branch that is shown, to which whoever may
 * write in it may turn.
 */
export async function changeConversation(
  ctx: OperationContext,
  userId: string,
  id: string,
  patch: Patch,
): Promise<void> {
  const { tx, now } = ctx;
  const { leafId, title, pinned, shares, allowedTools, ...own } = patch;
  const isOwn = Object.entries(patch).some(([name, value]) => name !== 'leafId' && value !== undefined);
  const { conversation: before } = await openConversation(tx, userId, id, isOwn ? 'own' : 'write', { lock: true });
  const leaf = leafId === undefined ? undefined : await leafBelow(tx, id, leafId);
  if (leaf === null) throw notFound('message');
  await tx
    .update(conversation)
    .set({
      ...own,
      ...(leaf !== undefined && { leafId: leaf }),
      ...(title !== undefined && { title, isNamed: true }),
      ...(pinned !== undefined && { pinnedAt: pinned ? (before.pinnedAt ?? now) : null }),
      ...(allowedTools && { allowedTools: [...new Set(allowedTools)] }),
      updatedAt: now,
    })
    .where(eq(conversation.id, id));
  if (shares) await share(tx, before.ownerId, id, shares);
  if (shares || (own.openTo && own.openTo !== before.openTo)) {
    await audit(ctx, {
      action: 'conversation.shared',
      subjectType: 'conversation',
      subjectId: id,
      before: { openTo: before.openTo },
      after: { openTo: own.openTo ?? before.openTo, ...(shares && { shares }) },
    });
  }
}

async function share(tx: TenantTx, ownerId: string, id: string, shares: NonNullable<Patch['shares']>): Promise<void> {
  const wanted = new Map(
    shares.filter(({ userId }) => userId !== ownerId).map(({ userId, access }) => [userId, access]),
  );
  if (wanted.size > 0) {
    const members = await tx.$count(membership, inArray(membership.userId, [...wanted.keys()]));
    if (members !== wanted.size)
      throw new Refusal('invalid', 'A conversation can be shared with members of this business.');
  }
  await tx.delete(conversationShare).where(eq(conversationShare.conversationId, id));
  if (wanted.size > 0)
    await tx
      .insert(conversationShare)
      .values([...wanted].map(([userId, access]) => ({ conversationId: id, userId, access })));
}

/** Whom a conversation was shared with. */
export function sharesOf(tx: TenantTx, id: string): Promise<{ userId: string; access: 'read' | 'write' }[]> {
  return tx
    .select({ userId: conversationShare.userId, access: conversationShare.access })
    .from(conversationShare)
    .where(eq(conversationShare.conversationId, id));
}

/** Deletes a conversation with all that was said and given to it. What it cost stays counted. */
export async function deleteConversation({ tx }: OperationContext, userId: string, id: string): Promise<void> {
  await openConversation(tx, userId, id, 'own', { lock: true });
  const files = await tx
    .select({ fileId: chatAttachment.fileId })
    .from(chatAttachment)
    .where(eq(chatAttachment.conversationId, id));
  await tx.delete(conversation).where(eq(conversation.id, id));
  const ids = files.map(({ fileId }) => fileId);
  if (ids.length > 0) await tx.delete(storedFile).where(inArray(storedFile.id, ids));
}
