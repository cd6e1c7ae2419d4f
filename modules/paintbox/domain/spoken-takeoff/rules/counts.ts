import type { Patterns } from '../patterns.ts';
import { countAt, kindAt, rule } from '../rule.ts';
import { COUNT, countedKinds, FACE, LETTER, ROOM, ROOM_NUMBER } from '../words.ts';

const measured =
  '(?:sq\\.?\\s*(?:ft|feet|m)\\.?|square\\s+(?:feet|foot|met(?:er|re)s?)|sf|ft2|ft²|sqft|m2|m²|sqm|lf|lin(?:ear|eal)?\\.?\\s+(?:ft|feet|foot|m|met(?:er|re)s?)|ft|feet|foot|m|met(?:er|re)s?)';
const sort = '(?:standard|interior|exterior|panel|double[- ]hung|single|flat|six[- ]panel|normal)';

/** How much or how many there is: `200 sq ft of siding`, `2 doors`, `3 closets`. */
export function countRules(patterns: Patterns) {
  const { surface } = patterns;
  return [
    rule(
      String.raw`(?<quantity>\d+(?:[.,]\d+)?\s*-?${measured})\s+(?:of\s+)?(?:the\s+)?(?<kind>${surface})(?!${LETTER})`,
      (at, part) => quantity(at, part('quantity'), part('kind')),
    ),
    rule(
      String.raw`(?<kind>${surface})\s*(?:is|are|of|at|:|,|-|–)?\s*(?<quantity>\d+(?:[.,]\d+)?\s*-?${measured})(?!${LETTER}|\s*(?:x|×|by|high|tall|ceil))`,
      (at, part) => quantity(at, part('quantity'), part('kind')),
    ),
    rule(
      String.raw`(?<count>${COUNT})\s+(?:${sort}\s+){0,3}(?<kind>doors?|windows?)(?!${LETTER})(?:\s+(?:on|in|to|at)\s+the\s+(?<of>${ROOM}(?:${ROOM_NUMBER})?|${FACE})(?!${LETTER}))?`,
      (at, part) => ({
        is: 'opening',
        at,
        kind: /^d/i.test(part('kind').text) ? 'door' : 'window',
        count: countAt(part('count')),
        of: part('of').text ? part('of') : null,
      }),
    ),
    rule(String.raw`(?<count>${COUNT})\s+(?<kind>${surface})(?!${LETTER})`, (at, part) => {
      const kind = kindAt(part('kind'), patterns);
      const count = countAt(part('count'));
      if (!countedKinds.has(kind.value)) return null;
      return { is: 'quantity', at, kind, quantity: { value: String(count.value), at: count.at } };
    }),
  ];

  function quantity(at: { start: number; end: number; text: string }, amount: typeof at, kind: typeof at) {
    return {
      is: 'quantity' as const,
      at,
      quantity: { value: quantityText(amount.text), at: amount },
      kind: kindAt(kind, patterns),
    };
  }
}

/** In the units that quantities are typed in everywhere: `200 sq ft`, `18 m`. The number stays as it is written. */
function quantityText(text: string): string {
  const [, number = '', unit = ''] = /^(\d+(?:[.,]\d+)?)[\s-]*(.*)$/.exec(text) ?? [];
  const low = unit.toLowerCase();
  if (/^(sq\.?\s*(ft|feet)|square f|sf|ft2|ft²|sqft)/.test(low)) return `${number} sq ft`;
  if (/^(sq\.?\s*m|square m|m2|m²|sqm)/.test(low)) return `${number} m2`;
  return /m/.test(low.replace(/^lin\w*\.?\s*/, '')) ? `${number} m` : `${number} ft`;
}
