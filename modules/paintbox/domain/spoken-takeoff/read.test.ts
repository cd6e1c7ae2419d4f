import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeoffSchema } from '../inputs/takeoff.ts';
import { takeoffRooms } from './for-tools.ts';
import { plainVocabulary, readTakeoff as readWith } from './read.ts';
import { piecesOf, rulesOf } from './read-pieces.ts';
import type { SentenceRoom, Source } from './sentence.ts';

function readTakeoff(text: string, units: 'imperial' | 'metric') {
  return readWith(text, plainVocabulary(units));
}

function sides({ length, width, height }: SentenceRoom) {
  return [length, width, height].flatMap((side) => (side ? [side.value] : [])).join(' x ');
}

function surfaces(room: SentenceRoom) {
  return room.surfaces.map(({ kind, coats, quantity, isExcluded }) =>
    [isExcluded ? `no ${kind.value}` : kind.value, coats?.value, quantity?.value].filter(Boolean).join(' '),
  );
}

function read(text: string, units: 'imperial' | 'metric' = 'imperial') {
  const sentence = readTakeoff(text, units);
  return {
    rooms: sentence.rooms.map((room) => [room.name.value, sides(room), ...surfaces(room)].join('; ')),
    missing: sentence.missing.length,
    lost: sentence.notUnderstood.map(({ text: words }) => words),
  };
}

describe('a takeoff in a sentence', () => {
  test.each(
    [
      [
        'two bedrooms 12x15x8, two coats on walls, one on ceilings, skip closets',
        [
          'Bedroom 1; 12 x 15 x 8; walls 2; ceiling 1; no closet',
          'Bedroom 2; 12 x 15 x 8; walls 2; ceiling 1; no closet',
        ],
      ],
      [
        "12' x 15' living room, 9 ft ceilings, walls and ceiling two coats",
        ["Living room; 12' x 15' x 9 ft; walls 2; ceiling 2"],
      ],
      [
        'kitchen 3.5m x 4m x 2.4m, walls 2 coats; hall 1.2 x 6 m, one coat on ceiling',
        ['Kitchen; 3.5m x 4m x 2.4m; walls 2', 'Hall; 1.2 m x 6 m x 8 ft; ceiling 1'],
      ],
      ['bedroom 2 10x12x8, walls 3 coats', ['Bedroom 2; 10 x 12 x 8; walls 3']],
      [
        'living room 14x18x9 two coats on walls, bedroom 10x12x8 one coat on walls',
        ['Living room; 14 x 18 x 9; walls 2', 'Bedroom; 10 x 12 x 8; walls 1'],
      ],
      [
        'living room 14x18x9, bedroom 10x12x8, two coats on the walls',
        ['Living room; 14 x 18 x 9; walls 2', 'Bedroom; 10 x 12 x 8; walls 2'],
      ],
      [
        'bedrooms 12x15x8 and 10x11x8, walls two coats',
        ['Bedroom 1; 12 x 15 x 8; walls 2', 'Bedroom 2; 10 x 11 x 8; walls 2'],
      ],
      ['bathroom 8x10x8 2 closets one coat', ['Bathroom; 8 x 10 x 8; closet 1 2; walls 1; ceiling 1; baseboard 1']],
      ['den 10x10x8, 54 ft of baseboard, ceiling 1 coat', ['Den; 10 x 10 x 8; baseboard 54 ft; ceiling 1']],
      ['accent wall 20x9, 3 coats', ['Accent wall; 20 x 9; walls 3']],
      ['exterior gable 20x8, two coats', ['Exterior gable; 20 x 8; siding 2']],
      [
        `hallway 3'6" by 20' with 8 ft ceilings, no baseboard`,
        [`Hallway; 3'6" x 20' x 8 ft; no baseboard; walls; ceiling`],
      ],
    ].filter(([, rooms]) => rooms && rooms.length > 0),
  )('%s', (text, rooms) => {
    expect(read(String(text))).toEqual({ rooms, missing: 0, lost: [] });
  });

  test('openings belong to the room before them, or to each', () => {
    const one = readTakeoff('living 12x15x8 with 2 doors and 3 windows, bedroom 10x12x8 1 door', 'imperial');
    expect(one.rooms.map(({ openings }) => openings.map(({ kind, count }) => [kind, count.value]))).toEqual([
      [
        ['door', 2],
        ['window', 3],
      ],
      [['door', 1]],
    ]);
  });

  test('the condition is read from words of preparation', () => {
    expect(readTakeoff('bedroom 12x15x8, peeling paint', 'imperial').rooms[0]?.condition).toMatchObject({
      value: 'poor',
    });
    expect(readTakeoff('bedroom 12x15x8 in good condition', 'imperial').rooms[0]?.condition?.value).toBe('good');
  });

  test('a height that nobody said is a default with a name', () => {
    const [room] = readTakeoff('bedroom 4x3.5', 'metric').rooms;
    expect(room?.height).toEqual({ value: '2.5 m', from: { default: 'Standard ceiling height' } });
  });

  test.each([
    ['three bedrooms, two coats', 'How large is the bedroom?'],
    ['two coats on everything', 'Which rooms'],
    ['bedrooms 12x15x8', 'How many rooms'],
  ])('%s: asks', (text, question) => {
    expect(readTakeoff(text, 'imperial').missing[0]).toContain(question);
  });

  test.each([
    ['bedroom 12x15x8, five coats on walls', ['five coats on walls']],
    ['bedroom 12x15x8 and 7 dogs', ['7 dogs']],
    ['bedroom 12x15x8, the good ladder, and some wallpaper', ['good ladder', 'some wallpaper']],
    ['bedroom 12x15x8 13x16x9', ['13x16x9']],
    ['bedroom 12x0x8', ['0']],
  ])('%s: says what it did not understand', (text, lost) => {
    expect(read(text).lost).toEqual(lost);
  });

  test('is what the tool takes', () => {
    const rooms = takeoffRooms(
      readTakeoff('two bedrooms 12x15x8, 2 doors, two coats on walls, skip closets', 'imperial'),
    );
    expect(takeoffSchema.safeParse({ rooms }).error).toBeUndefined();
    expect(rooms[0]).toMatchObject({
      length: { value: '12', because: '12' },
      surfaces: [
        { kind: 'walls', coats: { value: 2, because: 'two' } },
        { kind: 'closet', isExcluded: true },
      ],
    });
  });
});

function sources(room: SentenceRoom): Source[] {
  return [
    room.name,
    ...(room.count ? [room.count] : []),
    ...[room.length, room.width, room.height, room.condition].flatMap((side) => (side ? [side] : [])),
    ...room.openings.map(({ count }) => count),
    ...room.surfaces.flatMap(({ kind, coats, quantity }) => [
      kind,
      ...(coats ? [coats] : []),
      ...(quantity ? [quantity] : []),
    ]),
  ].map(({ from }) => from);
}

const coats = fc.constantFrom(
  'two coats on walls',
  '1 coat on ceilings',
  'walls 3 coats',
  'one on ceilings',
  'three coats',
);
const roomWords = fc.constantFrom('two bedrooms', 'kitchen', 'a bath', '3 offices', 'hallway', 'bedroom 4', 'wall');
const sizes = fc
  .tuple(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 20 }),
    fc.constantFrom('x', ' x ', ' by ', ' × '),
  )
  .map(([a, b, c, by]) => [a, b, c].join(by));
const others = fc.constantFrom(
  '2 doors',
  '3 windows',
  '4 closets',
  'skip trim',
  '7 dogs',
  '12',
  '60 ft of crown',
  '9 ft ceilings',
  '.',
  ';',
  'navy 3',
  '1/2',
  '3.5',
  '$400',
);
const sentence = fc
  .array(fc.oneof(coats, roomWords, sizes, others), { maxLength: 10 })
  .chain((pieces) => fc.constantFrom(' ', ', ').map((between) => pieces.join(between)));

describe('of any sentence', () => {
  test('every number is used or reported', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        const { rooms, notUnderstood, missing } = readTakeoff(text, 'imperial');
        fc.pre(rooms.length > 0 || missing.length > 0);
        const places = [
          ...rooms.flatMap(sources).flatMap((from) => ('default' in from ? [] : [from])),
          ...notUnderstood,
        ];
        for (const number of text.matchAll(/\d+/g)) {
          const isTold = places.some(({ start, end }) => start <= number.index && number.index < end);
          expect(isTold, `${number[0]} at ${number.index} in “${text}”`).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('every source is its own words', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        for (const from of readTakeoff(text, 'imperial').rooms.flatMap(sources)) {
          if ('default' in from) expect(from.default).not.toBe('');
          else expect(text.slice(from.start, from.end)).toBe(from.text);
        }
      }),
    );
  });

  test('never throws, and its pieces are in order', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), sentence), (text) => {
        readTakeoff(text, 'metric');
        const starts = piecesOf(text, rulesOf(plainVocabulary('metric'))).map(({ at }) => at.start);
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
      }),
    );
  });

  test('is quick on what is made to be slow', () => {
    const start = performance.now();
    for (const text of [
      'walls and '.repeat(400),
      '1 '.repeat(2000),
      '12x'.repeat(1300),
      'the '.repeat(1000),
      '"'.repeat(4000),
    ]) {
      readTakeoff(text, 'imperial');
    }
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test('what was written from rooms reads back as the same rooms', () => {
    const room = fc.record({
      name: fc.constantFrom('kitchen', 'bedroom', 'living room', 'hallway', 'office'),
      size: fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 90 }), fc.integer({ min: 6, max: 20 })),
      unit: fc.constantFrom('', ' ft', ' m', "'"),
      doors: fc.integer({ min: 0, max: 5 }),
      walls: fc.integer({ min: 1, max: 3 }),
      ceiling: fc.option(fc.integer({ min: 1, max: 3 })),
      isTrimSkipped: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.uniqueArray(room, { minLength: 1, maxLength: 4, selector: ({ name }) => name }), (rooms) => {
        const text = rooms
          .map(
            ({ name, size, unit, doors, walls, ceiling, isTrimSkipped }) =>
              `${name} ${size.map((side) => `${side}${unit}`).join(' x ')}${doors ? ` with ${doors} doors` : ''}, ${walls} coats on walls${
                ceiling ? `, ${ceiling} coats on ceiling` : ''
              }${isTrimSkipped ? ', no baseboard' : ''}`,
          )
          .join('; ');
        const back = readTakeoff(text, 'imperial');
        expect(back.notUnderstood).toEqual([]);
        expect(
          back.rooms.map((each) => ({
            name: each.name.value.toLowerCase(),
            sides: sides(each),
            doors: each.openings[0]?.count.value ?? 0,
            surfaces: surfaces(each),
          })),
        ).toEqual(
          rooms.map(({ name, size, unit, doors, walls, ceiling, isTrimSkipped }) => ({
            name,
            sides: size.map((side) => `${side}${unit}`).join(' x '),
            doors,
            surfaces: [
              `walls ${walls}`,
              ...(ceiling ? [`ceiling ${ceiling}`] : []),
              ...(isTrimSkipped ? ['no baseboard'] : []),
            ],
          })),
        );
      }),
    );
  });
});
