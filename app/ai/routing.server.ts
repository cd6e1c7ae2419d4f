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
  onRoute: (route: Route) => void = () => {},
): AsyncGenerator<ModelPart> {
  const tried: { candidate: Candidate; fault: ModelFault }[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const isLast = index === candidates.length - 1;
    const last = tried.at(-1);
    if (!enterCircuit(candidate.circuit)) {
      tried.push({ candidate, fault: new ModelFault('overloaded', `${candidate.entry.label} is failing and rests.`) });
      continue;
    }
    onRoute({ candidate, from: last?.candidate ?? null, because: last?.fault ?? null });
    const fault = yield* attempts(candidate, call, isLast ? LAST_PATIENCE_MS : PATIENCE_MS);
    if (!fault) return;
    tried.push({ candidate, fault });
  }
  throw nobodyAnswered(tried);
}

/** One candidate, and once more when it asked for a short wait. Returns why there was no answer, or null when there was. */
async function* attempts(
  candidate: Candidate,
  call: ModelCall,
  patienceMs: number,
): AsyncGenerator<ModelPart, ModelFault | null> {
  const first = yield* attempt(candidate, call);
  const waitMs = first?.retryAfterMs;
  if (!first || waitMs === undefined || waitMs > patienceMs || !isPassing(first)) return first;
  await pause(waitMs, call.abortSignal);
  return yield* attempt(candidate, call);
}

function isPassing({ kind }: ModelFault): boolean {
  return kind === 'rate-limited' || kind === 'overloaded';
}

/** What comes before the answer is held back: it is shown only when this is the model that answers. */
async function* attempt(candidate: Candidate, call: ModelCall): AsyncGenerator<ModelPart, ModelFault | null> {
  const startedAt = performance.now();
  const held: ModelPart[] = [];
  let firstTokenMs: number | null = null;
  let outcome: ModelFault | 'answered' | 'left' = 'left';
  try {
    for await (const part of candidate.model.stream(call)) {
      if (firstTokenMs === null) {
        if (!isAnswer(part)) {
          held.push(part);
          continue;
        }
        firstTokenMs = performance.now() - startedAt;
        yield* held;
      }
      yield part;
    }
    outcome = 'answered';
    return null;
  } catch (error) {
    const fault = faultOf(error, candidate.entry.label);
    outcome = fault;
    if (fault.kind === 'aborted' || firstTokenMs !== null) throw fault;
    return fault;
  } finally {
    report(candidate, outcome, firstTokenMs);
  }
}

/** Whoever stops reading before the end has stopped the answer. */
function report({ circuit, entry }: Candidate, outcome: ModelFault | 'answered' | 'left', firstTokenMs: number | null) {
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
