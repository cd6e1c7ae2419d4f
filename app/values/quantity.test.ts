import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, toText } from './decimal.ts';
import {
  areaIn,
  convert,
  formatLength,
  formatQuantity,
  lengthIn,
  NANOMETRES,
  parseLength,
  parseQuantity,
} from './quantity.ts';

const inch = Number(NANOMETRES.in);
const millimetre = Number(NANOMETRES.mm);

describe('typed lengths', () => {
  test.each([
    [`12'6"`, 150 * inch],
    [`12' 6 1/2"`, 150.5 * inch],
    ['12’ 6½”', 150.5 * inch],
    ['12.5', 150 * inch],
    ['12-6', 150 * inch],
    ['12-6 1/2', 150.5 * inch],
    ['12 1/2', 150 * inch],
    ['12 ft', 144 * inch],
    ['12ft 6in', 150 * inch],
    [`6"`, 6 * inch],
    ['3/4"', 0.75 * inch],
    ['3.8 m', 3800 * millimetre],
    ['3,8 m', 3800 * millimetre],
    ['380 cm', 3800 * millimetre],
    ['3 m 80 cm', 3800 * millimetre],
    ['3800mm', 3800 * millimetre],
    ['1/3"', Math.round(inch / 3)],
  ])('%s in an imperial estimate', (typed, nm) => {
    expect(parseLength(typed, 'imperial')).toEqual({ ok: true, value: nm });
  });

  test.each([
    ['3.8', 3800 * millimetre],
    [`12'6"`, 150 * inch],
  ])('%s in a metric estimate', (typed, nm) => {
    expect(parseLength(typed, 'metric')).toEqual({ ok: true, value: nm });
  });

  test.each(['', 'abc', '12 6', '-3', '0', `12'13"`, '1/0"', '12 m 6 in', '1,200', '12x15', '999999999'])(
    'refuses “%s”',
    (typed) => {
      const read = parseLength(typed, 'imperial');
      expect(read.ok ? read.value : typeof read.error).toBe('string');
    },
  );

  test('the refusal shows how to write it', () => {
    expect(parseLength('abc', 'imperial')).toEqual({
      ok: false,
      error: `“abc” is not a length. Write 12'6", 12-6 or 12.5.`,
    });
  });
});

describe('laws', () => {
  test('sixteenths of an inch and millimetres are written and read without loss', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (count) => {
        const sixteenths = (count * inch) / 16;
        expect(parseLength(formatLength(sixteenths, 'imperial'), 'imperial')).toEqual({ ok: true, value: sixteenths });
        const metric = count * millimetre;
        expect(parseLength(formatLength(metric, 'metric'), 'metric')).toEqual({ ok: true, value: metric });
        expect(parseLength(formatLength(metric, 'metric'), 'imperial')).toEqual({ ok: true, value: metric });
      }),
    );
  });

  test('there and back between the systems', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (hundredths) => {
        const value = decimal(`${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`);
        for (const [from, to] of [
          ['sqft', 'm2'],
          ['ft', 'm'],
          ['gal', 'l'],
        ] as const) {
          expect(Number(toText(convert(convert(value, from, to, 8), to, from, 2)))).toBe(Number(toText(value)));
        }
      }),
    );
  });
});

test('exact conversions', () => {
  expect(toText(convert(decimal(1), 'ft', 'm', 6))).toBe('0.3048');
  expect(toText(convert(decimal(1), 'gal', 'l', 9))).toBe('3.785411784');
  expect(toText(convert(decimal(100), 'm2', 'sqft', 2))).toBe('1076.39');
  expect(() => convert(decimal(1), 'ft', 'sqft', 2)).toThrow(RangeError);
  expect(toText(lengthIn(3_800_000_000, 'imperial', 2))).toBe('12.47');
  expect(toText(areaIn(3_048_000_000n * 3_048_000_000n, 'imperial', 2))).toBe('100');
});

test('typed quantities', () => {
  expect(parseQuantity('1,080.5 sq ft', 'sqft')).toEqual({ ok: true, value: '1080.5' });
  expect(parseQuantity('10 m²', 'sqft')).toEqual({ ok: true, value: '107.64' });
  expect(parseQuantity('12', 'each')).toEqual({ ok: true, value: '12' });
  expect(parseQuantity('54 ft', 'sqft')).toEqual({ ok: false, error: 'This is counted in sq ft, not in ft.' });
  expect(parseQuantity('-1', 'sqft').ok).toBe(false);
  expect(parseQuantity('5 bananas', 'sqft').ok).toBe(false);
  expect(parseQuantity('', 'sqft')).toEqual({ ok: false, error: 'Enter a number.' });
});

test('quantities for people', () => {
  expect(formatQuantity('1080.5', 'sqft')).toBe('1,080.5 sq ft');
  expect(formatQuantity('3', 'each')).toBe('3');
});
