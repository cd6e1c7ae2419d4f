import type { Patterns } from '../patterns.ts';
import type { Piece } from '../piece.ts';
import { countAt, kindsIn, type Part, rule } from '../rule.ts';
import type { Span } from '../sentence.ts';
import { COAT, COUNT, LETTER } from '../words.ts';
import { finishIn } from './finish.ts';

/** `two coats on walls`, `walls 2 coats of navy`, `one on ceilings`, `three coats`. */
export function coatsRules(patterns: Patterns) {
  const { list, listAfter, finish } = patterns;
  const work = (at: Span, part: Part): Piece => ({
    is: 'work',
    at,
    coats: countAt(part('count')),
    kinds: part('list').text ? kindsIn(part('list'), patterns) : [],
    finish: finishIn(part('finish'), patterns),
  });
  const primed = String.raw`(?!\s+of\s+\w*[\s-]*prim)`;
  const done = String.raw`(?:\s*(?:of|in|with)?\s+(?<finish>${finish}))?`;
  return [
    rule(
      String.raw`(?<count>${COUNT})[\s-]+${COAT}${primed}${done}\s*(?:(?:on|for|to|of|over)\s+)?(?<list>${listAfter})`,
      work,
    ),
    rule(
      String.raw`(?<list>${list})\s*(?:will\s+|to\s+)?(?:gets?|needs?|with|in|at|:|=|-|–|\(|have|has|receive)?\s*(?<count>${COUNT})[\s-]+${COAT}${primed}\)?${done}`,
      work,
    ),
    rule(String.raw`(?<count>${COUNT})\s+(?:on|for)\s+(?<list>${listAfter})`, work),
    rule(String.raw`(?<list>${list})\s+(?<count>one|two|three|[123])(?=\s*(?:[,;.]|and\b|$))`, work),
    rule(String.raw`(?<count>${COUNT})[\s-]+${COAT}(?!${LETTER})${primed}${done}`, work),
  ];
}
