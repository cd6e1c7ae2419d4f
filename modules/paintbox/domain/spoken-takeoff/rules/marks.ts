import { mark, rule } from '../rule.ts';
import { FACE, LETTER, ROOM, SURFACE } from '../words.ts';

/** Where a remark ends, and of what all remarks are. */
export const marks = [
  mark(String.raw`[.;](?=\s|$)|\n`, (at) => ({ is: 'stop', at })),
  rule(
    String.raw`(?:everything|throughout|everywhere|all\s+rooms|every\s+room|each\s+room|(?:for|in)\s+all|in\s+each(?:\s+room)?)(?!${LETTER})`,
    (at) => ({ is: 'everything', at }),
  ),
  rule(
    String.raw`(?<where>exterior|outside|interior)(?!${LETTER}|\s+(?:${SURFACE}|${FACE}|${ROOM})(?!${LETTER}))`,
    (at, part) => ({ is: 'place', at, isOutside: !/^int/i.test(part('where').text) }),
  ),
];
