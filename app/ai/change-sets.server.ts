import { randomUUID } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { changeSet, chatMessage } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { isRefusal, notFound, Refusal } from '../errors/refusal.ts';
import { type AskerScope, type Who, withAsker } from './asker.server.ts';
import { type ChangeSetRow, lockSets, type Outcome, shownSet } from './change-set-rows.server.ts';
import { allowTool } from './conversation/access.server.ts';
import { canonical, fingerprintOf } from './fingerprint.server.ts';
import type { ShownChangeSet } from './message.ts';
import { findTool } from './registry.server.ts';
import type { Done, WriteTool } from './tool.ts';
import { parseInput } from './tool-input.ts';

/** How long a change may be approved as it was shown. */
const approvableMs = 30 * 60_000;

/** Where a tool was called: a message of a conversation, by whoever makes it. Null: by a program. */
export type Place = { conversationId: string; messageId: string; writer: string } | null;

export interface Decision {
  id: string;
  /** Of the changes that the person saw. */
  fingerprint: string;
  decision: 'approve' | 'refuse';
  /** What the person made of the tool's input. It is shown anew before anything is done. */
  input?: unknown;
}

/**
 * Finds out what a tool would change, by doing it in a transaction that is taken back, and keeps that to be approved. The
 * same call of the same message is kept once.
 * @throws Refusal when the tool refuses
 */
export async function proposeChange(
  who: Who,
  tool: WriteTool,
  call: { toolCallId: string; input: unknown },
  place: Place,
): Promise<ShownChangeSet> {
  const before = place && (await withAsker(who, ({ tx }) => findByCall(tx, place.messageId, call), { readOnly: true }));
  if (before) return shownSet(before, new Date());
  const done = await rehearse(who, tool, call.input, place?.conversationId ?? null);
  return withAsker(who, async ({ tx }) => {
    const now = new Date();
    if (place) await refuseSuperseded(tx, place);
    const [row] = await tx
      .insert(changeSet)
      .values({
        conversationId: place?.conversationId ?? null,
        messageId: place?.messageId ?? null,
        toolCallId: call.toolCallId,
        tool: tool.name,
        effect: tool.effect,
        askedBy: who.userId,
        createdAt: now,
        ...proposal(tool, call.input, done, now),
      })
      .onConflictDoNothing()
      .returning();
    const kept = row ?? (place && (await findByCall(tx, place.messageId, call)));
    if (!kept) throw new Error('The change set was not written.');
    return shownSet(kept, now);
  });
}

/** The columns that say what is proposed. */
function proposal(tool: WriteTool, input: unknown, { summary, changes }: Done, now: Date) {
  const fingerprint = fingerprintOf({ tool: tool.name, input, changes });
  return { input, summary, changes, fingerprint, expiresAt: new Date(now.getTime() + approvableMs) };
}

/** Thrown to take a transaction back that was only to show what it would do. */
class TakenBack extends Error {
  readonly done: Done;

  constructor(done: Done) {
    super('A rehearsal is taken back.');
    this.done = done;
  }
}

async function rehearse(who: Who, tool: WriteTool, input: unknown, conversationId: string | null): Promise<Done> {
  try {
    return await withAsker(who, async (scope) => {
      throw new TakenBack(await perform(scope, who, tool, { input, conversationId }));
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.done;
    throw error;
  }
}

async function perform(
  { tx, tenant, asker }: AskerScope,
  who: Who,
  tool: WriteTool,
  { input, conversationId }: { input: unknown; conversationId: string | null },
): Promise<Done> {
  refuseUnallowed(asker, tool);
  const parsed = parseInput(tool, input);
  if (!parsed.ok) throw new Refusal('invalid', parsed.problem);
  return tool.run({ ...contextOf({ tx, tenant, asker }, who), conversationId }, parsed.value);
}

function contextOf({ tx, tenant, asker }: AskerScope, { requestId }: Who) {
  const actor = { userId: asker.userId, name: asker.name };
  return { tx, tenant, asker, actor, now: new Date(), door: 'assistant' as const, ...(requestId && { requestId }) };
}

function refuseUnallowed(asker: AskerScope['asker'], tool: WriteTool | undefined): asserts tool {
  if (tool && asker.can(tool.permission)) return;
  throw new Refusal('forbidden', 'You may not do this any more. Ask an owner or admin of the business.');
}

/**
 * Does what a person decided. Those that they refuse are refused; those whose input they edited are proposed anew; those
 * that they approve are done together, in one transaction: all of them or none. What would not change the same any more
 * is proposed anew instead. What was decided already stays as it is, however often it is sent.
 * @param allowed a tool that runs in this conversation without asking from now on: only together with a change of its own
 * that is approved here and done
 * @param place the answer that does it without asking: only as long as whoever calls still makes it
 * @returns them as they are now, in the order asked for
 * @throws Refusal not-found for what is not the person's own or not of this conversation, conflict when the changes are
 * not those that were shown, forbidden when they may not do it any more
 */
export async function decideChanges(
  who: Who,
  conversationId: string | null,
  decisions: readonly Decision[],
  { allowed, place = null }: { allowed?: string | undefined; place?: Place } = {},
): Promise<ShownChangeSet[]> {
  const ids = decisions.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new Refusal('invalid', 'Decide each change once.');
  const scope = { who, conversationId, place };
  const rows = await withAsker(who, ({ tx }) => lockOwn(tx, scope, ids));
  const edited = new Set(decisions.filter((decision) => isEdited(decision, rows.get(decision.id))));
  const refused = decisions.filter(({ decision }) => decision === 'refuse');
  const approved = decisions.filter((decision) => decision.decision === 'approve' && !edited.has(decision));
  if (refused.length > 0) await refuse(scope, refused);
  for (const { id, fingerprint, input } of edited) await proposeAnew(scope, { id, fingerprint, input });
  if (approved.length > 0) await approve(scope, approved, allowed);
  const now = new Date();
  const after = await withAsker(who, ({ tx }) => lockOwn(tx, scope, ids));
  return ids.map((id) => shownSet(found(after, id), now));
}

/**
 * Keeps the answer's writer the same until the transaction ends.
 * @throws Refusal gone when it was stopped or another makes it by now: what a tool writes for it would be written twice
 */
async function refuseSuperseded(tx: TenantTx, { messageId, writer }: NonNullable<Place>): Promise<void> {
  const [own] = await tx
    .select({ id: chatMessage.id })
    .from(chatMessage)
    .where(and(eq(chatMessage.id, messageId), eq(chatMessage.writer, writer), eq(chatMessage.status, 'streaming')))
    .for('share');
  if (!own) throw new Refusal('gone', 'This answer is not being written any more, and nothing was changed.');
}

interface DecisionScope {
  who: Who;
  conversationId: string | null;
  place: Place;
}

/** Theirs and of this conversation, locked in one order so that two who decide the same wait and do not lock each other out. */
async function lockOwn(
  tx: TenantTx,
  { who, conversationId }: DecisionScope,
  ids: readonly string[],
): Promise<Map<string, ChangeSetRow>> {
  const rows = await lockSets(tx, ids);
  const own = rows.filter((row) => row.askedBy === who.userId && row.conversationId === conversationId);
  if (own.length < ids.length) throw notFound('change');
  return new Map(own.map((row) => [row.id, row]));
}

function found(rows: ReadonlyMap<string, ChangeSetRow>, id: string): ChangeSetRow {
  const row = rows.get(id);
  if (!row) throw notFound('change');
  return row;
}

function isEdited({ decision, input }: Decision, row: ChangeSetRow | undefined): boolean {
  return decision === 'approve' && input !== undefined && canonical(input) !== canonical(row?.input);
}

/** True for one that may still be decided. @throws Refusal conflict when it is not the one that was shown */
function isDecidable(row: ChangeSetRow, fingerprint: string, now: Date): boolean {
  if (row.status !== 'proposed' || row.expiresAt <= now) return false;
  if (row.fingerprint === fingerprint) return true;
  throw new Refusal('conflict', 'These are not the changes that were shown to you. Look at them once more.');
}

async function refuse(scope: DecisionScope, decisions: readonly Decision[]): Promise<void> {
  await withAsker(scope.who, async ({ tx }) => {
    const now = new Date();
    const rows = await lockOwn(
      tx,
      scope,
      decisions.map(({ id }) => id),
    );
    const ids = decisions.filter(({ id, fingerprint }) => isDecidable(found(rows, id), fingerprint, now));
    const decided = { status: 'refused', decidedBy: scope.who.userId, decidedAt: now } as const;
    for (const { id } of ids) await tx.update(changeSet).set(decided).where(eq(changeSet.id, id));
  });
}

/** Thrown out of the transaction of an approval: nothing of it was done, because of this one. */
class NotDone extends Error {
  readonly id: string;
  /** Null: it would change something else by now. */
  readonly refusal: Refusal | null;

  constructor(id: string, refusal: Refusal | null) {
    super('An approved change was not done.');
    this.id = id;
    this.refusal = refusal;
  }
}

async function approve(scope: DecisionScope, decisions: readonly Decision[], allowed?: string): Promise<void> {
  try {
    await withAsker(scope.who, async (asking) => {
      const now = new Date();
      if (scope.place) await refuseSuperseded(asking.tx, scope.place);
      const rows = await lockOwn(
        asking.tx,
        scope,
        decisions.map(({ id }) => id),
      );
      for (const { id, fingerprint } of decisions) {
        const row = found(rows, id);
        if (!isDecidable(row, fingerprint, now)) continue;
        await apply(asking, scope.who, row);
        if (row.tool === allowed && row.effect === 'write' && scope.conversationId !== null)
          await allowTool(asking.tx, scope.who.userId, scope.conversationId, allowed);
      }
    });
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    const { id, refusal } = error;
    if (refusal) await markFailed(scope.who, id, refusal);
    else await proposeAnew(scope, { id });
  }
}

/** Does it once more, this time to stay, and only if it changes what was shown. */
async function apply(asking: AskerScope, who: Who, row: ChangeSetRow): Promise<void> {
  const tool = writeToolOf(row);
  refuseUnallowed(asking.asker, tool);
  const done = await perform(asking, who, tool, row).catch((error: unknown) => {
    throw isRefusal(error) ? new NotDone(row.id, error) : error;
  });
  const { changes, result, undo } = done;
  if (fingerprintOf({ tool: row.tool, input: row.input, changes }) !== row.fingerprint) throw new NotDone(row.id, null);
  const { text, records, showings } = result;
  const outcome: Outcome = { text, ...(records && { records }), ...(showings && { showings }) };
  await asking.tx
    .update(changeSet)
    .set({ status: 'applied', decidedBy: who.userId, decidedAt: new Date(), outcome, undo: undo ?? null })
    .where(eq(changeSet.id, row.id));
}

function writeToolOf({ tool: name, effect }: ChangeSetRow): WriteTool | undefined {
  const tool = writeToolNamed(name);
  return tool?.effect === effect ? tool : undefined;
}

function writeToolNamed(name: string): WriteTool | undefined {
  const tool = findTool(name);
  return tool && tool.effect !== 'read' ? tool : undefined;
}

async function markFailed(who: Who, id: string, { message }: Refusal): Promise<void> {
  const outcome: Outcome = { text: message };
  await withAsker(who, ({ tx }) =>
    tx
      .update(changeSet)
      .set({ status: 'failed', decidedBy: who.userId, decidedAt: new Date(), outcome })
      .where(and(eq(changeSet.id, id), eq(changeSet.status, 'proposed'))),
  );
}

/** Shows what the tool would change now, with other input where one is given; what was shown before opens nothing any more. */
async function proposeAnew(
  scope: DecisionScope,
  { id, fingerprint, input }: { id: string; fingerprint?: string; input?: unknown },
): Promise<void> {
  const { who, conversationId } = scope;
  const row = found(await withAsker(who, ({ tx }) => lockOwn(tx, scope, [id])), id);
  if (!isDecidable(row, fingerprint ?? row.fingerprint, new Date())) return;
  const tool = writeToolOf(row);
  if (!tool) throw new Refusal('forbidden', 'This can not be done any more.');
  const parsed = parseInput(tool, input === undefined ? row.input : input);
  if (!parsed.ok) throw new Refusal('invalid', parsed.problem);
  const done = await rehearse(who, tool, parsed.value, conversationId).catch(async (error: unknown) => {
    // What somebody typed can be typed again; what was proposed and is refused by now is over.
    if (input !== undefined || !isRefusal(error)) throw error;
    await markFailed(who, id, error);
    return null;
  });
  if (!done) return;
  await withAsker(who, ({ tx }) =>
    tx
      .update(changeSet)
      .set(proposal(tool, parsed.value, done, new Date()))
      .where(and(eq(changeSet.id, id), eq(changeSet.status, 'proposed'), eq(changeSet.fingerprint, row.fingerprint))),
  );
}

/**
 * Takes back what was done, by the operations that did it, for whoever asked for it and may still do so.
 * @throws Refusal not-found, forbidden, and conflict when it cannot be taken back or something came after it
 */
export async function undoChange(who: Who, id: string): Promise<ShownChangeSet> {
  return withAsker(who, async (asking) => {
    const [row] = await lockSets(asking.tx, [id]);
    if (row?.askedBy !== who.userId) throw notFound('change');
    const now = new Date();
    if (row.status === 'undone') return shownSet(row, now);
    // What was done is taken back also when the tool has been given another effect since.
    const tool = writeToolNamed(row.tool);
    refuseUnallowed(asking.asker, tool);
    if (row.status !== 'applied' || !tool.undo || row.undo === null) {
      throw new Refusal('conflict', 'This cannot be taken back.');
    }
    const { text, records } = await tool.undo(contextOf(asking, who), row.undo);
    const outcome: Outcome = { text, ...(records && { records }) };
    const [undone] = await asking.tx
      .update(changeSet)
      .set({ status: 'undone', undoneAt: now, outcome })
      .where(eq(changeSet.id, id))
      .returning();
    return shownSet(undone ?? row, now);
  });
}

/** Change sets as they are now, in the order asked for; one that is not there is left out. */
export async function changeSetsOf(tx: TenantTx, ids: readonly string[]): Promise<ShownChangeSet[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select()
    .from(changeSet)
    .where(inArray(changeSet.id, [...ids]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const now = new Date();
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [shownSet(row, now)] : [];
  });
}

/** A person's own change set that came from a program. @throws Refusal not-found */
export async function getProgramChange(tx: TenantTx, userId: string, id: string): Promise<ShownChangeSet> {
  const [row] = await tx
    .select()
    .from(changeSet)
    .where(and(eq(changeSet.id, id), eq(changeSet.askedBy, userId)));
  if (!row || row.conversationId !== null) throw notFound('change');
  return shownSet(row, new Date());
}

async function findByCall(
  tx: TenantTx,
  messageId: string,
  { toolCallId }: { toolCallId: string },
): Promise<ChangeSetRow | undefined> {
  const [row] = await tx
    .select()
    .from(changeSet)
    .where(and(eq(changeSet.messageId, messageId), eq(changeSet.toolCallId, toolCallId)));
  return row;
}

/** A name for a call that has none of its own. */
export function newCallId(): string {
  return `call-${randomUUID()}`;
}
