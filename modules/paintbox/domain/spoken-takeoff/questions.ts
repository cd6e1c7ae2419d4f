import type { Gathered, Group } from './gather.ts';
import type { SentenceRoom, Span, TakeoffSentence } from './sentence.ts';

/** What has to be known before anything can be measured, and was not said or left open. */
export function questionsAbout(
  { groups, ranges }: Pick<Gathered, 'groups' | 'ranges'>,
  rooms: readonly SentenceRoom[],
  strangers: readonly Span[],
): string[] {
  const open = [...new Set(ranges.map(({ text }) => text))].map((text) => `Which number is it: “${text}”?`);
  if (rooms.length === 0 && strangers.length === 0) {
    return [...open, 'Which rooms are to be painted, and how large are they? For example: two bedrooms 12x15x8.'];
  }
  const uncounted = groups.filter(({ room, sizes }) => room.isPlural && !room.count && sizes.length === 1);
  // Whose size lies between two numbers was measured: the range is what is asked.
  const unsized =
    ranges.length > 0 ? [] : [...new Set(groups.filter(isUnsized).map(({ room }) => room.name.toLowerCase()))];
  return [
    ...open,
    ...strangers.map(({ text }) => `Which room is “${text}”? It was not spoken of before.`),
    ...unsized.map((name) => `How large is the ${name}? For example 12x15x8.`),
    ...uncounted.map(({ room }) => `How many rooms are meant by “${room.at.text}”?`),
  ];
}

function isUnsized({ sizes }: Group): boolean {
  return sizes.length === 0;
}

/**
 * What has to be asked before the numbers of a sentence may be believed. Words that were not understood and hold no number are
 * shown with the draft; a number that went nowhere is asked about.
 */
export function questionsOf({ missing, notUnderstood }: TakeoffSentence): string[] {
  const numbers = notUnderstood.filter(({ text }) => holdsNumber(text)).map(({ text }) => `“${text}”`);
  if (numbers.length === 0) return missing;
  return [...missing, `What is ${numbers.join(', ')}? Write it in other words, or leave it out.`];
}

function holdsNumber(text: string): boolean {
  return /\d|(?<!\p{L})(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen)(?!\p{L})/iu.test(text);
}
