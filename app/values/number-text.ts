import { failed, ok, type Result } from './result.ts';

/** What separates thousands and decimals in a language. */
type Separators = { group: string; decimal: string };

const separatorsByLocale = new Map<string, Separators>();

function separatorsOf(locale: string): Separators {
  const known = separatorsByLocale.get(locale);
  if (known) return known;
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1234567.8);
  const found = {
    group: parts.find((part) => part.type === 'group')?.value ?? ',',
    decimal: parts.find((part) => part.type === 'decimal')?.value ?? '.',
  };
  separatorsByLocale.set(locale, found);
  return found;
}

function isSpace(text: string): boolean {
  return /^\s$/u.test(text);
}

/**
 * Reads a number the way a person of that language writes it and gives canonical decimal text: `1,234.50` -> `1234.50`.
 * Strict: thousands have to be in threes, and a separator that could mean either thing is refused, never guessed
 * (`1234,5` in English, `1,234` read as 1.234).
 */
export function parseNumberText(typed: string, locale = 'en-US'): Result<string, string> {
  const { group, decimal } = separatorsOf(locale);
  const text = typed.trim().replace(/^[−–]/u, '-');
  const sign = text.startsWith('-') ? '-' : '';
  const body = sign ? text.slice(1).trim() : text;
  if (body === '') return failed('Enter a number.');
  const [whole = '', fraction, ...rest] = body.split(decimal);
  if (rest.length > 0) return failed(`“${typed}” has more than one “${decimal}”.`);
  const digits = ungroup(whole, group);
  if (digits === null || (fraction !== undefined && !/^\d+$/.test(fraction)))
    return failed(hint(typed, group, decimal));
  if (digits === '' && fraction === undefined) return failed(hint(typed, group, decimal));
  const canonicalWhole = digits.replace(/^0+(?=\d)/, '') || '0';
  return ok(`${sign}${canonicalWhole}${fraction === undefined ? '' : `.${fraction}`}`);
}

function ungroup(whole: string, group: string): string | null {
  if (/^\d*$/.test(whole)) return whole;
  const plain = isSpace(group) ? whole.replace(/\s/gu, ' ') : whole;
  const mark = isSpace(group) ? ' ' : group;
  const [first = '', ...threes] = plain.split(mark);
  const isGrouped = /^\d{1,3}$/.test(first) && threes.every((three) => /^\d{3}$/.test(three));
  return isGrouped ? first + threes.join('') : null;
}

function hint(typed: string, group: string, decimal: string): string {
  return `“${typed}” is not a number. Write it like 1${group}234${decimal}50.`;
}
