import { and, eq, sql } from 'drizzle-orm';
import { conversation, conversationShare } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { notFound, Refusal } from '../../errors/refusal.ts';

export type Access = 'own' | 'write' | 'read';

export type Conversation = Omit<typeof conversation.$inferSelect, 'tenantId'>;

export interface Opened {
  conversation: Conversation;
  access: Access;
}

/**
 * A conversation, and what this person may do with it.
 * @param wanted what is about to be done: a conversation that one may not read is not there; one that one may not write
 * to says so
 * @throws Refusal not-found, forbidden
 */
export async function openConversation(
  tx: TenantTx,
  userId: string,
  id: string,
  wanted: Access,
  { lock = false } = {},
): Promise<Opened> {
  const query = tx
    .select({ found: conversation, shared: conversationShare.access })
    .from(conversation)
    .leftJoin(
      conversationShare,
      and(eq(conversationShare.conversationId, conversation.id), eq(conversationShare.userId, userId)),
    )
    .where(eq(conversation.id, id));
  const [row] = await (lock ? query.for('update', { of: conversation }) : query);
  const access = row && accessOf(row.found, row.shared, userId);
  if (!row || !access) throw notFound('conversation');
  if (rank[access] < rank[wanted]) throw new Refusal('forbidden', said[wanted]);
  const { tenantId: _, ...found } = row.found;
  return { conversation: found, access };
}

/** Lets a tool run in a conversation without asking, for its owner, who is the only one to allow that. */
export async function allowTool(tx: TenantTx, ownerId: string, id: string, tool: string): Promise<void> {
  await tx
    .update(conversation)
    .set({ allowedTools: sql`array_append(array_remove(${conversation.allowedTools}, ${tool}), ${tool})` })
    .where(and(eq(conversation.id, id), eq(conversation.ownerId, ownerId)));
}

const rank: Record<Access, number> = { read: 0, write: 1, own: 2 };

const said: Record<Access, string> = {
  read: 'You may not read this conversation.',
  write: 'This conversation was shared with you to read. Ask its owner to let you write in it.',
  own: 'Only the owner of this conversation can do this.',
};

function accessOf(
  { ownerId, openTo }: Pick<Conversation, 'ownerId' | 'openTo'>,
  shared: 'read' | 'write' | null,
  userId: string,
): Access | null {
  if (ownerId === userId) return 'own';
  if (shared === 'write' || openTo === 'write') return 'write';
  return shared === 'read' || openTo === 'read' ? 'read' : null;
}
