import { callTool, type ToolOutcome } from '../call.server.ts';
import type { ToolAnswer } from '../message.ts';
import { tooManyCalls } from '../prompts/turn.ts';
import { findTool } from '../registry.server.ts';
import type { Answer, Call } from './answer.ts';
import type { Plan } from './plan.server.ts';

/** What one step may ask for at once. */
const maxCalls = 16;

/**
 * Runs what a step asked for, in order; those that only read, and stand next to one another, at the same time.
 * @returns true when something was proposed that the person has to decide first
 */
export async function callTools(
  plan: Plan,
  answer: Answer,
  calls: readonly Call[],
  signal: AbortSignal,
): Promise<boolean> {
  let waits = false;
  const run = async (call: Call) => {
    const outcome = await callOne(plan, call);
    waits ||= outcome.kind === 'changes' && outcome.changeSet.status === 'proposed';
    tell(answer, call, outcome);
  };
  for (const { part } of calls.slice(maxCalls)) answer.failed(part, tooManyCalls);
  for (const group of groupsOf(calls.slice(0, maxCalls))) {
    // What was not begun when somebody stopped it is not begun any more.
    if (signal.aborted) return waits;
    await Promise.all(group.map(run));
  }
  return waits;
}

function groupsOf(calls: readonly Call[]): Call[][] {
  const groups: Call[][] = [];
  let reads: Call[] | null = null;
  for (const call of calls) {
    if (findTool(call.part.toolName)?.effect !== 'read') {
      reads = null;
      groups.push([call]);
    } else if (reads) reads.push(call);
    else {
      reads = [call];
      groups.push(reads);
    }
  }
  return groups;
}

function callOne({ who, conversationId, messageId, writer }: Plan, { part, input }: Call): Promise<ToolOutcome> {
  const { toolName: name, toolCallId } = part;
  return callTool(who, { name, toolCallId, input }, { conversationId, messageId, writer });
}

function tell(answer: Answer, { part }: Call, outcome: ToolOutcome): void {
  if (outcome.kind === 'error') answer.failed(part, outcome.text);
  else if (outcome.kind === 'changes') {
    const { changeSet } = outcome;
    answer.answered(part, { kind: 'changes', changeSetId: changeSet.id }, { kind: 'changes', changeSet });
  } else {
    const { text, records, showings, sources } = outcome.finding;
    const shown: ToolAnswer = {
      kind: 'finding',
      text,
      ...(records && { records }),
      ...(showings && { showings }),
      ...(sources && { sources }),
    };
    answer.answered(part, { kind: 'finding', ...outcome.finding }, shown);
  }
}
