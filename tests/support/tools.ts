import { randomUUID } from 'node:crypto';
import type { Who } from '#app/ai/asker.server.ts';
import { callTool, type ToolOutcome } from '#app/ai/call.server.ts';
import type { Place } from '#app/ai/change-sets.server.ts';
import { decideChanges, newCallId } from '#app/ai/change-sets.server.ts';
import type { ShownChangeSet } from '#app/ai/message.ts';
import type { Finding } from '#app/ai/tool.ts';
import type { Role } from '#app/manifest.ts';
import { chatMessage, conversation, membership, user } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';

let made = 0;

/** One more member of a tenant. */
export async function newMember(tenantId: string, role: Role = 'member'): Promise<Who> {
  made += 1;
  const email = `member-${made}-${tenantId.slice(0, 8)}@example.com`;
  return withPlatform(async (tx) => {
    const [person] = await tx.insert(user).values({ email, name: 'Noor Haddad' }).returning({ id: user.id });
    if (!person) throw new Error('Not made');
    await tx.insert(membership).values({ tenantId, userId: person.id, role });
    return { tenantId, userId: person.id };
  });
}

/** A conversation of somebody, with an answer that is being written. */
export function newConversation({ tenantId, userId }: Who, allowedTools: string[] = []): Promise<NonNullable<Place>> {
  const writer = randomUUID();
  return withTenant({ tenantId }, async (tx) => {
    const [own] = await tx.insert(conversation).values({ ownerId: userId, title: 'Talk', allowedTools }).returning();
    if (!own) throw new Error('Not made');
    const [message] = await tx
      .insert(chatMessage)
      .values({ conversationId: own.id, role: 'assistant', parts: [], status: 'streaming', writer })
      .returning();
    if (!message) throw new Error('Not made');
    return { conversationId: own.id, messageId: message.id, writer };
  });
}

/** Calls a tool as a model does. */
export function call(who: Who, name: string, input: unknown, place: Place = null): Promise<ToolOutcome> {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return callTool(who, { name, toolCallId: newCallId(), input: text }, place);
}

export async function find(who: Who, name: string, input: unknown): Promise<Finding> {
  const outcome = await call(who, name, input);
  if (outcome.kind === 'finding') return outcome.finding;
  throw new Error(outcome.kind === 'error' ? outcome.text : 'It wants to change something.');
}

export async function propose(who: Who, name: string, input: unknown, place: Place = null): Promise<ShownChangeSet> {
  const outcome = await call(who, name, input, place);
  if (outcome.kind === 'changes') return outcome.changeSet;
  throw new Error(outcome.kind === 'error' ? outcome.text : 'It changes nothing.');
}

export async function approve(who: Who, set: ShownChangeSet, place: Place = null): Promise<ShownChangeSet> {
  const { id, fingerprint } = set;
  const [after] = await decideChanges(who, place?.conversationId ?? null, [{ id, fingerprint, decision: 'approve' }]);
  if (!after) throw new Error('Nothing came back.');
  return after;
}

export async function done(who: Who, name: string, input: unknown): Promise<ShownChangeSet> {
  const after = await approve(who, await propose(who, name, input));
  if (after.status !== 'applied') throw new Error(`${after.status}: ${after.outcome?.text}`);
  return after;
}

/** What a call was refused with. */
export async function refused(who: Who, name: string, input: unknown): Promise<string> {
  const outcome = await call(who, name, input);
  if (outcome.kind === 'error') return outcome.text;
  throw new Error(`It was not refused: ${outcome.kind}`);
}
