import { asc, inArray } from 'drizzle-orm';
import { changeSet } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { findTool } from '../registry.server.ts';
import type { StoredPart } from './parts.ts';
import type { MessageRow } from './tree.server.ts';

/**
 * Answers with all that their calls did. A change is done in a transaction of its own, and the answer that asked for it is
 * saved a moment later: a process that dies in between leaves a change that its answer knows nothing of. Whoever is shown
 * such an answer, and a model that goes on with it, has to know.
 */
export async function withLostCalls(tx: TenantTx, messages: readonly MessageRow[]): Promise<readonly MessageRow[]> {
  const ids = messages.flatMap(({ id, role, status }) => (role === 'assistant' && isCutOff(status) ? id : []));
  if (ids.length === 0) return messages;
  const calls = await tx
    .select({
      id: changeSet.id,
      messageId: changeSet.messageId,
      toolCallId: changeSet.toolCallId,
      tool: changeSet.tool,
      input: changeSet.input,
    })
    .from(changeSet)
    .where(inArray(changeSet.messageId, ids))
    .orderBy(asc(changeSet.createdAt), asc(changeSet.id));
  return messages.map((message) => {
    const made = calls.filter(({ messageId }) => messageId === message.id);
    return made.length === 0 ? message : { ...message, parts: withCalls(message.parts, made) };
  });
}

/** One that ended by itself was saved with all of its calls. */
function isCutOff(status: MessageRow['status']): boolean {
  return status !== 'complete' && status !== 'waiting';
}

interface MadeCall {
  /** Of the change set. */
  id: string;
  toolCallId: string;
  tool: string;
  input: unknown;
}

function withCalls(parts: readonly StoredPart[], made: readonly MadeCall[]): StoredPart[] {
  const lost = new Map(made.map((call) => [call.toolCallId, call]));
  const kept = parts.map((part): StoredPart => {
    const call = part.type === 'dynamic-tool' ? lost.get(part.toolCallId) : undefined;
    if (part.type !== 'dynamic-tool' || !call) return part;
    lost.delete(part.toolCallId);
    const { type, toolName, toolCallId, title, input } = part;
    return part.state === 'output-available' ? part : { type, toolName, toolCallId, title, input, ...outputOf(call) };
  });
  // What was never saved came after all that was.
  const added = [...lost.values()].map((call): StoredPart => {
    const { toolCallId, tool, input } = call;
    const title = findTool(tool)?.label ?? tool;
    return { type: 'dynamic-tool', toolName: tool, toolCallId, title, input, ...outputOf(call) };
  });
  return kept.length === 0 ? [{ type: 'step-start' }, ...added] : [...kept, ...added];
}

function outputOf({ id }: MadeCall) {
  return { state: 'output-available', output: { kind: 'changes', changeSetId: id } } as const;
}
