import { and, eq } from 'drizzle-orm';
import { conversation } from '#db/schema/index.ts';
import { Refusal } from '../errors/refusal.ts';
import { log } from '../http/log.server.ts';
import { asRefusal } from '../tenancy/answer.server.ts';
import { type Who, withAsker } from './asker.server.ts';
import { decideChanges, type Place, proposeChange } from './change-sets.server.ts';
import type { ShownChangeSet } from './message.ts';
import { findTool } from './registry.server.ts';
import { type Finding, mayRunUnasked, type ReadTool, type Tool, type WriteTool } from './tool.ts';
import { parseInput, readJson } from './tool-input.ts';

/** A call as a model makes it: `input` is JSON text. */
export interface ToolCall {
  name: string;
  toolCallId: string;
  input: string;
}

export type ToolOutcome =
  | { kind: 'finding'; finding: Finding }
  | { kind: 'changes'; changeSet: ShownChangeSet }
  /** In words that the model can go on from. */
  | { kind: 'error'; text: string };

/**
 * Calls a tool for a member. A tool that reads answers; one that writes shows what it would change and waits for the
 * member, unless it keeps to the business and they allowed it in this conversation. Never throws for what the model did wrong.
 */
export async function callTool(who: Who, call: ToolCall, place: Place): Promise<ToolOutcome> {
  try {
    return await run(who, call, place);
  } catch (error) {
    const refusal = asRefusal(error);
    if (!refusal) log().error({ err: error, tool: call.name }, 'a tool failed');
    return { kind: 'error', text: refusal?.message ?? 'The tool failed, and nothing was changed.' };
  }
}

async function run(who: Who, { name, toolCallId, input }: ToolCall, place: Place): Promise<ToolOutcome> {
  const tool = findTool(name);
  const isTheirs = tool && (await withAsker(who, async ({ asker }) => asker.can(tool.permission), { readOnly: true }));
  // One that they may not use is not there: the names of others' tools are nobody's to learn.
  if (!tool || !isTheirs) return { kind: 'error', text: `There is no tool ${name.slice(0, 80)}.` };
  const json = readJson(input);
  const parsed = json.ok ? parseInput(tool, json.value) : json;
  if (!parsed.ok) return { kind: 'error', text: parsed.problem };
  return tool.effect === 'read'
    ? { kind: 'finding', finding: await read(who, tool, parsed.value, place) }
    : { kind: 'changes', changeSet: await write(who, tool, { toolCallId, input: parsed.value }, place) };
}

async function read(who: Who, tool: ReadTool, input: unknown, place: Place): Promise<Finding> {
  const conversationId = place?.conversationId ?? null;
  const found = await withAsker(
    who,
    async ({ tx, tenant, asker }) => {
      if (!asker.can(tool.permission)) throw notTheirs(tool);
      return tool.run({ tx, tenant, asker, now: new Date(), conversationId }, input);
    },
    { readOnly: true },
  );
  return typeof found === 'function' ? found() : found;
}

function notTheirs({ label }: Tool): Refusal {
  return new Refusal('forbidden', `You may not use “${label}” any more.`);
}

async function write(
  who: Who,
  tool: WriteTool,
  call: { toolCallId: string; input: unknown },
  place: Place,
): Promise<ShownChangeSet> {
  const proposed = await proposeChange(who, tool, call, place);
  if (proposed.status !== 'proposed' || !place || !mayRunUnasked(tool.effect)) return proposed;
  if (!(await isAllowedHere(who, tool, place.conversationId))) return proposed;
  const { id, fingerprint } = proposed;
  const [decided] = await decideChanges(who, place.conversationId, [{ id, fingerprint, decision: 'approve' }], {
    place,
  });
  return decided ?? proposed;
}

/** Only the conversation's owner lets a tool run unasked, and only when they are who asks. */
function isAllowedHere(who: Who, tool: WriteTool, conversationId: string): Promise<boolean> {
  return withAsker(
    who,
    async ({ tx }) => {
      const [own] = await tx
        .select({ allowedTools: conversation.allowedTools })
        .from(conversation)
        .where(and(eq(conversation.id, conversationId), eq(conversation.ownerId, who.userId)));
      return own?.allowedTools.includes(tool.name) ?? false;
    },
    { readOnly: true },
  );
}
