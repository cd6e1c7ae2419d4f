import { and, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { chatAttachment, chatMessage, conversation, storedFile } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { notFound, Refusal } from '../../errors/refusal.ts';
import type { TenantInfo } from '../../tenancy/operation.server.ts';
import { newId } from '../../values/id.ts';
import { affordable, underWay } from '../budget.server.ts';
import { openConversation } from '../conversation/access.server.ts';
import { untitled } from '../conversation/conversations.server.ts';
import { type StoredPart, storableJson, storableText } from '../conversation/parts.ts';
import { readMessage, showMessages, staleAfterMs, statusOf, wholeBranch } from '../conversation/shown.server.ts';
import type { Sight } from '../conversation/sight.ts';
import type { MessageRow } from '../conversation/tree.server.ts';
import { readBranch, siblingsOf } from '../conversation/tree.server.ts';
import { plainTitle } from '../prompts/title.ts';
import { cutOffResult, type TurnContext } from '../prompts/turn.ts';
import { candidatesFor } from '../settings.server.ts';
import type { Begun, Plan } from './plan.server.ts';
import { toldParts } from './wire.ts';

/** Answers that are made at the same time at most. */
const maxOfTenant = 16;
const maxOfMember = 4;

/** Messages of a branch that are looked at one by one for what may not be seen; of earlier ones the database says it. */
const maxJudged = 200;

/** Who asks, in the transaction that writes down what they ask. */
export interface Asking {
  tx: TenantTx;
  tenant: TenantInfo;
  userId: string;
  sight: Sight;
  attachments: string;
  now: Date;
}

export interface Posted {
  /** Made by the page: the same message that comes twice is one. */
  id: string;
  text: string;
  /** The message that it follows. Null: it is the first of its branch. */
  parentId: string | null;
  attachments: readonly string[];
  context: TurnContext;
  model?: string | null | undefined;
}

/**
 * Writes down a person's message and the place of its answer. Everything that can be refused is refused before anything
 * is written, so that the words stay in the box they were typed in.
 * @returns the number of the answer when the message was there already
 * @throws Refusal not-found, forbidden, conflict, too-many, invalid
 */
export async function post(
  asking: Asking,
  conversationId: string,
  posted: Posted,
): Promise<Begun | { answerId: string }> {
  const { tx, userId } = asking;
  const opened = await openConversation(tx, userId, conversationId, 'write', { lock: true });
  const before = await findPosted(tx, conversationId, userId, posted);
  if (before) return before;
  await refuseBusy(asking, conversationId);
  await requireParent(tx, conversationId, posted.parentId);
  const model = posted.model === undefined ? opened.conversation.model : posted.model;
  await requireModel(asking, model);
  const files = await takeAttachments(asking, conversationId, posted);
  const text = storableText(posted.text);
  const parts: StoredPart[] = [...files, { type: 'text', text }];
  await tx.insert(chatMessage).values({
    id: posted.id,
    conversationId,
    parentId: posted.parentId,
    role: 'user',
    parts,
    text,
    authorId: userId,
    context: sql`${storableJson(posted.context)}::jsonb`,
    createdAt: asking.now,
    finishedAt: asking.now,
  });
  const isFirst = opened.conversation.title === untitled && !opened.conversation.isNamed;
  // Files without a word give it the name of the first of them, and no model is asked for a better one.
  const words = text.trim() === '' ? '' : text;
  const plain = plainTitle(words || (files[0]?.type === 'file' ? files[0].filename : ''));
  const title = isFirst && words !== '' ? { words, plain } : undefined;
  const begun = await beginAnswer(asking, { conversationId, questionId: posted.id, model });
  await tx
    .update(conversation)
    .set({ model, ...(isFirst && { title: plain }) })
    .where(eq(conversation.id, conversationId));
  return { ...begun, ...(title && { title }) };
}

/** Answers a message once more, beside the answers that there are. */
export async function retry(asking: Asking, conversationId: string, messageId: string): Promise<Begun> {
  const { tx, userId } = asking;
  const { conversation: found } = await openConversation(tx, userId, conversationId, 'write', { lock: true });
  await refuseBusy(asking, conversationId);
  const message = await readMessage(tx, conversationId, messageId);
  const questionId = message?.role === 'assistant' ? message.parentId : message?.id;
  if (!questionId) throw notFound('message');
  await requireModel(asking, found.model);
  return beginAnswer(asking, { conversationId, questionId, model: found.model });
}

/**
 * Lets an answer go on that was cut off, was stopped, or waited until its changes were decided.
 * @throws Refusal conflict when there is nothing that could go on
 */
export async function goOn(asking: Asking, conversationId: string, messageId: string): Promise<Begun> {
  const { tx, userId, now } = asking;
  const { conversation: found } = await openConversation(tx, userId, conversationId, 'write', { lock: true });
  const branch = await readBranch(tx, conversationId, messageId, maxJudged);
  const message = branch.messages.at(-1);
  if (message?.role !== 'assistant' || message.parentId === null) throw notFound('message');
  const status = statusOf(message, now);
  if (status === 'complete')
    throw new Refusal('conflict', 'This answer is complete. Ask it something, or try it again.');
  await refuseBusy(asking, conversationId);
  await requireModel(asking, found.model);
  const whole = (await wholeBranch({ ...asking, conversationId }, branch)).at(-1);
  if (!whole) throw notFound('message');
  const begun = { ...whole, parts: withoutLoose(whole.parts) };
  const writer = newId();
  await tx
    .update(chatMessage)
    .set({
      status: 'streaming',
      problem: null,
      beatAt: now,
      writer,
      finishedAt: null,
      parts: sql`${storableJson(begun.parts)}::jsonb`,
    })
    .where(eq(chatMessage.id, messageId));
  await turnTo(asking, conversationId, messageId);
  const [shown] = await showMessages({ ...asking, conversationId }, [begun]);
  return {
    plan: planOf(
      asking,
      { conversationId, messageId, writer, questionId: message.parentId, model: found.model },
      begun.parts,
    ),
    told: { metadata: { ...shown?.metadata }, before: toldParts(shown?.parts ?? []) },
  };
}

/** A call that was cut off, and of which no change is known, did not happen: it is not made again by itself. */
function withoutLoose(parts: readonly StoredPart[]): StoredPart[] {
  return parts.map((part) => {
    if (part.type !== 'dynamic-tool' || part.state !== 'input-available') return part;
    const { state: _, ...call } = part;
    return { ...call, state: 'output-error', errorText: cutOffResult };
  });
}

async function beginAnswer(
  asking: Asking,
  { conversationId, questionId, model }: { conversationId: string; questionId: string; model: string | null },
): Promise<Begun> {
  const { tx, now } = asking;
  const [messageId, writer] = [newId(), newId()];
  await tx.insert(chatMessage).values({
    id: messageId,
    conversationId,
    parentId: questionId,
    role: 'assistant',
    parts: [],
    status: 'streaming',
    beatAt: now,
    writer,
    createdAt: now,
  });
  await turnTo(asking, conversationId, messageId);
  const siblings = (await siblingsOf(tx, conversationId, [questionId])).get(questionId) ?? [messageId];
  return {
    plan: planOf(asking, { conversationId, messageId, writer, questionId, model }, []),
    told: { metadata: { createdAt: now.toISOString(), parentId: questionId, siblings, author: null }, before: '' },
  };
}

function planOf({ tenant, userId }: Asking, plan: Omit<Plan, 'who' | 'parts'>, parts: StoredPart[]): Plan {
  return { ...plan, who: { tenantId: tenant.id, userId }, parts: [...parts] };
}

async function turnTo({ tx, now }: Asking, conversationId: string, leafId: string): Promise<void> {
  await tx.update(conversation).set({ leafId, lastMessageAt: now }).where(eq(conversation.id, conversationId));
}

/** The answer to a message that was posted before, by the same person into the same conversation. */
async function findPosted(
  tx: TenantTx,
  conversationId: string,
  userId: string,
  { id }: Posted,
): Promise<{ answerId: string } | null> {
  const [known] = await tx
    .select({ conversationId: chatMessage.conversationId, authorId: chatMessage.authorId })
    .from(chatMessage)
    .where(eq(chatMessage.id, id));
  if (!known) return null;
  if (known.conversationId !== conversationId || known.authorId !== userId)
    throw new Refusal('conflict', 'This number is taken. Send the message with a new one.');
  const [answer] = await tx
    .select({ id: chatMessage.id })
    .from(chatMessage)
    .where(and(eq(chatMessage.conversationId, conversationId), eq(chatMessage.parentId, id)))
    .orderBy(chatMessage.createdAt)
    .limit(1);
  if (!answer) throw new Refusal('conflict', 'This message was sent before. Reload the page.');
  return { answerId: answer.id };
}

/**
 * One answer at a time in a conversation, a few of a member, and so many of a business; those that begin together wait for
 * one another.
 */
async function refuseBusy({ tx, tenant, userId, now }: Asking, conversationId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`answers ${tenant.id}`}))`);
  const live = await tx
    .select({ conversationId: chatMessage.conversationId, askedBy: sql<string | null>`question.author_id` })
    .from(chatMessage)
    .leftJoin(
      sql`chat_message question`,
      sql`question.tenant_id = ${chatMessage.tenantId} and question.id = ${chatMessage.parentId}`,
    )
    .where(and(eq(chatMessage.status, 'streaming'), gt(chatMessage.beatAt, new Date(now.getTime() - staleAfterMs))));
  if (live.some((answer) => answer.conversationId === conversationId))
    throw new Refusal('conflict', 'An answer is being written in this conversation. Wait for it, or stop it.');
  if (live.filter(({ askedBy }) => askedBy === userId).length >= maxOfMember)
    throw new Refusal('too-many', `You have ${maxOfMember} answers being written. Wait for one of them, or stop it.`, {
      retryAfter: 5,
    });
  if (live.length >= maxOfTenant)
    throw new Refusal('too-many', 'Many answers are being written in this business. Wait a moment and try again.', {
      retryAfter: 5,
    });
}

async function requireParent(tx: TenantTx, conversationId: string, parentId: string | null): Promise<void> {
  if (parentId === null) return;
  const parent = await readMessage(tx, conversationId, parentId);
  if (!parent) throw notFound('message');
  if (parent.role !== 'assistant') throw new Refusal('invalid', 'A message follows an answer.');
}

/** @throws Refusal when the model is not in the table, or may not be asked any more this month */
async function requireModel({ tx, tenant, userId, now }: Asking, model: string | null): Promise<void> {
  const candidates = await candidatesFor(tx, tenant, model);
  await affordable(tx, { userId, candidates, now }, await underWay(tx, userId));
}

/**
 * The files that go with a message: those that wait for it, and, for a message that is said differently, those that went with
 * another one of the same conversation. Such a file is kept once.
 * @throws Refusal not-found when one of them is neither
 */
async function takeAttachments(
  { tx, userId }: Asking,
  conversationId: string,
  { id, attachments }: Posted,
): Promise<StoredPart[]> {
  if (attachments.length === 0) return [];
  const columns = { id: chatAttachment.id, fileId: chatAttachment.fileId };
  const named = and(inArray(chatAttachment.id, [...attachments]), eq(chatAttachment.conversationId, conversationId));
  const sent = await tx
    .select({ fileId: chatAttachment.fileId })
    .from(chatAttachment)
    .where(and(named, isNotNull(chatAttachment.messageId)));
  const waiting = await tx
    .update(chatAttachment)
    .set({ messageId: id })
    .where(and(named, eq(chatAttachment.createdBy, userId), isNull(chatAttachment.messageId)))
    .returning(columns);
  const again =
    sent.length === 0
      ? []
      : await tx
          .insert(chatAttachment)
          .values(sent.map(({ fileId }) => ({ conversationId, messageId: id, fileId, createdBy: userId })))
          .returning(columns);
  const taken = [...waiting, ...again];
  if (taken.length !== new Set(attachments).size) throw notFound('attachment');
  const files = await tx
    .select({ id: storedFile.id, name: storedFile.name, mediaType: storedFile.mediaType })
    .from(storedFile)
    .where(
      inArray(
        storedFile.id,
        taken.map(({ fileId }) => fileId),
      ),
    );
  return taken.flatMap(({ id: attachmentId, fileId }): StoredPart[] => {
    const file = files.find((one) => one.id === fileId);
    return file ? [{ type: 'file', attachmentId, mediaType: file.mediaType, filename: file.name }] : [];
  });
}

/** Whether all that an answer proposed has been decided, or can no longer be. */
export function isDecided(message: MessageRow, changeSets: ReadonlyMap<string, { status: string }>): boolean {
  return message.parts.every((part) => {
    if (part.type !== 'dynamic-tool' || part.state !== 'output-available' || part.output.kind !== 'changes')
      return true;
    return changeSets.get(part.output.changeSetId)?.status !== 'proposed';
  });
}
