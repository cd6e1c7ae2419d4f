import { patternsOf } from './patterns.ts';
import { type Piece, span } from './piece.ts';
import type { Rule } from './rule.ts';
import { coatsRules } from './rules/coats.ts';
import { conditionRules } from './rules/condition.ts';
import { countRules } from './rules/counts.ts';
import { finishRules } from './rules/finish.ts';
import { marks } from './rules/marks.ts';
import { rangeRules } from './rules/range.ts';
import { roomRules } from './rules/rooms.ts';
import { sameRules } from './rules/same.ts';
import { sizeRules } from './rules/sizes.ts';
import { skipRules } from './rules/skip.ts';
import { surfacesRule } from './rules/surfaces.ts';
import type { Span, Vocabulary } from './sentence.ts';
import { fillers } from './words.ts';

/** The rules of a business's words. In the order in which they are tried: the longest meaning first. */
export function rulesOf(vocabulary: Vocabulary): readonly Rule[] {
  const patterns = patternsOf(vocabulary);
  return [
    ...marks,
    ...rangeRules(patterns),
    ...sizeRules,
    ...sameRules,
    ...countRules(patterns),
    ...skipRules(patterns),
    ...coatsRules(patterns),
    ...finishRules(patterns),
    ...roomRules,
    ...conditionRules(patterns),
    surfacesRule(patterns),
  ];
}

/** Takes a sentence apart, left to right. Nothing is dropped but words that say nothing. */
export function piecesOf(text: string, rules: readonly Rule[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const found = firstOf(rules, text, at);
    if (found) {
      pieces.push(found);
      at = found.at.end;
      continue;
    }
    const word = /(?:[\p{L}\p{M}'’-]+|\d[\d.,/]*|[^\s])/uy;
    word.lastIndex = at;
    const match = word.exec(text);
    if (!match) {
      at += 1;
      continue;
    }
    if (!isFiller(match[0])) addUnknown(pieces, span(text, at, at + match[0].length), text);
    at += match[0].length;
  }
  return pieces;
}

function firstOf(rules: readonly Rule[], text: string, at: number): Piece | null {
  for (const rule of rules) {
    const piece = rule(text, at);
    if (piece) return piece;
  }
  return null;
}

function isFiller(word: string): boolean {
  return /^[,:()\-–—&+!?"“”/]+$/.test(word) || fillers.has(word.toLowerCase().replace(/’/g, "'"));
}

/** Words that were not understood are told together when they stand together. */
function addUnknown(pieces: Piece[], at: Span, text: string): void {
  const last = pieces.at(-1);
  if (last?.is === 'unknown' && /^\s*$/.test(text.slice(last.at.end, at.start))) {
    pieces[pieces.length - 1] = { is: 'unknown', at: span(text, last.at.start, at.end) };
  } else pieces.push({ is: 'unknown', at });
}
