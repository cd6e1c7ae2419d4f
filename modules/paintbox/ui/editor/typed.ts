import { parseMoney } from '#app/values/money.ts';
import { parseNumberText } from '#app/values/number-text.ts';
import { parseLength, parseQuantity, type Unit } from '#app/values/quantity.ts';
import { failed, ok, type Result } from '#app/values/result.ts';
import type { Dimension } from '../../domain/estimate.ts';
import type { UnitSystem } from '../../domain/fields.ts';

/**
 * What is typed into a cell, read as the document stores it. Each gives the value, or the sentence that stands beside the cell. The
 * limits are those of the document's schema, so that what is accepted here is accepted when it is saved.
 */
export type Read<Value> = (typed: string) => Result<Value, string>;

export function readText(label: string, max: number, isRequired = false): Read<string> {
  return (typed) => {
    const text = typed.trim();
    if (isRequired && text === '') return failed(`${label} is required.`);
    return text.length > max ? failed(`${label} can have at most ${max} characters.`) : ok(text);
  };
}

export function readDimension(units: UnitSystem): Read<Dimension> {
  return (typed) => {
    const length = parseLength(typed, units);
    if (!length.ok) return length;
    return typed.trim().length > 40
      ? failed('Write the length shorter.')
      : ok({ typed: typed.trim(), nm: length.value });
  };
}

/** A length, or nothing for the rate book's standard size. */
export function readOptionalDimension(units: UnitSystem): Read<Dimension | null> {
  const read = readDimension(units);
  return (typed) => (typed.trim() === '' ? ok(null) : read(typed));
}

export function readWhole(label: string, min: number, max: number): Read<number> {
  return (typed) => {
    const text = typed.trim();
    if (!/^\d{1,4}$/.test(text)) return failed(`${label} must be a whole number.`);
    const value = Number(text);
    return value < min || value > max ? failed(`${label} must be from ${min} to ${max}.`) : ok(value);
  };
}

/** A quantity in `unit`, or nothing for the one that follows from the room. */
export function readQuantity(unit: Unit, locale: string): Read<{ typed: string; value: string } | null> {
  return (typed) => {
    const text = typed.trim();
    if (text === '') return ok(null);
    if (text.length > 40) return failed('Write the quantity shorter.');
    const value = parseQuantity(text, unit, 2, locale);
    if (!value.ok) return value;
    return isTooLong(value.value) ? failed('This quantity is too large.') : ok({ typed: text, value: value.value });
  };
}

export interface DecimalLimits {
  min?: number;
  max?: number;
  places?: number;
}

/** A plain decimal, canonical. */
export function readDecimal(label: string, locale: string, { min, max, places = 6 }: DecimalLimits = {}): Read<string> {
  return (typed) => {
    const number = parseNumberText(typed.replace(/\s*%\s*$/, ''), locale);
    if (!number.ok) return failed(typed.trim() === '' ? `${label} is required.` : number.error);
    const value = canonical(number.value);
    const [, fraction = ''] = value.split('.');
    if (fraction.length > places) return failed(`${label} can have at most ${places} decimals.`);
    if (isTooLong(value)) return failed(`${label} is too large.`);
    if (min !== undefined && Number(value) < min)
      return failed(min === 0 ? `${label} cannot be negative.` : `${label} must be at least ${min}.`);
    return max !== undefined && Number(value) > max ? failed(`${label} cannot be more than ${max}.`) : ok(value);
  };
}

/** An amount in minor units. */
export function readMoney(currency: string, locale: string, isSigned = false): Read<number> {
  return (typed) => {
    const amount = parseMoney(typed, currency, locale);
    if (!amount.ok) return amount;
    return !isSigned && amount.value < 0 ? failed('The amount cannot be negative.') : amount;
  };
}

/** The document's decimals have no trailing zeros and no minus zero. */
function canonical(text: string): string {
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return trimmed === '-0' || trimmed === '' ? '0' : trimmed;
}

function isTooLong(text: string): boolean {
  return (text.replace('-', '').split('.')[0] ?? '').length > 9;
}
