import type { FaultKind } from './model.ts';
import type { Provider } from './models.ts';

type Outcome = 'answered' | FaultKind;

interface Attempt {
  outcome: Outcome;
  /** Null: it gave no answer. */
  firstTokenMs: number | null;
}

/** How a provider did in its last requests from this process. */
export interface ProviderFigures {
  provider: Provider;
  attempts: number;
  p50: number | null;
  p95: number | null;
  outcomes: Partial<Record<Outcome, number>>;
}

const KEPT = 1_000;
const attempts = new Map<Provider, Attempt[]>();

/** Remembers how a request went, without whose it was or what it said. */
export function noteAttempt(provider: Provider, attempt: Attempt): void {
  const list = attempts.get(provider) ?? [];
  list.push(attempt);
  // Cut by halves: shifting one by one would move the whole list each time.
  attempts.set(provider, list.length > KEPT * 2 ? list.slice(-KEPT) : list);
}

/** Of every provider that was asked since the process began, over its last thousand requests. */
export function providerFigures(): ProviderFigures[] {
  return [...attempts].map(([provider, list]) => figuresOf(provider, list.slice(-KEPT)));
}

function figuresOf(provider: Provider, list: readonly Attempt[]): ProviderFigures {
  const times = list.flatMap(({ firstTokenMs }) => firstTokenMs ?? []).sort((a, b) => a - b);
  const outcomes: ProviderFigures['outcomes'] = {};
  for (const { outcome } of list) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return { provider, attempts: list.length, p50: percentile(times, 0.5), p95: percentile(times, 0.95), outcomes };
}

/** By the nearest rank. */
function percentile(sorted: readonly number[], share: number): number | null {
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  return found === undefined ? null : Math.round(found);
}
