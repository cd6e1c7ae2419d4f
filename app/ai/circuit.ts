import type { FaultKind } from './model.ts';

/**
 * Whether a provider is asked at all. Closed: it is. Open: it failed again and again, and is left alone until a time. Half
 * open: that time has come, and one request tries whether it is back; the others still go elsewhere.
 */
export type Circuit =
  | { state: 'closed'; failures: number }
  | { state: 'open'; until: number; wait: number }
  | { state: 'half-open'; since: number; wait: number };

export const closed: Circuit = { state: 'closed', failures: 0 };

/** So many failures in a row, with nothing that went well between them. */
export const THRESHOLD = 4;
export const FIRST_WAIT_MS = 10_000;
export const LONGEST_WAIT_MS = 300_000;
/** A try whose outcome nobody told (its person left, its process slept) does not keep the circuit shut for ever. */
export const TRIAL_MS = 60_000;

/** What failed because of the provider. A refusal, a prompt that is too long or a stop says nothing about how it is doing. */
const counts: ReadonlySet<FaultKind> = new Set([
  'rate-limited',
  'overloaded',
  'timed-out',
  'unreachable',
  'bad-key',
  'broken',
]);

/** Whether a request may go there now, and what the circuit is once it has gone. */
export function enter(circuit: Circuit, now: number): { allowed: boolean; circuit: Circuit } {
  if (circuit.state === 'closed') return { allowed: true, circuit };
  const isDue = circuit.state === 'open' ? now >= circuit.until : now >= circuit.since + TRIAL_MS;
  if (!isDue) return { allowed: false, circuit };
  return { allowed: true, circuit: { state: 'half-open', since: now, wait: circuit.wait } };
}

export function succeeded(): Circuit {
  return closed;
}

/** @param retryAfterMs what the provider asked to wait: it is left alone for as long, and at least that */
export function failed(circuit: Circuit, kind: FaultKind, now: number, retryAfterMs = 0): Circuit {
  if (!counts.has(kind)) return released(circuit, now);
  if (circuit.state === 'open') return { ...circuit, until: Math.max(circuit.until, now + capped(retryAfterMs)) };
  if (circuit.state === 'half-open') return opened(circuit.wait * 2, now, retryAfterMs);
  const failures = circuit.failures + 1;
  const isOver = failures >= THRESHOLD || kind === 'bad-key' || retryAfterMs > FIRST_WAIT_MS;
  return isOver ? opened(FIRST_WAIT_MS, now, retryAfterMs) : { state: 'closed', failures };
}

/** A try that ended without telling anything about the provider: the next request may be one. */
function released(circuit: Circuit, now: number): Circuit {
  return circuit.state === 'half-open' ? { state: 'open', until: now, wait: circuit.wait } : circuit;
}

function opened(wait: number, now: number, retryAfterMs: number): Circuit {
  const capacity = capped(wait);
  return { state: 'open', until: now + Math.max(capacity, capped(retryAfterMs)), wait: capacity };
}

function capped(wait: number): number {
  return Math.min(wait, LONGEST_WAIT_MS);
}
