import { type Circuit, closed, enter, failed, succeeded } from './circuit.ts';
import type { ModelFault } from './model.ts';

/** By provider and whose key: what happens to one tenant's own key is nobody else's. Only those that are in trouble are kept. */
const circuits = new Map<string, Circuit>();

/** @returns whether the provider may be asked now; who is told yes reports how it went */
export function enterCircuit(key: string, now = performance.now()): boolean {
  const { allowed, circuit } = enter(circuits.get(key) ?? closed, now);
  keep(key, circuit);
  return allowed;
}

export function reportSuccess(key: string): void {
  keep(key, succeeded());
}

export function reportFault(key: string, { kind, retryAfterMs }: ModelFault, now = performance.now()): void {
  keep(key, failed(circuits.get(key) ?? closed, kind, now, retryAfterMs));
}

export function circuitOf(key: string): Circuit {
  return circuits.get(key) ?? closed;
}

/** For tests, which begin with every provider well. */
export function closeCircuits(): void {
  circuits.clear();
}

function keep(key: string, circuit: Circuit): void {
  if (circuit.state === 'closed' && circuit.failures === 0) circuits.delete(key);
  else circuits.set(key, circuit);
}
