import { countAt, type Part, rule } from '../rule.ts';
import { BUILDING, COUNT, FACE, LETTER, ROOM, ROOM_NUMBER, SPELT } from '../words.ts';

/** A size follows: what it is made of is read by its own rule. */
const measured = String.raw`(?=\s*[:,-]?\s*(?:(?:is|are|of|at|measuring)\s+)?(?:\d(?:[\d .,/'"’”½¼¾-]|ft|feet|foot|inch|in|cm|mm|m){0,16}?|${SPELT}\s+(?:(?:ft|feet|foot)\s+)?)(?:x|×|by)(?=\s*\d|\s+[a-z]))`;
const many = String.raw`(?:(?<count>${COUNT})\s+|(?:the|an?)\s+)?`;

/** `two bedrooms`, `kitchen`, `bedroom 3`; and what is measured from outside: `front wall 40x9`, `gable 20x8`, `barn 30x40x12`. */
export const roomRules = [
  rule(
    String.raw`(?:(?<count>${COUNT}|\d{1,2}(?=\s*(?:x|×)\s*${LETTER}))\s*(?:x|×)?\s+|(?:the|an?)\s+)?(?<name>${ROOM})(?<number>${ROOM_NUMBER})?(?!${LETTER})`,
    (at, part) => {
      const number = part('number').text.replace(/[\s#]/g, '');
      const room = roomPiece(at, part, 'rectangle', false);
      return number ? { ...room, name: `${room.name} ${number}`, isPlural: false } : room;
    },
  ),
  rule(`${many}(?<name>${FACE})${measured}`, (at, part) => {
    const name = part('name').text;
    // A direction alone is said of a house, and a wall may stand in a room.
    const isOutside = /elevation|exterior|side|facade|gable/i.test(name) || !/wall/i.test(name);
    return roomPiece(at, part, /gable/i.test(name) ? 'gable' : 'wall', isOutside);
  }),
  rule(`${many}(?<name>${BUILDING})${measured}`, (at, part) => roomPiece(at, part, 'rectangle', true)),
];

function roomPiece(
  at: Parameters<Parameters<typeof rule>[1]>[0],
  part: Part,
  shape: 'rectangle' | 'wall' | 'gable',
  isOutside: boolean,
) {
  const [name, count] = [part('name').text, part('count')];
  return {
    is: 'room' as const,
    at,
    shape,
    isOutside,
    name: title(singular(name)),
    count: count.text ? countAt(count) : null,
    isPlural: singular(name) !== name.toLowerCase(),
  };
}

function singular(name: string): string {
  return name
    .toLowerCase()
    .replace(/ies$/, 'y')
    .replace(
      /(?<=room|bath|kitchen|hall|way|office|den|foyer|basement|garage|well|attic|studio|lounge|loft|corridor|landing|wall|elevation|side|siding|facade|gable|house|home|barn|shed|cabin|cottage|building)s$/,
      '',
    );
}

function title(name: string): string {
  const plain = name.replace(/\s+/g, ' ').trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}
