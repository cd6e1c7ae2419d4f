import type { Patterns } from '../patterns.ts';
import type { Finish, Piece } from '../piece.ts';
import { kindsIn, type Part, rule, within } from '../rule.ts';
import type { Span } from '../sentence.ts';
import { COLOUR, COLOUR_LEAD, LETTER, PRIMER, SHEEN } from '../words.ts';

/** Products, colours, sheens and primer: `walls in navy eggshell`, `white on the trim`, `spot prime the ceilings`. */
export function finishRules(patterns: Patterns) {
  const { list, listAfter, finish } = patterns;
  const work = (at: Span, part: Part): Piece => ({
    is: 'work',
    at,
    coats: null,
    kinds: part('list').text ? kindsIn(part('list'), patterns) : [],
    finish: finishIn(part('finish'), patterns),
  });
  return [
    rule(String.raw`(?<finish>${finish})\s+(?:(?:on|for|to|over)\s+)?(?<list>${listAfter})`, work),
    rule(
      String.raw`(?<list>${list})\s*(?:will\s+be|to\s+be|are|is|gets?|needs?|:|=|-|–|\()?\s*(?:painted\s+)?(?:in\s+|with\s+|use\s+)?(?<finish>${finish})\)?`,
      work,
    ),
    rule(`(?<finish>${finish})`, work),
  ];
}

/** What a finish is made of: the first of each is meant. */
export function finishIn(at: Span, { product, productOf }: Patterns): Finish {
  const finish: Finish = {};
  if (at.text === '') return finish;
  const parts: readonly (readonly [keyof Finish, string])[] = [
    ...(product ? [['product', product] as const] : []),
    ['primer', PRIMER],
    ['colour', COLOUR],
    ['sheen', SHEEN],
  ];
  const taken: Span[] = [];
  for (const [what, source] of parts) {
    const place = within(at, `(?<!${LETTER})${source}(?!${LETTER})`).find(
      ({ start, end }) => !taken.some((other) => start < other.end && other.start < end),
    );
    if (!place) continue;
    taken.push(place);
    const value = what === 'product' ? (productOf(place.text) ?? place.text) : plain(what, place.text);
    finish[what] = { value, at: place };
  }
  return finish;
}

function plain(what: keyof Finish, text: string): string {
  const words = text.replaceAll(/\s+/g, ' ').trim();
  if (what === 'colour') return words.replace(COLOUR_LEAD, '').replaceAll(/["“”]/g, '').slice(0, 60);
  if (what === 'sheen') return words.replace(/\s+(?:finish|sheen)$/i, '');
  return words;
}
