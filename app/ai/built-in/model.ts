import { newId } from '../../values/id.ts';
import { type LanguageModel, type ModelCall, ModelFault, type ModelPart } from '../model.ts';
import { answerFrom, linksOf } from './answer.ts';
import { conversationOf } from './conversation.ts';
import type { Intent } from './intent.ts';
import { BUILT_IN } from './name.ts';
import { type Move, nextMove } from './plan.ts';
import { LONGEST } from './said.ts';
import { smallTalk } from './small-talk.ts';
import { spelling } from './words.ts';

/**
 * A model of our own that needs no key: it recognises what a person asks for by the intents it is given, calls those tools and
 * says what they found. The same conversation has the same answer; only the ids of calls differ. It calls nothing that is
 * not among the call's tools.
 */
export function builtInModel(
  intents: readonly Intent[],
  { makeId = newId, clock = () => new Date() }: { makeId?: () => string; clock?: () => Date } = {},
): LanguageModel {
  const spell = spelling(intents.flatMap(({ words = [] }) => words));
  return {
    ...BUILT_IN,
    async *stream(call) {
      const conversation = conversationOf(call.prompt, clock());
      const mayCall = new Set(call.tools.map(({ name }) => name));
      const move = nextMove(conversation, { intents, mayCall, spell });
      const offered = intents.filter(({ tool }) => mayCall.has(tool));
      yield* tell(
        call,
        move.kind === 'call' ? callParts(move, makeId) : textParts(wordsFor(move, offered), call.maxOutputTokens),
      );
    },
  };
}

/** What is said of a move that calls nothing. */
function wordsFor(move: Exclude<Move, { kind: 'call' }>, offered: readonly Intent[]): string {
  switch (move.kind) {
    case 'report':
      return answerFrom(move.results);
    case 'ask':
      return move.options ? `${move.question}\n\n${linksOf(move.options)}` : move.question;
    case 'cannot':
      return 'I understand, but that is not something your role lets me do here.';
    case 'too-long':
      return `That is longer than I can read: I am the built-in assistant and take at most ${LONGEST.toLocaleString('en-US')} characters at once.`;
    case 'talk':
      return smallTalk(move.said, offered, move.near);
  }
}

type Told = { parts: readonly ModelPart[]; text: string; reason: 'stop' | 'tool-calls' | 'length' };

async function* tell(call: ModelCall, { parts, text, reason }: Told): AsyncGenerator<ModelPart> {
  const stop = () => {
    if (call.abortSignal.aborted) throw new ModelFault('aborted', 'The answer was stopped.');
  };
  stop();
  yield { type: 'stream-start', warnings: [] };
  yield { type: 'response-metadata', modelId: BUILT_IN.modelId };
  for (const part of parts) {
    stop();
    yield part;
  }
  stop();
  const input = tokensIn(JSON.stringify([call.prompt, call.tools]));
  const output = tokensIn(text);
  yield {
    type: 'finish',
    finishReason: { unified: reason, raw: undefined },
    usage: {
      inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: output, text: output, reasoning: 0 },
    },
  };
}

function callParts({ calls }: Extract<Move, { kind: 'call' }>, makeId: () => string): Told {
  const made = calls.map(({ tool, input }) => ({ id: `call_${makeId()}`, tool, input: JSON.stringify(input) }));
  return {
    reason: 'tool-calls',
    text: made.map(({ tool, input }) => tool + input).join(''),
    parts: made.flatMap(({ id, tool, input }): ModelPart[] => [
      { type: 'tool-input-start', id, toolName: tool },
      { type: 'tool-input-delta', id, delta: input },
      { type: 'tool-input-end', id },
      { type: 'tool-call', toolCallId: id, toolName: tool, input },
    ]),
  };
}

/** A few words at a time, as a reader takes them in; a limit of tokens ends the text where it is reached. */
function textParts(text: string, maxTokens: number | undefined): Told {
  const chunks = text.match(/(?:\S+\s*){1,4}|\s+/g) ?? [];
  const told: string[] = [];
  let length = 0;
  for (const chunk of chunks) {
    length += chunk.length;
    if (maxTokens !== undefined && tokensIn('x'.repeat(length)) > maxTokens) break;
    told.push(chunk);
  }
  return {
    reason: told.length < chunks.length ? 'length' : 'stop',
    text: told.join(''),
    parts: [
      { type: 'text-start', id: '0' },
      ...told.map((delta): ModelPart => ({ type: 'text-delta', id: '0', delta })),
      { type: 'text-end', id: '0' },
    ],
  };
}

/** Four characters to a token: what the providers' own tokens come to in English. An estimate, and it costs nothing. */
function tokensIn(text: string): number {
  return Math.ceil(text.length / 4);
}
