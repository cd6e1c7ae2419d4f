import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  compare,
  decimal,
  divide,
  multiply,
  percent,
  round,
  scaled,
  subtract,
  toFixed,
  toScaled,
  toText,
} from './decimal.ts';

const anyDecimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 8 }))
  .map(([units, scale]) => scaled(units, scale));

describe('rounding is half away from zero', () => {
  test.each([
    ['2069.345', 2, '2069.35'],
    ['-2069.345', 2, '-2069.35'],
    ['0.005', 2, '0.01'],
    ['-0.005', 2, '-0.01'],
    ['1.0049999', 2, '1'],
    ['12.5', 0, '13'],
    ['-0.4', 0, '0'],
  ])('%s to %i places is %s', (value, places, expected) => {
    expect(toText(round(decimal(value), places))).toBe(expected);
  });

  test.each([
    ['1', '3', 4, '0.3333'],
    ['2', '3', 4, '0.6667'],
    ['-1', '8', 2, '-0.13'],
    ['432', '400', 3, '1.08'],
    ['0.5', '0.25', 0, '2'],
  ])('%s / %s to %i places is %s', (a, b, places, expected) => {
    expect(toText(divide(decimal(a), decimal(b), places))).toBe(expected);
  });
});

test('refuses what is not a decimal, and division by zero', () => {
  for (const text of ['', '1,5', '1e3', '.5', '5.', 'NaN', ' 1']) expect(() => decimal(text)).toThrow(RangeError);
  expect(() => decimal(0.1)).toThrow(RangeError);
  expect(() => divide(decimal(1), decimal('0.00'), 2)).toThrow(RangeError);
  expect(() => toScaled(decimal('99999999999999999'), 2)).toThrow(RangeError);
});

test('sums of money do not drift', () => {
  expect(toText(add(decimal('0.1'), decimal('0.2')))).toBe('0.3');
  expect(toFixed(multiply(decimal('348.35'), decimal(16)), 2)).toBe('5573.60');
  expect(toText(multiply(decimal('5573.60'), percent('4')))).toBe('222.944');
});

describe('laws', () => {
  test('text and back', () => {
    fc.assert(fc.property(anyDecimal, (value) => compare(decimal(toText(value)), value) === 0));
  });

  test('adding then taking away changes nothing', () => {
    fc.assert(fc.property(anyDecimal, anyDecimal, (a, b) => compare(subtract(add(a, b), b), a) === 0));
  });

  test('multiplication distributes over addition', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, anyDecimal, (a, b, c) => {
        expect(compare(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)))).toBe(0);
      }),
    );
  });

  test('a quotient is within half a unit of its last place', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, fc.integer({ min: 0, max: 6 }), (a, b, places) => {
        fc.pre(b.units !== 0n);
        const rest = subtract(a, multiply(divide(a, b, places), b));
        const size = (value: typeof a) => scaled(value.units < 0n ? -value.units : value.units, value.scale);
        expect(compare(multiply(size(rest), decimal(2)), multiply(size(b), scaled(1, places)))).toBeLessThanOrEqual(0);
      }),
    );
  });
});
