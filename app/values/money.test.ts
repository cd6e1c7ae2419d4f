import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal } from './decimal.ts';
import { allocate, currencyDigits, formatMoney, minorToText, parseMoney, toMinor } from './money.ts';

describe('what people type', () => {
  test.each([
    ['$1,234.50', 123_450],
    ['1234.5', 123_450],
    [' 12 ', 1200],
    ['-3', -300],
    ['-$3.00', -300],
    ['(3.00)', -300],
    ['USD 12', 1200],
    ['12 USD', 1200],
    ['.5', 50],
    ['007', 700],
    ['1,234,567', 123_456_700],
    ['1.500', 150],
  ])('%s', (typed, minor) => {
    expect(parseMoney(typed, 'USD')).toEqual({ ok: true, value: minor });
  });

  test.each([
    ['', 'Enter an amount.'],
    ['abc', '“abc” is not an amount. Write it like $1,234.50.'],
    ['1234,5', '“1234,5” is not an amount. Write it like $1,234.50.'],
    ['12,34.00', '“12,34.00” is not an amount. Write it like $1,234.50.'],
    ['1.2.3', '“1.2.3” is not an amount. Write it like $1,234.50.'],
    ['€5', '“€5” is not an amount. Write it like $1,234.50.'],
    ['1.005', 'USD has 2 decimals at most.'],
    ['(-3)', '“(-3)” is negative twice.'],
    ['99999999999999', 'This amount is too large.'],
  ])('refuses %s', (typed, error) => {
    expect(parseMoney(typed, 'USD')).toEqual({ ok: false, error });
  });

  test('in the way of another language', () => {
    expect(parseMoney('1.234,50 €', 'EUR', 'de-DE')).toEqual({ ok: true, value: 123_450 });
    expect(parseMoney('1.234', 'EUR', 'de-DE')).toEqual({ ok: true, value: 123_400 });
    expect(parseMoney('1 234,5', 'EUR', 'fr-FR')).toEqual({ ok: true, value: 123_450 });
    expect(parseMoney('1.5', 'EUR', 'de-DE').ok).toBe(false);
    expect(parseMoney('500', 'JPY', 'en-US')).toEqual({ ok: true, value: 500 });
    expect(parseMoney('500.5', 'JPY', 'en-US')).toEqual({ ok: false, error: 'JPY has no decimals.' });
  });
});

test('currencies have their own decimals', () => {
  expect(['USD', 'JPY', 'KWD'].map(currencyDigits)).toEqual([2, 0, 3]);
  expect(toMinor(decimal('6527.80032'), 'USD')).toBe(652_780);
  expect(minorToText(-5, 'USD')).toBe('-0.05');
  expect(formatMoney(123_450, 'USD')).toBe('$1,234.50');
});

describe('allocation', () => {
  test('coins left over go to the largest remainders', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(allocate(101, [50, 25, 25])).toEqual([51, 25, 25]);
    expect(allocate(7, [0, 0])).toEqual([7, 0]);
    expect(() => allocate(1, [-1])).toThrow(RangeError);
  });

  test('parts add up and none is off by a coin or more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
        fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 20 }),
        (total, weights) => {
          const parts = allocate(total, weights);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total + 0);
          const whole = weights.reduce((sum, weight) => sum + weight, 0);
          if (whole === 0) return;
          parts.forEach((part, index) => {
            expect(Math.abs(part - (total * (weights[index] ?? 0)) / whole)).toBeLessThan(1.000001);
          });
        },
      ),
    );
  });

  test('what is formatted for a field parses to the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 11), max: 10 ** 11 }),
        fc.constantFrom('USD', 'JPY', 'KWD'),
        (minor, currency) => {
          expect(parseMoney(minorToText(minor, currency), currency)).toEqual({ ok: true, value: minor + 0 });
          expect(parseMoney(formatMoney(minor, currency), currency)).toEqual({ ok: true, value: minor + 0 });
        },
      ),
    );
  });
});
