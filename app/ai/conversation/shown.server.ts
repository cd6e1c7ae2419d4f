import { eq, inArray, sql } from 'drizzle-orm';
import { assistantUsage, chatMessage, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { Refusal } from '../../errors/refusal.ts';
import { changeSetsOf } from '../change-sets.server.ts';
import type { ChatMessage, MessageFacts, ShownChangeSet, ToolAnswer } from '../message.ts';
import type { TurnContext } from '../prompts/turn.ts';
import { withLostCalls } from './lost-calls.server.ts';
import type { StoredOutput, StoredPart } from './parts.ts';
import { asSeenBy, maySee, type Sight, seesAll } from './sight.ts';
import { type Branch, type MessageRow, siblingsOf, toRow } from './tree.server.ts';

/** Nobody writes an answer any more whose last sign of life is older. */
export const staleAfterMs = 15_000;

export const interruptedSentence = 'The answer was cut off here.';

interface Scope {
  tx: TenantTx;
  sight: Sight;
  conversationId: string;
  /** Where this tenant's attachments are served. */
  attachments: string;
  now: Date;
}

/** A branch as a person is shown it: nothing they may not see, and change sets as they stand now. */
export async function showBranch(scope: Scope, branch: Branch): Promise<ChatMessage[]> {
  return showMessages(scope, await seenBranch(scope, branch));
}

/** A branch with nothing in it that somebody may not see. */
export async function seenBranch(
  scope: Pick<Scope, 'tx' | 'sight' | 'conversationId'>,
  branch: Branch,
): Promise<MessageRow[]> {
  const isHidden = branch.hasEarlier && (await hidesEarlier(scope));
  return asSeenBy(scope.sight, await withLostCalls(scope.tx, branch.messages), isHidden);
}

/**
 * A branch as it is, for whoever is about to write in one of its answers.
 * @throws Refusal forbidden when anything in it is hidden from them: they would repeat it, or put its redaction in its place
 */
export async function wholeBranch(
  scope: Pick<Scope, 'tx' | 'sight' | 'conversationId'>,
  branch: Branch,
): Promise<readonly MessageRow[]> {
  const messages = await withLostCalls(scope.tx, branch.messages);
  const isHidden = !seesAll(scope.sight, messages) || (branch.hasEarlier && (await hidesEarlier(scope)));
  if (!isHidden) return messages;
  throw new Refusal(
    'forbidden',
    'This answer rests on something that you may not see, so you cannot continue it. Ask in your own words, in a message below it.',
  );
}

/** A message's rows as messages of the page. */
export async function showMessages(scope: Scope, rows: readonly MessageRow[]): Promise<ChatMessage[]> {
  const { tx, conversationId } = scope;
  const [siblings, authors, usage, changeSets] = [
    await siblingsOf(tx, conversationId, [...new Set(rows.map(({ parentId }) => parentId))]),
    await authorsOf(tx, rows),
    await usageOf(tx, rows),
    await changeSetsIn(tx, rows),
  ];
  return rows.map((row) => {
    const author =
      row.authorId === null ? null : { id: row.authorId, name: authors.get(row.authorId) ?? 'A former member' };
    const { mentions = [] } = (row.context ?? {}) as Partial<TurnContext>;
    const metadata: MessageFacts = {
      ...factsOf(row, scope.now),
      ...usage.get(row.id),
      parentId: row.parentId,
      siblings: siblings.get(row.parentId) ?? [row.id],
      author,
      ...(mentions.length > 0 && { mentions }),
    };
    return { id: row.id, role: row.role, metadata, parts: showParts(row.parts, changeSets, scope.attachments) };
  });
}

/** The status of a message now: one that nobody writes any more was interrupted, whatever its row still says. */
export function statusOf({ status, beatAt }: Pick<MessageRow, 'status' | 'beatAt'>, now: Date): MessageRow['status'] {
  const isStale = status === 'streaming' && now.getTime() - (beatAt?.getTime() ?? 0) > staleAfterMs;
  return isStale ? 'interrupted' : status;
}

function factsOf(row: MessageRow, now: Date): MessageFacts {
  const status = statusOf(row, now);
  const problem = status === 'interrupted' ? (row.problem ?? interruptedSentence) : row.problem;
  return {
    status,
    createdAt: row.createdAt.toISOString(),
    ...(problem && { problem }),
    ...(row.model && { model: row.model }),
    ...(row.provider && { provider: row.provider }),
  };
}

/** Parts as the page knows them. What a tool found for the model alone stays here. */
export function showParts(
  parts: readonly StoredPart[],
  changeSets: ReadonlyMap<string, ShownChangeSet>,
  attachments: string,
): ChatMessage['parts'] {
  return parts.map((part): ChatMessage['parts'][number] => {
    if (part.type === 'file') {
      const { mediaType, filename } = part;
      return { type: 'file', mediaType, filename, url: `${attachments}/${part.attachmentId}` };
    }
    // What a provider signed is of no use to a page.
    if (part.type === 'reasoning') return { type: 'reasoning', text: part.text };
    if (part.type !== 'dynamic-tool' || part.state !== 'output-available') return part;
    const output = showOutput(part.output, changeSets);
    if (output) return { ...part, output };
    const { type, toolName, toolCallId, title, input } = part;
    return {
      type,
      toolName,
      toolCallId,
      title,
      input,
      state: 'output-error',
      errorText: 'What was proposed here is gone.',
    };
  });
}

function showOutput(output: StoredOutput, changeSets: ReadonlyMap<string, ShownChangeSet>): ToolAnswer | null {
  if (output.kind === 'finding') {
    const { kind, text, records, showings, sources } = output;
    return { kind, text, ...(records && { records }), ...(showings && { showings }), ...(sources && { sources }) };
  }
  const changeSet = changeSets.get(output.changeSetId);
  return changeSet ? { kind: 'changes', changeSet } : null;
}

/** The change sets that messages speak of, as they stand now. */
export async function changeSetsIn(
  tx: TenantTx,
  rows: readonly Pick<MessageRow, 'parts'>[],
): Promise<Map<string, ShownChangeSet>> {
  const ids = rows.flatMap(({ parts }) => parts.flatMap((part) => changeSetIdOf(part) ?? []));
  if (ids.length === 0) return new Map();
  return new Map((await changeSetsOf(tx, ids)).map((set) => [set.id, set]));
}

export function changeSetIdOf(part: StoredPart): string | null {
  if (part.type !== 'dynamic-tool' || part.state !== 'output-available' || part.output.kind !== 'changes') return null;
  return part.output.changeSetId;
}

/** Whether anything that is not shown in this page of the branch may not be seen. Rather too much is hidden than too little. */
async function hidesEarlier({
  tx,
  conversationId,
  sight,
}: Pick<Scope, 'tx' | 'sight' | 'conversationId'>): Promise<boolean> {
  const { rows } = await tx.execute<{ part: StoredPart }>(sql`
    select distinct jsonb_build_object('type', 'dynamic-tool', 'toolName', part -> 'toolName', 'state', part -> 'state',
      'output', jsonb_build_object('kind', part #> '{output,kind}', 'permissions', part #> '{output,permissions}')) as part
    from chat_message, jsonb_array_elements(parts) part
    where conversation_id = ${conversationId} and role = 'assistant' and part ->> 'type' = 'dynamic-tool'`);
  return rows.some(({ part }) => part.type === 'dynamic-tool' && !maySee(sight, part));
}

async function authorsOf(tx: TenantTx, rows: readonly MessageRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ authorId }) => authorId ?? []))];
  if (ids.length === 0) return new Map();
  const found = await tx.select({ id: user.id, name: user.name }).from(user).where(inArray(user.id, ids));
  return new Map(found.map(({ id, name }) => [id, name]));
}

async function usageOf(tx: TenantTx, rows: readonly MessageRow[]): Promise<Map<string, MessageFacts>> {
  const ids = rows.flatMap(({ id, role }) => (role === 'assistant' ? id : []));
  if (ids.length === 0) return new Map();
  const found = await tx
    .select({
      id: assistantUsage.messageId,
      inputTokens: sql<number>`sum(${assistantUsage.inputTokens})::int`,
      outputTokens: sql<number>`sum(${assistantUsage.outputTokens})::int`,
      costMicros: sql<number>`sum(${assistantUsage.costMicros})::float8`,
      firstTokenMs: sql<number | null>`(array_agg(${assistantUsage.firstTokenMs} order by ${assistantUsage.at})
        filter (where ${assistantUsage.firstTokenMs} is not null))[1]`,
      durationMs: sql<number>`sum(${assistantUsage.durationMs})::int`,
    })
    .from(assistantUsage)
    .where(sql`${inArray(assistantUsage.messageId, ids)} and ${eq(assistantUsage.purpose, 'chat')}`)
    .groupBy(assistantUsage.messageId);
  return new Map(
    found.flatMap(({ id, firstTokenMs, ...sums }) =>
      id === null ? [] : [[id, { ...sums, ...(firstTokenMs !== null && { firstTokenMs }) }]],
    ),
  );
}

/** One message, as it stands. */
export async function readMessage(tx: TenantTx, conversationId: string, id: string): Promise<MessageRow | null> {
  const [found] = await tx
    .select()
    .from(chatMessage)
    .where(sql`${eq(chatMessage.id, id)} and ${eq(chatMessage.conversationId, conversationId)}`);
  return found ? toRow(found) : null;
}
