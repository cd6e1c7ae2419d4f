import { setTimeout as sleep } from 'node:timers/promises';
import { enterCircuit, reportFault, reportSuccess } from './circuits.server.ts';
import { type LanguageModel, type ModelCall, ModelFault, type ModelPart } from './model.ts';
import type { ModelEntry } from './models.ts';
import { noteAttempt } from './provider-figures.server.ts';
import { faultOf } from './providers/fault.ts';
import { isAnswer } from './providers/guard.ts';

/** A model that may answer, with the key to ask it. */
export interface Candidate {
  entry: ModelEntry;
  model: LanguageModel;
  isOwnKey: boolean;
  /** Provider and whose key: what the circuit is counted by. */
  circuit: string;
}

/** Told when a model is asked, the first one included. */
export interface Route {
  candidate: Candidate;
  /** The model before it, and why that one did not answer. Null: this is the first. */
  from: Candidate | null;
  because: ModelFault | null;
}

/** An attempt that failed before it said anything, of a provider that had taken the prompt and begun: it is paid for. */
export interface Attempt {
  candidate: Candidate;
  /** As `performance.now()` tells it. */
  startedAt: number;
}

/** What is told of an answer while it is found. */
export interface Told {
  onRoute?: (route: Route) => void;
  onLost?: (attempt: Attempt) => void;
}

/** What a provider that asks to wait is worth waiting for: little where another can answer at once, more where none can. */
const PATIENCE_MS = 2_000;
const LAST_PATIENCE_MS = 15_000;

/**
 * Streams the answer of the first candidate that gives one. Until a part of an answer came, the next takes over from one that
 * fails; after that its fault is thrown, for what was shown cannot be taken back. Stopping is nobody's fault and ends it.
 * @throws ModelFault of the last candidate, in one sentence that speaks of all
 */
export async function* streamWithFallback(
  candidates: readonly Candidate[],
  call: ModelCall,
  { onRoute, onLost }: Told = {},
): AsyncGenerator<ModelPart> {
  const tried: { candidate: Candidate; fault: ModelFault }[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const isLast = index === candidates.length - 1;
    const last = tried.at(-1);
    if (!enterCircuit(candidate.circuit)) {
      tried.push({ candidate, fault: new ModelFault('overloaded', `${candidate.entry.label} is failing and rests.`) });
      continue;
    }
    onRoute?.({ candidate, from: last?.candidate ?? null, because: last?.fault ?? null });
    const begun = await beginWith(candidate, call, isLast ? LAST_PATIENCE_MS : PATIENCE_MS, onLost);
    if (begun instanceof ModelFault) {
      tried.push({ candidate, fault: begun });
      continue;
    }
    // Each token passes here: one generator more would cost more than all that is done with it.
    let outcome: Outcome = 'left';
    try {
      yield* begun.parts;
      for (let next = await begun.rest.next(); !next.done; next = await begun.rest.next()) yield next.value;
      outcome = 'answered';
    } catch (error) {
      outcome = faultOf(error, candidate.entry.label);
      throw outcome;
    } finally {
      await begun.rest.return?.();
      report(candidate, outcome, begun.firstTokenMs);
    }
    return;
  }
  throw nobodyAnswered(tried);
}

/** How an attempt ended. Whoever stops reading before the end has left. */
type Outcome = ModelFault | 'answered' | 'left';

/** An answer that has begun: what came until its first part, and where the rest comes from. */
interface Begun {
  parts: ModelPart[];
  rest: AsyncIterator<ModelPart>;
  firstTokenMs: number | null;
}

/** One candidate, and once more when it asked for a short wait. */
async function beginWith(
  candidate: Candidate,
  call: ModelCall,
  patienceMs: number,
  onLost: Told['onLost'],
): Promise<Begun | ModelFault> {
  const first = await begin(candidate, call, onLost);
  if (!(first instanceof ModelFault) || !isPassing(first)) return first;
  const waitMs = first.retryAfterMs;
  if (waitMs === undefined || waitMs > patienceMs) return first;
  await pause(waitMs, call.abortSignal);
  return begin(candidate, call, onLost);
}

function isPassing({ kind }: ModelFault): boolean {
  return kind === 'rate-limited' || kind === 'overloaded';
}

/**
 * What comes before the answer is held back: it is shown only when this is the model that answers.
 * @returns why there was no answer
 * @throws ModelFault when the person stopped it
 */
async function begin(candidate: Candidate, call: ModelCall, onLost: Told['onLost']): Promise<Begun | ModelFault> {
  const startedAt = performance.now();
  const parts: ModelPart[] = [];
  try {
    const rest = candidate.model.stream(call)[Symbol.asyncIterator]();
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      parts.push(next.value);
      if (isAnswer(next.value)) return { parts, rest, firstTokenMs: performance.now() - startedAt };
    }
    return { parts: [], rest, firstTokenMs: null };
  } catch (error) {
    const fault = faultOf(error, candidate.entry.label);
    report(candidate, fault, null);
    if (fault.kind === 'aborted') throw fault;
    if (parts.length > 0) onLost?.({ candidate, startedAt });
    return fault;
  }
}

function report({ circuit, entry }: Candidate, outcome: Outcome, firstTokenMs: number | null) {
  if (outcome === 'answered') reportSuccess(circuit);
  else reportFault(circuit, outcome === 'left' ? new ModelFault('aborted', '') : outcome);
  noteAttempt(entry.provider, {
    outcome: outcome === 'answered' ? 'answered' : outcome === 'left' ? 'aborted' : outcome.kind,
    firstTokenMs,
  });
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (cause) {
    throw new ModelFault('aborted', 'The answer was stopped.', { cause });
  }
}

function nobodyAnswered(tried: readonly { candidate: Candidate; fault: ModelFault }[]): ModelFault {
  const last = tried.at(-1);
  if (!last) return new ModelFault('unreachable', 'No model is set up to answer.');
  if (tried.length === 1) return last.fault;
  const reasons = [...new Set(tried.map(({ fault }) => fault.message.replace(/\.$/, '')))];
  const waits = tried.flatMap(({ fault }) => fault.retryAfterMs ?? []);
  return new ModelFault(last.fault.kind, `No model could answer: ${reasons.join('; ')}.`, {
    ...(waits.length > 0 && { retryAfterMs: Math.min(...waits) }),
    cause: last.fault,
  });
}
