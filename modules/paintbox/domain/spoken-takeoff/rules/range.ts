import { countOf } from '#app/values/number-words.ts';
import type { Patterns } from '../patterns.ts';
import { rule } from '../rule.ts';
import { COAT, COUNT, LENGTH, LETTER, RANGE, ROOM, SPELT, TO } from '../words.ts';

/** What lies between two numbers is asked back: `2-3 coats`, `10 to 12 by 14`, `12x14 or 12x15`. */
export function rangeRules({ surface }: Patterns) {
  const counted = `(?:${COAT}|${ROOM}|${surface})(?!${LETTER})`;
  return [
    rule(
      String.raw`(?<range>between\s+${COUNT}\s+and\s+${COUNT}|${COUNT}${TO}${COUNT})\s+${counted}`,
      // Twenty-four is one number.
      (at, part) => (countOf(part('range').text) === undefined ? { is: 'range', at } : null),
    ),
    rule(RANGE, (at) => (isRange(at.text) ? { is: 'range', at } : null)),
  ];
}

const between = new RegExp(String.raw`${LENGTH}(?:\s*(?:-|–|—)\s*|\s+(?:to|or|through|and)\s+)(?:${LENGTH})`, 'i');
const spelt = new RegExp(SPELT, 'gi');
const dashed = /(?<![\d.])(\d{1,2})-(\d{1,2})(?![\d/])/g;

/** `12-6` is twelve feet six; `10-12` and `8-9` may be anything between, and are asked. */
function isRange(text: string): boolean {
  const isClimbing = [...text.matchAll(dashed)].some(([, from, to]) => Number(to) > Number(from) || Number(to) >= 12);
  const plain = text
    .replaceAll(spelt, '0')
    .replaceAll(dashed, '0')
    .replaceAll(/-(?=\d+\/\d)/g, ' ')
    .replaceAll(/and\s+a\s+half/gi, '');
  return isClimbing || between.test(plain);
}
