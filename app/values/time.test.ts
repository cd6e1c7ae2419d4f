import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, compareOn, daysBetween, formatOn, on, onAt, parseOn } from './time.ts';

test('only real dates are dates', () => {
  expect(parseOn('2026-01-15')).toBe('2026-01-15');
  expect(parseOn('2024-02-29')).toBe('2024-02-29');
  for (const text of ['2026-02-29', '2026-02-30', '2026-13-01', '2026-1-5', '15/01/2026', '', '2026-01-15T00:00']) {
    expect(parseOn(text)).toBeUndefined();
    expect(() => on(text)).toThrow(RangeError);
  }
});

test('days cross months, years and changes of the clock', () => {
  expect(addDays(on('2026-12-31'), 1)).toBe('2027-01-01');
  expect(addDays(on('2026-03-28'), 2)).toBe('2026-03-30');
  expect(addDays(on('2024-02-28'), 1)).toBe('2024-02-29');
  expect(daysBetween(on('2026-01-15'), on('2026-02-14'))).toBe(30);
});

test('the date depends on where one stands, never on where the server does', () => {
  const moment = new Date('2026-01-15T03:30:00Z');
  expect(onAt(moment, 'America/New_York')).toBe('2026-01-14');
  expect(onAt(moment, 'UTC')).toBe('2026-01-15');
  expect(formatOn(on('2026-01-15'))).toBe('Jan 15, 2026');
});

test('adding and counting agree', () => {
  fc.assert(
    fc.property(fc.integer({ min: -40_000, max: 40_000 }), (days) => {
      const start = on('2026-01-15');
      const end = addDays(start, days);
      expect(daysBetween(start, end)).toBe(days);
      expect(compareOn(start, end)).toBe(-Math.sign(days) + 0);
    }),
  );
});
