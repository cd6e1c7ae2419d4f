import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Circuit,
  closed,
  enter,
  FIRST_WAIT_MS,
  failed,
  LONGEST_WAIT_MS,
  succeeded,
  THRESHOLD,
  TRIAL_MS,
} from './circuit.ts';
import type { FaultKind } from './model.ts';

function failing(times: number, kind: FaultKind = 'overloaded', now = 0): Circuit {
  let circuit = closed;
  for (let time = 0; time < times; time++) circuit = failed(circuit, kind, now);
  return circuit;
}

describe('a circuit', () => {
  it('opens after so many failures in a row, and not before', () => {
    expect(enter(failing(THRESHOLD - 1), 0).allowed).toBe(true);
    expect(enter(failing(THRESHOLD), 0).allowed).toBe(false);
  });

  it('opens at once for a key that is not accepted, and for as long as the provider asks', () => {
    expect(enter(failing(1, 'bad-key'), 0).allowed).toBe(false);
    const circuit = failed(closed, 'rate-limited', 0, 60_000);
    expect(enter(circuit, 59_999).allowed).toBe(false);
    expect(enter(circuit, 60_000).allowed).toBe(true);
  });

  it('lets one request try when its time has come, and the others go elsewhere', () => {
    const first = enter(failing(THRESHOLD), FIRST_WAIT_MS);
    expect(first.allowed).toBe(true);
    expect(enter(first.circuit, FIRST_WAIT_MS).allowed).toBe(false);
  });

  it('waits twice as long after a try that failed, and forgets it all after one that did not', () => {
    const trial = enter(failing(THRESHOLD), FIRST_WAIT_MS).circuit;
    const again = failed(trial, 'timed-out', FIRST_WAIT_MS);
    expect(enter(again, FIRST_WAIT_MS * 3 - 1).allowed).toBe(false);
    expect(enter(again, FIRST_WAIT_MS * 3).allowed).toBe(true);
    expect(succeeded()).toEqual(closed);
  });

  it('takes a refusal, a long prompt and a stop for no failure', () => {
    for (const kind of ['refused', 'too-long', 'invalid', 'aborted'] as const)
      expect(failing(50, kind)).toEqual(closed);
  });

  it('lets the next one try when the one that tried was stopped', () => {
    const trial = enter(failing(THRESHOLD), FIRST_WAIT_MS).circuit;
    expect(enter(failed(trial, 'aborted', FIRST_WAIT_MS), FIRST_WAIT_MS).allowed).toBe(true);
  });
});

const kinds: FaultKind[] = ['rate-limited', 'overloaded', 'timed-out', 'unreachable', 'bad-key', 'broken'];
const harmless: FaultKind[] = ['refused', 'too-long', 'invalid', 'aborted'];

/** What may happen: time goes by, a request comes, and requests that are on their way end, in any order. */
const happening = fc.oneof(
  fc.record({ what: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 100_000 }) }),
  fc.record({ what: fc.constant('ask' as const) }),
  fc.record({ what: fc.constant('succeed' as const) }),
  fc.record({
    what: fc.constant('fail' as const),
    kind: fc.constantFrom(...kinds, ...harmless),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: undefined }),
  }),
);

interface World {
  circuit: Circuit;
  now: number;
  /** Requests that were let through and have not ended. */
  inFlight: number;
}

function play(world: World, event: typeof happening extends fc.Arbitrary<infer T> ? T : never): void {
  if (event.what === 'wait') world.now += event.ms;
  if (event.what === 'ask') {
    const { allowed, circuit } = enter(world.circuit, world.now);
    world.circuit = circuit;
    if (allowed) world.inFlight++;
  }
  if (world.inFlight === 0) return;
  if (event.what === 'succeed') {
    world.inFlight--;
    world.circuit = succeeded();
  }
  if (event.what === 'fail') {
    world.inFlight--;
    world.circuit = failed(world.circuit, event.kind, world.now, event.retryAfterMs);
  }
}

describe('whatever happens', () => {
  const worlds = fc.array(happening, { maxLength: 200 });
  const run = (events: Parameters<typeof play>[1][], check?: (before: World, now: World) => void) => {
    const world: World = { circuit: closed, now: 0, inFlight: 0 };
    for (const event of events) {
      const before = { ...world };
      play(world, event);
      check?.(before, world);
    }
    return world;
  };

  it('a provider is asked again after the longest wait at most', () => {
    fc.assert(
      fc.property(worlds, (events) => {
        const { circuit, now } = run(events);
        expect(enter(circuit, now + Math.max(LONGEST_WAIT_MS, TRIAL_MS)).allowed).toBe(true);
      }),
    );
  });

  it('nobody is let through before the time an open circuit names, and one at most before its outcome is known', () => {
    fc.assert(
      fc.property(worlds, (events) => {
        run(events, (before, world) => {
          const wasLetIn = world.inFlight > before.inFlight;
          if (wasLetIn && before.circuit.state === 'open') {
            expect(world.now).toBeGreaterThanOrEqual(before.circuit.until);
            expect(world.circuit.state).toBe('half-open');
          }
          if (wasLetIn && before.circuit.state === 'half-open') {
            expect(world.now - before.circuit.since).toBeGreaterThanOrEqual(TRIAL_MS);
          }
        });
      }),
    );
  });

  it('a request that went well closes it, and it never waits longer than the longest wait', () => {
    fc.assert(
      fc.property(worlds, (events) => {
        run(events, (_before, { circuit, now }) => {
          if (circuit.state === 'open') expect(circuit.until - now).toBeLessThanOrEqual(LONGEST_WAIT_MS);
          if (circuit.state === 'closed') expect(circuit.failures).toBeLessThan(THRESHOLD);
        });
        expect(enter(succeeded(), 0).allowed).toBe(true);
      }),
    );
  });

  it('it only opens for failures: without any it stays closed', () => {
    const fine = worlds.map((events) =>
      events.filter((event) => event.what !== 'fail' || harmless.includes(event.kind)),
    );
    fc.assert(
      fc.property(fine, (events) => {
        expect(run(events).circuit).toEqual(closed);
      }),
    );
  });
});
