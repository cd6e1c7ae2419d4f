import type { CallFacts, ResultFacts } from '../facts.ts';
import type { RecordLink } from '../tool.ts';
import { chosenFrom } from './choose.ts';
import { type Conversation, recordsOf, type Step, spokenOf, type Turn } from './conversation.ts';
import { hear } from './hear.ts';
import type { Intent, Need, Recognised } from './intent.ts';
import { languageOf } from './language.ts';
import { LONGEST, type Said } from './said.ts';

/** What the model does next. */
export type Move =
  | { kind: 'call'; calls: readonly { tool: string; input: Readonly<Record<string, unknown>> }[] }
  | { kind: 'report'; results: readonly ResultFacts[] }
  | { kind: 'ask'; question: string; options?: readonly RecordLink[] }
  | { kind: 'cannot'; tool: string }
  | { kind: 'talk'; said: Said; near: readonly Intent[] }
  | { kind: 'too-long' };

/** Something that was asked for. */
interface Request {
  intent: Intent;
  said: Said;
  recognised: Recognised;
  /** What was picked when there were several, by the field it goes into. */
  chosen: Readonly<Record<string, RecordLink>>;
}

interface Mind {
  facts: CallFacts;
  intents: readonly Intent[];
  mayCall: ReadonlySet<string>;
  spell: (plain: string) => string;
}

/**
 * What to do next. It is worked out anew each time, from the person's own words and from what the calls of this turn have
 * brought: a result fills a place of a request that was made in words, and nothing that it says makes a request.
 */
export function nextMove(conversation: Conversation, mind: Omit<Mind, 'facts'>): Move {
  return moveFor(conversation.turns, { ...mind, facts: conversation.facts }, 3);
}

function moveFor(turns: readonly Turn[], mind: Mind, depth: number): Move {
  const turn = turns.at(-1);
  if (!turn) return { kind: 'talk', said: hearTurn(turns, mind, ''), near: [] };
  if (turn.words.length > LONGEST) return { kind: 'too-long' };
  // A sentence of another language may hold a word of ours, and asks for nothing by it.
  if (languageOf(turn.words)) return { kind: 'talk', said: hearTurn(turns, mind, turn.words), near: [] };
  const { requests, near, said } = understand(turns, mind, depth);
  if (requests.length === 0) return { kind: 'talk', said, near };
  const moves = requests.map((request) => moveOf(request, turn.steps, mind));
  const calls = moves.flatMap((move) => (move.kind === 'call' ? move.calls : []));
  if (calls.length > 0) return { kind: 'call', calls };
  const results = moves.flatMap((move) => (move.kind === 'report' ? move.results : []));
  // What is open is said rather than what is done, which the page shows anyway.
  return moves.find((move) => move.kind !== 'report') ?? { kind: 'report', results };
}

function understand(
  turns: readonly Turn[],
  mind: Mind,
  depth: number,
): { requests: Request[]; near: Intent[]; said: Said } {
  const turn = turns.at(-1);
  const said = hearTurn(turns, mind, turn?.words ?? '');
  const own = requestsIn(said, turns, mind);
  if (depth > 0 && turns.length > 1 && !own.requests.some(({ recognised }) => recognised.confidence >= SURE)) {
    const answered = answerOf(said, turns, mind, depth);
    if (answered.length > 0) return { requests: answered, near: [], said };
  }
  return { ...own, said };
}

const ENOUGH = 0.5;
/** So clear a request is never the answer to a question. */
const SURE = 0.85;

/** The requests of a text: of the whole, or one of each sentence when they ask for different things. */
function requestsIn(said: Said, turns: readonly Turn[], mind: Mind): { requests: Request[]; near: Intent[] } {
  const whole = best(said, mind);
  const sentences = sentencesOf(said);
  if (sentences.length > 1 && sentences.length <= 4) {
    const each = sentences.map((text) => best(hearTurn(turns, mind, text), mind).request);
    const found = each.filter((request) => request !== null);
    const isClear =
      found.length === each.length && found.every(({ recognised }) => recognised.confidence >= 0.6 && !recognised.asks);
    if (isClear && new Set(found.map(({ intent }) => intent.tool)).size === found.length)
      return { requests: found, near: [] };
  }
  return { requests: whole.request ? [whole.request] : [], near: whole.near };
}

/** What is dictated, after a colon or between quotation marks, is content: sentences in it ask for nothing. */
function sentencesOf({ text, quoted }: Said): string[] {
  if (quoted.length > 0 || /:\s*\S/.test(text)) return [text];
  return text
    .split(/(?<=[.!?;])\s+(?=\p{L})|,?\s+(?:and then|then|and also|also)\s+/iu)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}{2}/u.test(sentence));
}

function best(said: Said, { intents }: Mind): { request: Request | null; near: Intent[] } {
  const all = intents
    .flatMap((intent) => {
      const recognised = intent.recognise(said);
      return recognised ? [{ intent, said, recognised, chosen: {} }] : [];
    })
    .sort((a, b) => b.recognised.confidence - a.recognised.confidence);
  const [first] = all;
  const request = first && first.recognised.confidence >= ENOUGH ? first : null;
  return { request, near: all.slice(0, 3).map(({ intent }) => intent) };
}

/** When the turn before ended in a question, what was said now may be its answer. */
function answerOf(said: Said, turns: readonly Turn[], mind: Mind, depth: number): Request[] {
  const earlier = turns.slice(0, -1);
  const asked = moveFor(earlier, mind, depth - 1);
  if (asked.kind !== 'ask') return [];
  const before = understand(earlier, mind, depth - 1);
  if (asked.options) {
    const choice = chosenFrom(said, asked.options);
    const steps = earlier.at(-1)?.steps ?? [];
    if (!choice) return [];
    return before.requests.map((request) => {
      const need = request.recognised.needs?.find(
        (each) => !request.chosen[each.into] && found(each, steps).length > 1,
      );
      return need ? { ...request, chosen: { ...request.chosen, [need.into]: choice } } : request;
    });
  }
  const [request] = before.requests;
  if (!request) return [];
  const together = hearTurn(turns, mind, `${request.said.text.replace(/[?.!\s]+$/, '')} ${said.text}`);
  const recognised = request.intent.recognise(together);
  return recognised && !recognised.asks ? [{ ...request, said: together, recognised }] : [];
}

function moveOf(request: Request, steps: readonly Step[], mind: Mind): Move {
  const { intent, recognised, chosen } = request;
  if (!mind.mayCall.has(intent.tool)) return { kind: 'cannot', tool: intent.tool };
  if (recognised.asks) return { kind: 'ask', question: recognised.asks };
  const input: Record<string, unknown> = { ...recognised.input };
  for (const need of recognised.needs ?? []) {
    const choice = chosen[need.into];
    if (choice) {
      input[need.into] = need.at.exec(choice.href)?.[1];
      continue;
    }
    const step = steps.find((each) => isCallOf(each, need.find.tool, need.find.input));
    if (!step)
      return mind.mayCall.has(need.find.tool)
        ? { kind: 'call', calls: [need.find] }
        : { kind: 'cannot', tool: need.find.tool };
    if (step.result?.kind === 'error') return { kind: 'report', results: [step.result] };
    const records = found(need, steps);
    if (records.length > 1) return { kind: 'ask', question: `Which ${need.what} do you mean?`, options: records };
    const [record] = records;
    if (!record)
      return {
        kind: 'ask',
        question: `I found no ${need.what} called “${need.called}”. What is the name, as it is written here?`,
      };
    input[need.into] = need.at.exec(record.href)?.[1];
  }
  const step = steps.find((each) => isCallOf(each, intent.tool, input));
  if (!step) return { kind: 'call', calls: [{ tool: intent.tool, input }] };
  return { kind: 'report', results: step.result ? [step.result] : [] };
}

/** The records that a need found; those of exactly the name before those that only resemble it. */
function found(need: Need, steps: readonly Step[]): RecordLink[] {
  const step = steps.find((each) => isCallOf(each, need.find.tool, need.find.input));
  const byId = new Map<string, RecordLink>();
  for (const record of step?.result ? recordsOf(step.result) : []) {
    const id = need.at.exec(record.href)?.[1];
    if (id !== undefined && !byId.has(id)) byId.set(id, record);
  }
  const records = [...byId.values()];
  const exact = records.filter(({ label }) => label.toLowerCase() === need.called.toLowerCase());
  return exact.length === 1 ? exact : records;
}

function isCallOf(step: Step, tool: string, input: unknown): boolean {
  return step.tool === tool && canonical(step.input) === canonical(input);
}

/** What a database gives back has its fields in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function hearTurn(turns: readonly Turn[], { facts, spell }: Mind, text: string): Said {
  const turn = turns.at(-1);
  const around = {
    mentions: turn?.mentions ?? [],
    page: turn?.page ?? null,
    attachments: turns.flatMap(({ attachments }) => attachments),
    spokenOf: spokenOf(turns.slice(0, -1)),
  };
  return hear(text, { facts, around, spell });
}
