import { ModelFault, type ModelPart } from '../model.ts';
import { faultOf, sentences } from './fault.ts';
import { repetitionWatch } from './repetition.ts';

export interface Patience {
  /** Until the first part of an answer, and from one sign of life to the next. */
  firstTokenMs: number;
  stallMs: number;
}

export interface Guarded extends Patience {
  /** The provider's name, as people are told. */
  provider: string;
  abortSignal: AbortSignal;
  maxOutputTokens: number;
  /** Opens the stream. Its signal ends when the person stops, and when patience does. */
  open(signal: AbortSignal): Promise<AsyncIterable<ModelPart>>;
}

/** No tokenizer makes tokens that long on the average. */
const CHARACTERS_A_TOKEN = 12;

/**
 * Reads a provider and answers for how it ends: with `finish`, or with a {@link ModelFault}. One that does not begin, falls
 * silent, repeats itself for ever, says more than was asked for, sends what cannot be read, or ends without saying so is cut
 * off, and so is its connection.
 */
export async function* guarded({ provider, abortSignal, maxOutputTokens, open, ...patience }: Guarded) {
  const watch = watchdog(abortSignal, patience);
  const flood = floodgate(provider, maxOutputTokens);
  let isFinished = false;
  try {
    for await (const part of await open(watch.signal)) {
      watch.alive(part);
      flood(part);
      if (part.type === 'finish') isFinished = true;
      yield part;
      watch.reads();
    }
    watch.check(provider);
    if (!isFinished) throw new ModelFault('broken', sentences.broken(provider));
  } catch (error) {
    watch.check(provider, error);
    throw faultOf(error, provider);
  } finally {
    watch.end();
  }
}

type Stop = 'aborted' | 'timed-out';

/** Aborts a request whose person has gone or whose provider says nothing. One timer a stream: a token only writes the time. */
function watchdog(outer: AbortSignal, { firstTokenMs, stallMs }: Patience) {
  const controller = new AbortController();
  let stop: Stop | null = null;
  let lastAt = performance.now();
  let limit = firstTokenMs;
  let hasBegun = false;
  let isReading = true;
  let timer = setTimeout(look, limit);
  const leave = () => end('aborted');
  outer.addEventListener('abort', leave, { once: true });
  if (outer.aborted) leave();

  function end(why: Stop) {
    stop ??= why;
    controller.abort();
  }

  function look() {
    // While whoever reads us is busy, the provider cannot be late.
    if (!isReading) lastAt = performance.now();
    const left = lastAt + limit - performance.now();
    if (left <= 0) return end('timed-out');
    timer = setTimeout(look, left);
  }

  function begin() {
    hasBegun = true;
    limit = stallMs;
    clearTimeout(timer);
    timer = setTimeout(look, limit);
  }

  return {
    signal: controller.signal,
    alive(part: ModelPart) {
      isReading = false;
      // What comes before the first part of an answer is no answer.
      if (!hasBegun && isAnswer(part)) begin();
    },
    reads() {
      isReading = true;
      if (hasBegun) lastAt = performance.now();
    },
    /** @throws ModelFault when it was we who ended it */
    check(provider: string, cause?: unknown) {
      if (stop) throw new ModelFault(stop, sentences[stop](provider), { cause });
    },
    end() {
      clearTimeout(timer);
      outer.removeEventListener('abort', leave);
      controller.abort();
    },
  };
}

/** Whether it is a part of the answer, and not only its frame. */
export function isAnswer({ type }: ModelPart): boolean {
  return (
    type === 'text-delta' ||
    type === 'reasoning-delta' ||
    type === 'tool-input-delta' ||
    type === 'tool-call' ||
    type === 'finish'
  );
}

function floodgate(provider: string, maxOutputTokens: number) {
  const repeats = repetitionWatch();
  const most = maxOutputTokens * CHARACTERS_A_TOKEN;
  let characters = 0;
  return (part: ModelPart) => {
    if (part.type !== 'text-delta' && part.type !== 'reasoning-delta' && part.type !== 'tool-input-delta') return;
    characters += part.delta.length;
    if (repeats(part.delta)) throw new ModelFault('broken', `${provider} repeated itself without end.`);
    if (characters > most) throw new ModelFault('broken', `${provider} did not stop where it was asked to.`);
  };
}
