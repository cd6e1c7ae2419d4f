import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  currencyDigits,
  currencySymbol,
  dateText,
  decimalPad,
  decimalPoint,
  decimalText,
  moneyText,
  numberText,
} from './figures.ts';

const usd = { locale: 'en-US', currency: 'USD' };

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [5, '$0.05'],
    [-1205, '-$12.05'],
    [123_456_789, '$1,234,567.89'],
    [9_007_199_254_740_993n, '$90,071,992,547,409.93'],
  ])('writes %s cents as %s', (minor, text) => {
    expect(moneyText(minor, usd)).toBe(text);
  });

  it('knows currencies without cents and with three digits', () => {
    expect(moneyText(1200, { locale: 'en-US', currency: 'JPY' })).toBe('¥1,200');
    expect(currencyDigits('KWD')).toBe(3);
  });

  it('signs a change, but not a zero', () => {
    expect(moneyText(4500, { ...usd, signed: true })).toBe('+$45.00');
    expect(moneyText(0, { ...usd, signed: true })).toBe('$0.00');
  });

  it('knows the symbol by the locale', () => {
    expect(currencySymbol('en-US', 'EUR')).toBe('€');
    expect(currencySymbol('en-CA', 'USD')).toBe('US$');
  });

  it('loses no digit of any amount', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
        fc.integer({ min: 0, max: 4 }),
        (minor, digits) => {
          const text: string = decimalText(minor, digits);
          return BigInt(text.replace('.', '')) === minor;
        },
      ),
    );
  });
});

describe('numbers', () => {
  it('keep decimal text exact and group by the locale', () => {
    expect(numberText('1234567.125', 'en-US', { places: 3 })).toBe('1,234,567.125');
    expect(numberText(1234.5, 'de-DE')).toBe('1.234,5');
    expect(numberText(2, 'en-US', { places: 2, fixed: true })).toBe('2.00');
  });

  it('are padded so that their points stand below each other', () => {
    expect(decimalPad('64.25', 3, '.')).toBe('\u2007');
    expect(decimalPad('118', 3, '.')).toBe('\u2008\u2007\u2007\u2007');
    expect(decimalPad('96.125', 3, '.')).toBe('');
    expect(decimalPad('1,180', 2, '.')).toHaveLength(3);
    expect(decimalPoint('de-DE')).toBe(',');
  });
});

describe('dates', () => {
  it('shift an instant into the member’s zone', () => {
    expect(dateText('2026-01-15T03:00:00Z', 'date', 'en-US', 'America/Los_Angeles')).toBe('Jan 14, 2026');
  });

  it('never shift a plain day', () => {
    expect(dateText('2026-01-15', 'date', 'en-US', 'America/Los_Angeles')).toBe('Jan 15, 2026');
    expect(dateText('2026-01-15', 'date', 'en-US', 'Pacific/Auckland')).toBe('Jan 15, 2026');
  });
});
