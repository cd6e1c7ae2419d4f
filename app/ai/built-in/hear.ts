import { onAt } from '../../values/time.ts';
import type { CallFacts } from '../facts.ts';
import { periodsOf } from './periods.ts';
import { type Around, type Found, isIn, type Said } from './said.ts';
import { wordsOf } from './words.ts';

/** Takes a text apart. `spell` reads a slip of the fingers as the word that was meant. */
export function hear(
  text: string,
  context: { facts: CallFacts; around: Around; spell?: (plain: string) => string },
): Said {
  const { facts, around, spell = (plain) => plain } = context;
  const quoted = quotedIn(text);
  const words = wordsOf(text).map((word) => ({ ...word, plain: isIn(word, quoted) ? word.plain : spell(word.plain) }));
  const plain = ` ${words
    .filter((word) => !isIn(word, quoted) && /[\p{L}\p{N}]/u.test(word.plain))
    .map((word) => word.plain)
    .join(' ')} `;
  const today = onAt(new Date(facts.now), facts.timeZone);
  const sizes = outside(matches(text, size), quoted);
  const numbers = outside(recordNumbers(text), quoted);
  const emails = matches(text, email);
  const phones = outside(matches(text, phone), [...quoted, ...sizes]).filter(
    ({ text: typed }) => typed.replace(/\D/g, '').length >= 7 && !/^\d{4}-\d\d-\d\d$/.test(typed),
  );
  const taken = [...quoted, ...sizes, ...numbers, ...emails, ...phones];
  return {
    text,
    words,
    plain,
    quoted,
    amounts: outside(amountsIn(text), taken),
    percents: outside(percentsIn(text), taken),
    sizes,
    numbers,
    emails,
    phones,
    periods: periodsOf(text, today, taken),
    around,
    today,
    facts,
    has: (...phrases) => phrases.some((phrase) => plain.includes(` ${phrase} `)),
  };
}

const length = String.raw`\d+(?:[.,]\d+)?(?:\s*(?:'|’|′|ft\b|feet\b|foot\b)(?:\s*\d+(?:\.\d+)?(?:\s*(?:"|”|″|in\b|inch(?:es)?\b)|(?=\s*[x×])))?|\s*(?:"|”|″|in\b|cm\b|mm\b|m\b))?`;
const size = new RegExp(String.raw`(?<![\w.])${length}(?:\s*(?:x|×|by)\s*${length}){1,2}`, 'giu');
const email = /[^\s@<>"'(),;:]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const phone = /(?<![\w.$€£])\+?\(?\d[\d\s().-]{5,18}\d(?![\w%])/g;

function matches(text: string, pattern: RegExp): Found[] {
  return [...text.matchAll(pattern)].map((match) => at(match));
}

function at(match: RegExpExecArray): Found {
  return { text: match[0], start: match.index, end: match.index + match[0].length };
}

/** A mark that follows a digit is inches or feet; what has no end is no quotation. */
function quotedIn(text: string): Found[] {
  const marks =
    /(?<![\d\p{L}])(?:"([^"\n]+)"|“([^”\n]+)”|«([^»\n]+)»|'([^'\n]*[^'\d\s])'(?![\p{L}\d])|‘([^’\n]+)’(?![\p{L}\d]))/gu;
  return [...text.matchAll(marks)].map((match) => ({
    text: (match.slice(1).find((inside) => inside !== undefined) ?? '').trim(),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function recordNumbers(text: string): (Found & { prefix: string; number: string })[] {
  const pattern =
    /(?<![\w-])(?:([a-z]{1,4})[- ]?(?=#?\d{3})|(estimate|quote|bid|number|no\.?)\s*(?:number|no\.?)?\s*#?\s*(?=\d{3})|(#)\s?)#?(\d{1,9})(?![\w.,/:-]*\d|\w|%)/gi;
  return [...text.matchAll(pattern)]
    .filter(
      (match) =>
        !/^(in|of|for|to|at|by|than|last|next|past|is|and|or|the|mar|jan|feb|apr|may|jun|june|july|jul|aug|sep|sept|oct|nov|dec)$/i.test(
          match[1] ?? '',
        ),
    )
    .map((match) => ({
      ...at(match),
      prefix: (match[1] ?? match[2] ?? match[3] ?? '').toLowerCase(),
      number: match[4] ?? '',
    }));
}

function amountsIn(text: string): (Found & { value: string })[] {
  const digits = String.raw`(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(k\b)?`;
  const pattern = new RegExp(
    String.raw`(?:(?:[$€£]|\b(?:USD|EUR|GBP|CAD|AUD)\s)\s?${digits})|(?<![\w.,])${digits}\s?(?:dollars?|bucks|euros?|pounds?|USD|EUR|GBP|CAD|AUD|€|£)(?!\w)`,
    'giu',
  );
  return [...text.matchAll(pattern)].map((match) => {
    const plain = (match[1] ?? match[3] ?? '').replaceAll(',', '');
    return { ...at(match), value: (match[2] ?? match[4]) ? thousands(plain) : plain };
  });
}

/** `1.5` thousand is `1500`: the point moves, nothing is calculated in binary. */
function thousands(plain: string): string {
  const [whole = '', fraction = ''] = plain.split('.');
  const rest = fraction.slice(3);
  return `${whole}${fraction.slice(0, 3).padEnd(3, '0')}${rest ? `.${rest}` : ''}`;
}

function percentsIn(text: string): (Found & { value: string })[] {
  return [...text.matchAll(/(?<![\w.,])(\d+(?:\.\d+)?)\s?(?:%|per\s?cent\b)/gi)].map((match) => ({
    ...at(match),
    value: match[1] ?? '',
  }));
}

function outside<Place extends Found>(places: Place[], taken: readonly Found[]): Place[] {
  return places.filter((place) => !isIn(place, taken));
}
