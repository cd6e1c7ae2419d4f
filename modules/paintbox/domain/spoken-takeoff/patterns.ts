import type { Vocabulary } from './sentence.ts';
import { COLOUR, COUNT, LETTER, PRIMER, SHEEN, surfaceWords } from './words.ts';

/** The parts of the grammar that depend on whose words they are. */
export interface Patterns {
  surface: string;
  /** Surfaces in a row: `walls, ceilings and trim`. */
  list: string;
  /** After a count: what is followed by a count of its own is no longer part of the list. */
  listAfter: string;
  /** One way or more in which a surface is done: `Trim enamel in white semi-gloss`. */
  finish: string;
  product: string | null;
  condition: string | null;
  kindOf(word: string): string | undefined;
  productOf(word: string): string | undefined;
  conditionOf(word: string): string | undefined;
}

export const THE = String.raw`(?:(?:the|all|any|both|every|each|painting|of)\s+){0,4}`;
const JOIN = String.raw`\s*(?:,\s*(?:and\s+)?|and\s+|&\s*|\/\s*|or\s+|nor\s+|plus\s+)${THE}`;

export function patternsOf({ surfaceKinds, products, conditions }: Vocabulary): Patterns {
  const usual = new Set(surfaceWords.map(([kind]) => kind));
  const own = named(surfaceKinds.filter(({ id }) => !usual.has(id)));
  const words: readonly (readonly [id: string, pattern: string])[] = [...own, ...surfaceWords];
  const surface = oneOf(words.map(([, pattern]) => pattern));
  const productNames = named(products);
  const conditionNames = named(conditions.map(({ id, name }) => ({ id, name: name.split(':')[0] ?? name })));
  const product = productNames.length > 0 ? oneOf(productNames.map(([, pattern]) => pattern)) : null;
  const item = `(?:${[...(product ? [product] : []), PRIMER, COLOUR, SHEEN].join('|')})(?!${LETTER})`;
  return {
    surface,
    list: `${THE}${surface}(?!${LETTER})(?:${JOIN}${surface}(?!${LETTER})){0,8}`,
    listAfter: String.raw`${THE}${surface}(?!${LETTER})(?:${JOIN}${surface}(?!${LETTER})(?!\s*(?:gets?|needs?|with|:)?\s*${COUNT}\s+coats?)){0,8}`,
    finish: String.raw`${item}(?:\s+(?:in\s+|of\s+|with\s+|and\s+(?=(?:spot|full)?[\s-]*prim))?${item}){0,4}`,
    product,
    condition: conditionNames.length > 0 ? oneOf(conditionNames.map(([, pattern]) => pattern)) : null,
    kindOf: (word) => whole(words, word),
    productOf: (word) => whole(productNames, word),
    conditionOf: (word) => whole(conditionNames, word),
  };
}

/** Names as they are typed, in the singular or plural; the longest first, so that none hides another. */
function named(elements: readonly { id: string; name: string }[]): [id: string, pattern: string][] {
  return [...elements]
    .filter(({ name }) => /\p{L}/u.test(name))
    .sort((a, b) => b.name.length - a.name.length)
    .map(({ id, name }) => [id, `${name.trim().split(/\s+/).map(escaped).join(String.raw`\s+`)}s?`]);
}

function escaped(word: string): string {
  return word.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`);
}

function oneOf(patterns: readonly string[]): string {
  return `(?:${patterns.join('|')})`;
}

/** The first whose whole pattern fits. */
function whole(words: readonly (readonly [id: string, pattern: string])[], word: string): string | undefined {
  const plain = word.trim().replaceAll(/\s+/g, ' ');
  return words.find(([, pattern]) => new RegExp(`^(?:${pattern})$`, 'iu').test(plain))?.[0];
}
