import { rule } from '../rule.ts';
import { LETTER, ROOM, ROOM_NUMBER } from '../words.ts';

/** `the same as bedroom 1 but ...`, `same size as the kitchen`. */
export const sameRules = [
  rule(
    String.raw`(?:(?:is|are)\s+)?(?:(?:the|exactly|just|about)\s+){0,2}(?:same(?:\s+(?<size>sizes?|dimensions|measurements))?\s+(?:as|like)|identical\s+to|ditto(?:\s+for)?|just\s+like)\s+(?:(?:the|in)\s+)?(?<as>${ROOM}(?:${ROOM_NUMBER})?|first(?:\s+one)?|other(?:\s+one)?|above|(?:last|previous)(?:\s+(?:one|room))?|that(?:\s+one)?)(?!${LETTER})`,
    (at, part) => ({ is: 'same', at, as: part('as'), isSizeOnly: part('size').text !== '' }),
  ),
];
