import type { Permission } from '../../manifest.ts';
import { declaredPermissions } from '../../tenancy/permissions.ts';
import { type AskerScope, type Who, withAsker } from '../asker.server.ts';
import { affordable } from '../budget.server.ts';
import { type AttachedFile, readFiles } from '../conversation/attachments.server.ts';
import type { StoredPart } from '../conversation/parts.ts';
import { changeSetsIn, seenBranch } from '../conversation/shown.server.ts';
import { type MessageRow, readBranch } from '../conversation/tree.server.ts';
import { withFacts } from '../facts.ts';
import type { MessageFacts, ShownChangeSet } from '../message.ts';
import type { Prompt } from '../model.ts';
import { systemPrompt } from '../prompts/system.ts';
import { goOn, type TurnContext, unreadFile } from '../prompts/turn.ts';
import { findTool, toolsFor } from '../registry.server.ts';
import type { Candidate } from '../routing.server.ts';
import { candidatesFor, readSettings } from '../settings.server.ts';
import type { Tool } from '../tool.ts';
import { type FilePart, filesAsParts } from './files.server.ts';
import { promptOf, type Turn, toldParts } from './history.ts';
import { type CountedRow, writeUsage } from './meter.server.ts';

/** An answer that is to be made. */
export interface Plan {
  who: Who;
  conversationId: string;
  /** The answer's own number. */
  messageId: string;
  /** Of all that made this answer, the one that makes it now: nobody else writes it. */
  writer: string;
  /** The message that it answers. */
  questionId: string;
  /** An id of the table of models. Null: what the tenant prefers. */
  model: string | null;
  /** What the answer holds already, when it goes on. */
  parts: StoredPart[];
}

/** An answer that may begin once the transaction has ended. */
export interface Begun {
  plan: Plan;
  told: { metadata: MessageFacts; before: string };
  /** The conversation's first message: its title may be made. */
  title?: { words: string; plain: string };
}

/** What each step of an answer is made with, looked up anew before each. */
export interface Prepared {
  candidates: readonly Candidate[];
  tools: readonly Tool[];
  /** What was said before, without the answer itself. */
  before: Prompt;
  /** Those that the answer speaks of. */
  changeSets: ReadonlyMap<string, ShownChangeSet>;
  /** Everything that the asker may do. */
  permissions: readonly Permission[];
}

/** Messages that are looked at for a prompt: of a conversation of ten thousand, the last. */
const maxTurns = 400;

/** Files that are read for a question: the last. */
const maxFiles = 8;

/** Of what fits into a model, this much is for what was said before; the rest is for tools and the answer. */
const shareOfContext = 0.6;
/** More does not make answers better, and each question pays for it again. */
const maxHistoryTokens = 100_000;

/**
 * Looks up, as the person who asks, whom to ask, with what tools, and what was said.
 * @param known what was said before, once it was looked up
 * @param used what earlier steps took, written down here: it counts before the next is asked
 * @throws Refusal when they may nothing any more, or a budget is used up; then nothing is written down
 */
export async function prepare(
  plan: Plan,
  now: Date,
  { known, used = [] }: { known?: Prompt | undefined; used?: readonly CountedRow[] } = {},
): Promise<Prepared> {
  const { history, system, ...prepared } = await withAsker(
    plan.who,
    async (scope) => {
      const { tx, tenant, asker } = scope;
      await writeUsage(
        tx,
        used,
        used.map(({ id }) => id),
      );
      const wish = { userId: asker.userId, candidates: await candidatesFor(tx, tenant, plan.model), now };
      const candidates = await affordable(tx, wish);
      const tools = toolsFor(asker);
      return {
        candidates,
        tools,
        system: known ? null : await systemMessage(scope, now, tools.length > 0),
        history: known ? null : await historyOf(scope, plan),
        changeSets: await changeSetsIn(tx, [plan]),
        permissions: declaredPermissions().filter((permission) => asker.can(permission)),
      };
    },
    { readOnly: used.length === 0 },
  );
  if (!history || !system) return { ...prepared, before: known ?? [] };
  // Reading files is slow: no connection is held for it.
  return { ...prepared, before: [system, ...(await tellHistory(history, prepared.candidates))] };
}

interface History {
  messages: readonly MessageRow[];
  changeSets: ReadonlyMap<string, ShownChangeSet>;
  files: readonly AttachedFile[];
}

async function tellHistory(
  { messages, changeSets, files }: History,
  candidates: readonly Candidate[],
): Promise<Prompt> {
  const parts = await filesAsParts(files, { images: candidates[0]?.entry.can.images ?? false });
  const room = Math.min(...candidates.map(({ entry }) => entry.context)) * shareOfContext;
  const turns = messages.map((message) => toTurn(message, parts));
  return promptOf(turns, changeSets, Math.min(room, maxHistoryTokens));
}

/** The prompt of the next step: what was said before, and the answer so far. */
export function stepPrompt({ before, changeSets }: Prepared, parts: readonly StoredPart[]): Prompt {
  const prompt = [...before, ...toldParts(parts, changeSets)];
  // Models that may not begin in the middle of an answer are asked to go on.
  if (prompt.at(-1)?.role === 'assistant') prompt.push({ role: 'user', content: [{ type: 'text', text: goOn }] });
  return prompt;
}

async function systemMessage({ tx, tenant, asker }: AskerScope, now: Date, hasTools: boolean): Promise<Prompt[number]> {
  const { instructions } = await readSettings(tx);
  const { locale, timeZone, currency, units } = tenant;
  return {
    role: 'system',
    content: systemPrompt({ tenant, person: asker, now, instructions, hasTools }),
    providerOptions: withFacts({
      call: { now: now.toISOString(), timeZone, locale, currency, units, person: { name: asker.name } },
    }),
  };
}

async function historyOf({ tx, asker }: AskerScope, { conversationId, questionId }: Plan): Promise<History> {
  const branch = await readBranch(tx, conversationId, questionId, maxTurns);
  const sight = { can: asker.can, permissionOf: (tool: string) => findTool(tool)?.permission };
  const messages = await seenBranch({ tx, sight, conversationId }, branch);
  const ids = messages.flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'file' ? part.attachmentId : [])));
  const files = await readFiles(tx, ids.slice(-maxFiles));
  return { messages, files, changeSets: await changeSetsIn(tx, messages) };
}

function toTurn({ role, parts, context }: MessageRow, files: ReadonlyMap<string, FilePart>): Turn {
  const given = parts.filter((part) => part.type === 'file');
  return {
    role,
    parts,
    // Written by the door that takes messages, which parses it.
    context: context as TurnContext | null,
    files: given.map(
      ({ attachmentId, filename }) => files.get(attachmentId) ?? { type: 'text', text: unreadFile(filename) },
    ),
    attachments: given.map(({ attachmentId, filename }) => ({ id: attachmentId, name: filename })),
  };
}
