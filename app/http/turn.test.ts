import { expect, test } from 'vitest';
import { noteArrival, turn } from './turn.server.ts';

test('each has a round of the event loop to itself, in the order of coming', async () => {
  const seen: string[] = [];
  let isOver = false;
  const rounds = (function count(): void {
    seen.push('round');
    if (!isOver) setImmediate(count);
  })();
  await Promise.all(
    ['a', 'b', 'c'].map(async (name) => {
      await turn();
      seen.push(name);
    }),
  );
  isOver = true;
  expect(rounds).toBeUndefined();
  expect(seen.filter((name) => name !== 'round')).toEqual(['a', 'b', 'c']);
  expect(seen.join(' ')).toMatch(/a (round )+b (round )+c/);
});

test('one who comes during a turn has the next one', async () => {
  const seen: string[] = [];
  await turn().then(async () => {
    seen.push('first');
    await turn();
    seen.push('second');
  });
  await turn();
  seen.push('third');
  expect(seen).toEqual(['first', 'second', 'third']);
});

test('people at the door come in before the next turn, and no crowd can hold it up for long', async () => {
  let rounds = 0;
  let crowd = 5;
  const come = () => {
    rounds += 1;
    if (crowd-- <= 0) return;
    noteArrival();
    setImmediate(come);
  };
  come();
  await turn();
  expect(rounds).toBeGreaterThanOrEqual(5);
  rounds = 0;
  crowd = Number.POSITIVE_INFINITY;
  come();
  await turn();
  crowd = 0;
  expect(rounds).toBeGreaterThan(5);
  expect(rounds).toBeLessThan(80);
});
