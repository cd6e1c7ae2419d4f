import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { chatMessage } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { StoredPart } from './parts.ts';

export type MessageRow = Omit<typeof chatMessage.$inferSelect, 'tenantId' | 'parts'> & { parts: StoredPart[] };

/** Messages of one branch, the oldest first. `hasEarlier` when the branch begins before them. */
export interface Branch {
  messages: MessageRow[];
  hasEarlier: boolean;
}

/** The last messages of the branch that ends in `leafId`: a conversation of ten thousand opens as fast as one of ten. */
export async function readBranch(
  tx: TenantTx,
  conversationId: string,
  leafId: string | null,
  limit: number,
): Promise<Branch> {
  if (leafId === null) return { messages: [], hasEarlier: false };
  const rows = await tx
    .select()
    .from(chatMessage)
    .where(
      and(
        eq(chatMessage.conversationId, conversationId),
        sql`${chatMessage.id} in (
          with recursive branch as (
            select tenant_id, id, parent_id, 1 as depth from chat_message where id = ${leafId}
            union all
            -- The whole key, and nothing that would tempt the planner to another index for each step.
            select above.tenant_id, above.id, above.parent_id, depth + 1
            from branch join chat_message above on above.tenant_id = branch.tenant_id and above.id = branch.parent_id
            where depth < ${limit}
          ) select id from branch)`,
      ),
    );
  const messages = inOrder(rows.map(toRow), leafId);
  return { messages, hasEarlier: (messages[0]?.parentId ?? null) !== null };
}

/** A row with its parts: they were written by {@link StoredPart}s alone. */
export function toRow({ tenantId: _, parts, ...row }: typeof chatMessage.$inferSelect): MessageRow {
  return { ...row, parts: parts as StoredPart[] };
}

function inOrder(rows: readonly MessageRow[], leafId: string): MessageRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const found: MessageRow[] = [];
  for (let row = byId.get(leafId); row; row = row.parentId === null ? undefined : byId.get(row.parentId))
    found.push(row);
  return found.reverse();
}

/** The children of each of these parents, in the order in which they were made. */
export async function siblingsOf(
  tx: TenantTx,
  conversationId: string,
  parentIds: readonly (string | null)[],
): Promise<Map<string | null, string[]>> {
  const given = parentIds.filter((id) => id !== null);
  const rows = await tx
    .select({ id: chatMessage.id, parentId: chatMessage.parentId })
    .from(chatMessage)
    .where(
      and(
        eq(chatMessage.conversationId, conversationId),
        or(
          given.length > 0 ? inArray(chatMessage.parentId, given) : sql`false`,
          parentIds.includes(null) ? isNull(chatMessage.parentId) : sql`false`,
        ),
      ),
    )
    .orderBy(asc(chatMessage.createdAt), asc(chatMessage.id));
  const found = new Map<string | null, string[]>();
  for (const { id, parentId } of rows) found.set(parentId, [...(found.get(parentId) ?? []), id]);
  return found;
}

/** The end of the branch that one comes to by turning to a message: its youngest descendants. */
export async function leafBelow(tx: TenantTx, conversationId: string, messageId: string): Promise<string | null> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    with recursive below as (
      select tenant_id, id, 1 as depth from chat_message where id = ${messageId} and conversation_id = ${conversationId}
      union all
      select below.tenant_id, last.id, depth + 1 from below cross join lateral (
        select id from chat_message where tenant_id = below.tenant_id and parent_id = below.id
        order by created_at desc, id desc limit 1
      ) last where depth < 100000
    ) select id from below order by depth desc limit 1`);
  return rows[0]?.id ?? null;
}
