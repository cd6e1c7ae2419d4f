import { attached } from './attach.ts';
import { type Group, gather } from './gather.ts';
import { alike } from './likeness.ts';
import { questionsAbout } from './questions.ts';
import { piecesOf, rulesOf } from './read-pieces.ts';
import type { Rule } from './rule.ts';
import type { SentenceRoom, Span, TakeoffSentence, Vocabulary } from './sentence.ts';
import { sidesOf } from './sides.ts';
import { surfacesOf } from './surfaces.ts';
import { tidy, untold } from './told.ts';

/** No business's words but those that everybody uses. */
export function plainVocabulary(units: Vocabulary['units']): Vocabulary {
  return { units, surfaceKinds: [], products: [], conditions: [] };
}

/** Building the patterns takes far longer than reading with them: the rules of the last few vocabularies are kept. */
const rulesByWords = new Map<string, readonly Rule[]>();
const MOST_KEPT = 100;

function rulesFor({ units, surfaceKinds, products, conditions }: Vocabulary): readonly Rule[] {
  const names = [surfaceKinds, products, conditions].map((list) => list.map(({ id, name }) => [id, name]));
  const key = JSON.stringify(names);
  const kept = rulesByWords.get(key);
  if (kept) return kept;
  const rules = rulesOf({ units, surfaceKinds, products, conditions });
  const [oldest] = rulesByWords.keys();
  if (rulesByWords.size >= MOST_KEPT && oldest !== undefined) rulesByWords.delete(oldest);
  rulesByWords.set(key, rules);
  return rules;
}

/**
 * Reads a takeoff as people say it: `two bedrooms 12x15x8, two coats on walls, one on ceilings, skip closets`. It is taken apart by
 * the rules (one file each in `rules/`), what was said of what is gathered, and each value of the rooms keeps its place in the
 * text. Bare lengths are in the units of the vocabulary, whose products, surfaces and conditions are known by name.
 */
export function readTakeoff(text: string, vocabulary: Vocabulary): TakeoffSentence {
  const pieces = attached(text, piecesOf(text, rulesFor(vocabulary)));
  const gathered = gather(text, pieces);
  const { lost, ranges } = gathered;
  const strangers: Span[] = [];
  const groups: Group[] = [];
  for (const group of gathered.groups) {
    const whole = alike(group, groups);
    groups.push(whole ?? group);
    if (!whole && group.like) strangers.push(group.like.as);
  }
  const rooms = numbered(groups.flatMap((group) => roomsOf(group, vocabulary.units, lost)));
  const asked = [...ranges, ...strangers];
  return {
    rooms,
    missing: questionsAbout({ groups, ranges }, rooms, strangers),
    notUnderstood: tidy([...lost, ...untold(text, pieces, rooms, [...lost, ...asked])]),
  };
}

const MOST_ALIKE = 30;

function roomsOf(group: Group, units: Vocabulary['units'], lost: Span[]): SentenceRoom[] {
  const { room, sizes, like } = group;
  const count = room.count?.value ?? Math.max(1, sizes.length);
  if (count < 1 || count > MOST_ALIKE) {
    lost.push(room.at);
    return [];
  }
  if (sizes.length > 1 && sizes.length !== count) lost.push(...sizes.slice(1).map(({ at }) => at));
  const surfaces = surfacesOf(group, lost);
  const condition = group.statements.findLast((statement) => statement.is === 'condition');
  return Array.from({ length: count }, (_, index): SentenceRoom => {
    const size = sizes.length === count ? sizes[index] : sizes[0];
    return {
      name: { value: room.name, from: room.at },
      count: room.count ? { value: count, from: room.count.at } : null,
      like: like && { value: like.as.text, from: like.at },
      shape: room.shape,
      place: room.isOutside ? 'exterior' : 'interior',
      ...sidesOf(group, size, units, lost),
      openings: group.openings.map(({ kind, count: { value, at } }) => ({ kind, count: { value, from: at } })),
      condition: condition ? { value: condition.condition, from: condition.at } : null,
      surfaces: surfaces.filter((surface) => index === 0 || !isMeasured(surface)).map((surface) => ({ ...surface })),
    };
  });
}

/** `120 ft of fascia` is there once, also where it was said of several rooms. */
function isMeasured({ quantity }: SentenceRoom['surfaces'][number]): boolean {
  return quantity !== null && !/^\d+$/.test(quantity.value);
}

/** Rooms of one name are told apart by numbers: `Bedroom 1`, `Bedroom 2`. */
function numbered(rooms: SentenceRoom[]): SentenceRoom[] {
  const names = Map.groupBy(rooms, ({ name }) => name.value);
  const seen = new Map<string, number>();
  return rooms.map((room) => {
    if ((names.get(room.name.value)?.length ?? 0) < 2) return room;
    const number = (seen.get(room.name.value) ?? 0) + 1;
    seen.set(room.name.value, number);
    return { ...room, name: { ...room.name, value: `${room.name.value} ${number}` } };
  });
}
