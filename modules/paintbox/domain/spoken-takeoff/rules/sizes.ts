import { rule, within } from '../rule.ts';
import { LENGTH, LETTER, MEASURED, SIZE } from '../words.ts';

/** `12 x 15 x 8 ft`, `9 ft ceilings`, `ceiling height 9`. */
export const sizeRules = [
  rule(
    String.raw`(?<side>${MEASURED})[\s-]*(?:high\s+|tall\s+)?(?:ceilings?(?:\s+height)?|high|tall|height)(?!${LETTER})`,
    (at, part) => ({ is: 'height', at, side: part('side') }),
  ),
  rule(
    String.raw`(?:ceilings?|walls?)?\s*(?:height|ceilings?|high)\s*(?:is|are|at|of|:)?\s*(?<side>${MEASURED}|(?<=height[\s:of]*)${LENGTH})(?!\s*(?:x|×|by)\s*\d)`,
    (at, part) => ({ is: 'height', at, side: part('side') }),
  ),
  rule(SIZE, (at) => ({ is: 'size', at, sides: within(at, LENGTH) })),
];
