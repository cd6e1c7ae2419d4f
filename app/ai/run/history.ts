import type {
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4TextPart,
  LanguageModelV4ToolResultOutput,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider';
import type { StoredPart, ToolPart } from '../conversation/parts.ts';
import { withFacts } from '../facts.ts';
import type { ShownChangeSet, ToolAnswer } from '../message.ts';
import type { Prompt } from '../model.ts';
import { cutOffResult, gone, leftOut, ofChanges, type TurnContext, turnContext } from '../prompts/turn.ts';

/** What was said before, as a prompt is made from it. */
export interface Turn {
  role: 'user' | 'assistant';
  parts: readonly StoredPart[];
  context: TurnContext | null;
  /** What the files of the message say, and pictures that are shown as they are. */
  files?: readonly (LanguageModelV4TextPart | LanguageModelV4FilePart)[];
  attachments?: readonly { id: string; name: string }[];
}

/** Characters that a token stands for at least, in the languages that people write here. */
const charactersPerToken = 3;

/** A result of an earlier question is kept so long; what matters of it was said. */
const oldResultLimit = 4_000;
const resultLimit = 60_000;

/**
 * What was said, as models are told it: as many of the last turns as fit, beginning with a person's message.
 * @param limit tokens, by a cautious estimate
 */
export function promptOf(
  turns: readonly Turn[],
  changeSets: ReadonlyMap<string, ShownChangeSet>,
  limit: number,
): Prompt {
  const told = turns.map((turn, at) => tell(turn, changeSets, at === turns.length - 1 ? resultLimit : oldResultLimit));
  const kept = cut(told, limit * charactersPerToken);
  return kept < turns.length && kept > 0
    ? [{ role: 'user', content: [{ type: 'text', text: leftOut }] }, ...told.slice(kept).flat()]
    : told.slice(kept).flat();
}

/** Where to begin so that the rest fits: at a person's message, and never after the last of them. */
function cut(told: readonly Prompt[], limit: number): number {
  let size = 0;
  let begin = told.length;
  for (let at = told.length - 1; at >= 0; at -= 1) {
    size += told[at]?.reduce((sum, message) => sum + sizeOf(message), 0) ?? 0;
    if (size > limit && begin < told.length) break;
    if (told[at]?.[0]?.role === 'user') begin = at;
  }
  return begin === told.length ? 0 : begin;
}

function sizeOf(message: LanguageModelV4Message): number {
  if (typeof message.content === 'string') return message.content.length;
  // Pictures count by the size that providers take for one, not by their bytes.
  return message.content.reduce((sum, part) => sum + (part.type === 'file' ? 5_000 : JSON.stringify(part).length), 0);
}

function tell(turn: Turn, changeSets: ReadonlyMap<string, ShownChangeSet>, limit: number): Prompt {
  return turn.role === 'user' ? [askedBy(turn)] : toldParts(turn.parts, changeSets, limit);
}

function askedBy({ parts, context, files = [], attachments = [] }: Turn): LanguageModelV4Message {
  const words = parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n');
  const beside = context ? turnContext(context) : '';
  return {
    role: 'user',
    content: [
      ...(beside === '' ? [] : [{ type: 'text' as const, text: beside }]),
      ...files,
      // Providers refuse a text without a letter.
      ...(words.trim() === '' && files.length > 0 ? [] : [{ type: 'text' as const, text: words }]),
    ],
    providerOptions: withFacts({
      turn: {
        words,
        page: context && context.path !== '' ? { path: context.path, title: context.title } : null,
        mentions: context?.mentions ?? [],
        attachments,
      },
    }),
  };
}

/** An answer as models are told it: what was said and called in each step, then the results of the step. */
export function toldParts(
  parts: readonly StoredPart[],
  changeSets: ReadonlyMap<string, ShownChangeSet>,
  limit = resultLimit,
): Prompt {
  return steps(parts).flatMap((step) => toldStep(step, changeSets, limit));
}

function steps(parts: readonly StoredPart[]): StoredPart[][] {
  const found: StoredPart[][] = [[]];
  for (const part of parts) {
    if (part.type === 'step-start') found.push([]);
    else found.at(-1)?.push(part);
  }
  return found.filter((step) => step.length > 0);
}

type AssistantContent = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];

function toldStep(step: readonly StoredPart[], changeSets: ReadonlyMap<string, ShownChangeSet>, limit: number): Prompt {
  const calls = step.filter((part) => part.type === 'dynamic-tool');
  const content = step.flatMap((part): AssistantContent => {
    if (part.type === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    if (part.type === 'reasoning' && part.providerMetadata)
      return [{ type: 'reasoning', text: part.text, providerOptions: part.providerMetadata }];
    if (part.type !== 'dynamic-tool') return [];
    const { toolCallId, toolName, input } = part;
    return [{ type: 'tool-call', toolCallId, toolName, input: typeof input === 'object' ? input : {} }];
  });
  if (content.length === 0) return [];
  const said: LanguageModelV4Message = { role: 'assistant', content };
  if (calls.length === 0) return [said];
  return [said, { role: 'tool', content: calls.map((call) => resultOf(call, changeSets, limit)) }];
}

function resultOf(
  call: ToolPart,
  changeSets: ReadonlyMap<string, ShownChangeSet>,
  limit: number,
): LanguageModelV4ToolResultPart {
  const { output, facts } = answered(call, changeSets, limit);
  const { toolCallId, toolName } = call;
  return { type: 'tool-result', toolCallId, toolName, output, providerOptions: withFacts({ result: facts }) };
}

interface Answered {
  output: LanguageModelV4ToolResultOutput;
  facts: ToolAnswer | { kind: 'error'; text: string };
}

function answered(call: ToolPart, changeSets: ReadonlyMap<string, ShownChangeSet>, limit: number): Answered {
  if (call.state === 'output-error') return failed(call.errorText);
  if (call.state !== 'output-available') return failed(cutOffResult);
  if (call.output.kind === 'finding') {
    const { kind, text, data, records, showings, sources } = call.output;
    const value = short(JSON.stringify({ text, data, records, sources }), limit);
    return {
      output: { type: 'text', value },
      facts: { kind, text, ...(records && { records }), ...(showings && { showings }), ...(sources && { sources }) },
    };
  }
  const changeSet = changeSets.get(call.output.changeSetId);
  if (!changeSet) return failed(gone);
  const { summary, changes, outcome } = changeSet;
  const value = short(JSON.stringify({ status: ofChanges[changeSet.status], summary, changes, outcome }), limit);
  return { output: { type: 'text', value }, facts: { kind: 'changes', changeSet } };
}

function failed(text: string): Answered {
  return { output: { type: 'error-text', value: text }, facts: { kind: 'error', text } };
}

function short(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit).toWellFormed()}… (shortened)`;
}
