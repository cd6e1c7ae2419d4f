import { type CallFacts, factsOf, type ResultFacts } from '../facts.ts';
import type { Prompt } from '../model.ts';
import type { RecordLink } from '../tool.ts';

/** A call of a tool in a turn, and what came of it. */
export interface Step {
  toolCallId: string;
  tool: string;
  input: unknown;
  result: ResultFacts | null;
}

/** What a person wrote, and what was done about it. What a model wrote in between is nobody's request and is not kept. */
export interface Turn {
  words: string;
  page: { path: string; title: string } | null;
  mentions: readonly RecordLink[];
  attachments: readonly { id: string; name: string }[];
  steps: Step[];
}

export interface Conversation {
  facts: CallFacts;
  turns: Turn[];
}

/** Further back nobody points. */
const REMEMBERED = 12;

/** Reads a prompt: the person's own words, the calls, their results. `now` stands in where the prompt does not say when it is. */
export function conversationOf(prompt: Prompt, now: Date): Conversation {
  let facts: CallFacts = {
    now: now.toISOString(),
    timeZone: 'UTC',
    locale: 'en-US',
    currency: 'USD',
    units: 'imperial',
    person: { name: '' },
  };
  let turns: Turn[] = [];
  for (const message of prompt) {
    const said = factsOf(message.providerOptions);
    if (message.role === 'system') facts = said.call ?? facts;
    else if (message.role === 'user') {
      const texts = message.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
      const { words = texts.join('\n'), page = null, mentions = [], attachments = [] } = said.turn ?? {};
      turns = [...turns.slice(1 - REMEMBERED), { words, page, mentions, attachments, steps: [] }];
    } else readSteps(message.content, turns.at(-1)?.steps ?? []);
  }
  return { facts, turns };
}

type Content = Extract<Prompt[number], { role: 'assistant' | 'tool' }>['content'];

function readSteps(content: Content, steps: Step[]): void {
  for (const part of content) {
    if (part.type === 'tool-call') {
      steps.push({ toolCallId: part.toolCallId, tool: part.toolName, input: part.input, result: null });
    } else if (part.type === 'tool-result') {
      const step = steps.findLast(({ toolCallId }) => toolCallId === part.toolCallId);
      if (step) step.result = factsOf(part.providerOptions).result ?? resultOf(part.output);
    }
  }
}

type Output = Extract<Content[number], { type: 'tool-result' }>['output'];

/** A result that says of itself what it is, or else its text. */
function resultOf(output: Output): ResultFacts {
  switch (output.type) {
    case 'json':
      return isResult(output.value) ? output.value : { kind: 'finding', text: JSON.stringify(output.value) };
    case 'text':
      return { kind: 'finding', text: output.value };
    case 'error-text':
      return { kind: 'error', text: output.value };
    case 'execution-denied':
      return { kind: 'error', text: output.reason ?? 'This was not done.' };
    case 'error-json':
      return { kind: 'error', text: JSON.stringify(output.value) };
    case 'content':
      return {
        kind: 'finding',
        text: output.value.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n'),
      };
  }
}

function isResult(value: unknown): value is ResultFacts {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'changes') return 'changeSet' in value && typeof value.changeSet === 'object';
  return (value.kind === 'finding' || value.kind === 'error') && 'text' in value && typeof value.text === 'string';
}

/** The records of the results so far, the newest result first. */
export function spokenOf(turns: readonly Turn[]): RecordLink[][] {
  return turns
    .flatMap(({ steps, mentions }) => [[...mentions], ...steps.map(({ result }) => (result ? recordsOf(result) : []))])
    .filter((records) => records.length > 0)
    .reverse();
}

export function recordsOf(result: ResultFacts): RecordLink[] {
  if (result.kind === 'finding') return [...(result.records ?? [])];
  if (result.kind === 'error') return [];
  const { outcome, changes } = result.changeSet;
  if (outcome?.records) return [...outcome.records];
  return changes.flatMap(({ href, label }) => (href ? [{ label, href }] : []));
}
