import type { Patterns } from '../patterns.ts';
import { type Rule, rule } from '../rule.ts';
import { LETTER } from '../words.ts';

const lots = String.raw`(?:heavy|lots\s+of|a\s+lot\s+of|extensive)`;
const some = '(?:some|normal|medium|moderate)';

/** The class of preparation: the business's own by name, and words that speak of the usual ones. */
export function conditionRules({ condition, conditionOf }: Patterns): Rule[] {
  const own =
    condition === null
      ? []
      : [
          rule(
            String.raw`condition\s*(?:is|are|:|=|-)?\s*(?<before>${condition})(?!${LETTER})|(?:in\s+)?(?<after>${condition})\s+(?:condition|shape|prep(?:aration)?)(?!${LETTER})`,
            (at, part) => {
              const id = conditionOf(part('before').text || part('after').text);
              return id === undefined ? null : { is: 'condition', at, condition: id };
            },
          ),
        ];
  return [
    ...own,
    rule(
      String.raw`(?:in\s+)?(?:very\s+|pretty\s+)?(?<word>good|great|excellent|fair|average|poor|bad|rough|terrible)\s+(?:condition|shape)`,
      (at, part) => ({ is: 'condition', at, condition: classOf(part('word').text) }),
    ),
    rule(String.raw`(?:light|minimal)\s+prep(?:aration)?(?:\s+work)?`, (at) => ({
      is: 'condition',
      at,
      condition: 'good',
    })),
    rule(
      String.raw`(?:(?:some|minor|normal|medium|moderate)\s+)?(?:patching|patches|sanding|nail\s+holes|minor\s+repairs|(?<=${some}\s+)prep(?:aration)?(?:\s+work)?)`,
      (at) => ({ is: 'condition', at, condition: 'fair' }),
    ),
    rule(
      String.raw`(?:(?:some|${lots})\s+)?(?:peeling(?:\s+paint)?|scraping|water\s+(?:damaged?|stain(?:s|ed)?)|cracked(?:\s+plaster)?|cracks|(?<=${lots}\s+)prep(?:aration)?(?:\s+work)?)`,
      (at) => ({ is: 'condition', at, condition: 'poor' }),
    ),
  ];
}

function classOf(word: string): string {
  if (/good|great|excel/i.test(word)) return 'good';
  return /fair|average/i.test(word) ? 'fair' : 'poor';
}
