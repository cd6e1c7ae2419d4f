import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLength } from '#app/values/quantity.ts';
import { defaultRateBook } from '../rate-book-default.ts';
import { questionsOf } from './questions.ts';
import { readTakeoff } from './read.ts';
import { type SentenceRoom, sourcesOf } from './sentence.ts';

const book = {
  ...defaultRateBook(),
  products: [
    ...defaultRateBook().products,
    { ...defaultRateBook().products[0], id: 'dur', name: 'Duration 2X (home)' },
  ],
  conditions: [...defaultRateBook().conditions, { id: 'smoke', name: 'Smoke: wash and seal' }],
  surfaceKinds: [...defaultRateBook().surfaceKinds, { id: 'own-1', name: 'Wainscot panel' }],
};

function read(text: string, units: 'imperial' | 'metric' = 'imperial') {
  const sentence = readTakeoff(text, { ...book, units });
  return {
    rooms: sentence.rooms.map(shown),
    asks: questionsOf(sentence),
    lost: sentence.notUnderstood.map(({ text: words }) => words),
  };
}

function shown({ name, place, length, width, height, condition, openings, surfaces }: SentenceRoom): string {
  const sides = [length, width, height].flatMap((side) => (side ? [side.value] : [])).join(' x ');
  return [
    name.value,
    ...(place === 'exterior' ? ['outside'] : []),
    sides,
    ...(condition ? [condition.value] : []),
    ...openings.map(({ kind, count }) => `${count.value} ${kind}`),
    ...surfaces.map((surface) =>
      [
        surface.isExcluded ? `no ${surface.kind.value}` : surface.kind.value,
        ...[surface.coats, surface.quantity, surface.product, surface.colour, surface.sheen, surface.primer].map(
          (said) => said?.value,
        ),
      ]
        .filter((part) => part !== undefined)
        .join(' '),
    ),
  ].join('; ');
}

describe('what is said of a room', () => {
  test.each([
    [
      'kitchen 12\'6" x 10 x 8, walls in navy eggshell two coats, ceiling white one coat, spot prime the walls',
      ['Kitchen; 12\'6" x 10 x 8; walls 2 navy eggshell spot prime; ceiling 1 white'],
    ],
    [
      'hall 8 1/2 x 20 x 9, Trim enamel on the trim in white, one coat of primer and two coats on walls',
      ['Hall; 8 1/2 x 20 x 9; baseboard trim-semigloss white; walls 2 one coat of primer'],
    ],
    [
      'bedroom 12-6 x 10-4 x 8-1/2, walls in Sherwin Williams Agreeable Gray eggshell, two coats; trim in SW 7006 semi-gloss',
      [
        'Bedroom; 12-6 x 10-4 x 8 1/2; walls 2 Sherwin Williams Agreeable Gray eggshell; baseboard 2 SW 7006 semi-gloss',
      ],
    ],
    [
      'three offices twelve by fourteen with nine foot ceilings, two coats on the walls, leave the closets',
      [1, 2, 3].map((number) => `Office ${number}; 12 x 14 x 9 foot; walls 2; no closet`),
    ],
    ['office 12 and a half by 10 feet', ['Office; 12 1/2 feet x 10 feet x 8 ft']],
    [
      'bathroom 8x10x8, condition good, a couple of doors, two coats of white on walls and ceiling',
      ['Bathroom; 8 x 10 x 8; good; 2 door; walls 2 white; ceiling 2 white'],
    ],
    ['den 10x10x8, smoke condition', ['Den; 10 x 10 x 8; smoke']],
    ['den 10x10x8, Duration 2x (home) on walls', ['Den; 10 x 10 x 8; walls dur']],
    ['den 10x10x8, wainscot panels two coats', ['Den; 10 x 10 x 8; own-1 2']],
    ['den 10x10x8, two coats, in navy', ['Den; 10 x 10 x 8; walls 2 navy; ceiling 2; baseboard 2']],
    ['den 10x10x8, walls colour: "Swiss Coffee", no primer', ['Den; 10 x 10 x 8; walls Swiss Coffee no primer']],
    [
      'exterior: front 40x10, back 40x10, 3 windows on the front, fascia 120 ft, two coats of Exterior acrylic',
      [
        'Front; outside; 40 x 10; 3 window; siding 2 exterior-satin; windows 2',
        'Back; outside; 40 x 10; fascia 2 120 ft; siding 2 exterior-satin',
      ],
    ],
    [
      'house 40x30x20, poor condition, prime first, a dozen windows, half a dozen doors',
      ['House; outside; 40 x 30 x 20; poor; 12 window; 6 door; siding prime first; doors; windows'],
    ],
  ])('%s', (text, rooms) => {
    expect(read(text)).toEqual({ rooms, asks: [], lost: [] });
  });

  test('in metres', () => {
    expect(read('living room 4,2 x 3,8 m, 2.6 m ceilings, ceiling in matte white', 'metric').rooms).toEqual([
      'Living room; 4,2 m x 3,8 m x 2.6 m; ceiling white matte',
    ]);
  });
});

describe('a room like another', () => {
  const first = 'two bedrooms 12x15x8 with 2 doors, walls 2 coats navy';
  test.each([
    ['bedroom 3 same as bedroom 1 but 10x12', 'Bedroom 3; 10 x 12 x 8; 2 door; walls 2 navy'],
    ['bedroom 3 is the same as bedroom 2 but 9 ft ceilings', 'Bedroom 3; 12 x 15 x 9 ft; 2 door; walls 2 navy'],
    ['den like that, one door', undefined],
    ['den same as above but one coat on walls', 'Den; 12 x 15 x 8; 2 door; walls 1 navy'],
    ['den same size as bedroom 1, ceiling 1 coat', 'Den; 12 x 15 x 8; ceiling 1'],
    ['den the same as bedroom 1 but 3 doors', 'Den; 12 x 15 x 8; 3 door; walls 2 navy'],
  ])('%s', (text, room) => {
    const { rooms, asks } = read(`${first}; ${text}`);
    if (room === undefined) expect(asks.length).toBeGreaterThan(0);
    else expect(rooms[2]).toBe(room);
  });

  test('that was never spoken of is asked about', () => {
    expect(read('bedroom 2 same as bedroom 1 but 10x12').asks).toEqual([
      'Which room is “bedroom 1”? It was not spoken of before.',
    ]);
  });
});

test.each([
  ['bedroom 10-12 by 14', '10-12 by 14'],
  ['bedroom 12x14x8, two or three coats', 'two or three coats'],
  ['bedroom 12x14x8, 2-3 windows', '2-3 windows'],
  ['bedroom 12x14, 8 to 9 ft ceilings', '8 to 9 ft'],
  ['bedroom 12x14x8 or 12x15x8', '12x14x8 or 12x15x8'],
  ['bedroom between 10 and 12 feet', 'between 10 and 12 feet'],
])('%s: the range is asked back', (text, range) => {
  expect(read(text).asks).toContain(`Which number is it: “${range}”?`);
});

test('strange words are named, and strange numbers asked about', () => {
  expect(read('bedroom 12x15x8, the couch stays')).toMatchObject({ asks: [], lost: ['couch stays'] });
  expect(read('bedroom 12x15x8, 40 widgets').asks).toEqual([
    'What is “40 widgets”? Write it in other words, or leave it out.',
  ]);
});

const remark = fc.constantFrom(
  'two coats on walls',
  'ceiling one coat white',
  'walls in navy eggshell',
  'spot prime the walls',
  'skip closets',
  '2 doors',
  'a dozen windows',
  '9 ft ceilings',
  'trim in SW 7006',
  'walls 2-3 coats',
  'poor condition',
  '120 ft of crown',
  'Trim enamel on trim',
  'the couch stays',
);
const room = fc
  .tuple(
    fc.constantFrom('bedroom', 'kitchen', 'two bedrooms', 'three offices', 'den', 'front wall', 'exterior gable'),
    fc.integer({ min: 5, max: 40 }),
    fc.integer({ min: 5, max: 40 }),
  )
  .map(([name, a, b]) => `${name} ${a}x${b}`);
const sentence = fc
  .array(fc.tuple(room, fc.array(remark, { maxLength: 4 })), { minLength: 1, maxLength: 3 })
  .map((rooms) => rooms.map(([name, remarks]) => [name, ...remarks].join(', ')).join('; '));

/** Everything that was read, without where: lengths as what they measure, words in small letters. */
function meaning(text: string) {
  const { rooms, missing, notUnderstood } = readTakeoff(text, book);
  const lengthOf = (side: SentenceRoom['length']) => {
    const nm = side && parseLength(side.value, 'imperial');
    return nm?.ok ? nm.value : null;
  };
  return {
    rooms: rooms.map((each) => ({
      name: each.name.value,
      sides: [each.length, each.width, each.height].map(lengthOf),
      rest: shown({ ...each, length: null, width: null, height: null })
        .toLowerCase()
        .replaceAll(/\s+/g, ' '),
    })),
    asks: missing.length,
    lost: notUnderstood.map(({ text: words }) => words.toLowerCase().replaceAll(/\s+/g, ' ')),
  };
}

describe('of any takeoff', () => {
  test('every value has its words in the text, or a default by name', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        for (const each of readTakeoff(text, book).rooms) {
          for (const { start, end, text: words } of sourcesOf(each)) expect(text.slice(start, end)).toBe(words);
          const numbers = [each.length, each.width, each.height, ...each.openings.map(({ count }) => count)];
          for (const number of numbers) {
            if (!number) continue;
            if ('default' in number.from) expect(number.from.default).not.toBe('');
            else expect(number.from.text).toMatch(/\d|dozen|one|two|three/i);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('case, spacing and marks at the end do not change what is meant', () => {
    fc.assert(
      fc.property(sentence, fc.constantFrom('upper', 'spaces', 'dot', 'bang', 'lines'), (text, how) => {
        const other = {
          upper: () => text.toUpperCase(),
          spaces: () => `  ${text.replaceAll(' ', '   ')}  `,
          dot: () => `${text}.`,
          bang: () => `${text}!`,
          lines: () => text.replaceAll('; ', '\n'),
        }[how]();
        expect(meaning(other)).toEqual(meaning(text));
      }),
      { numRuns: 300 },
    );
  });

  test('so many of a room are so many rooms, otherwise alike', () => {
    const words = [
      'one',
      'two',
      'three',
      'four',
      'six',
      'ten',
      'twelve',
      'a dozen',
      'half a dozen',
      '7',
      'twenty-four',
    ];
    const counts = [1, 2, 3, 4, 6, 10, 12, 12, 6, 7, 24];
    fc.assert(
      fc.property(fc.nat(words.length - 1), fc.array(remark, { maxLength: 3 }), (at, remarks) => {
        const rest = ['12x15x8', ...remarks.filter((each) => !each.includes('ft of'))].join(', ');
        const [one] = readTakeoff(`one bedroom ${rest}`, book).rooms;
        const many = readTakeoff(`${words[at]} bedrooms ${rest}`, book).rooms;
        expect(many).toHaveLength(counts[at] ?? 0);
        const plain = (each: SentenceRoom | undefined) => each && shown({ ...each, name: { ...each.name, value: '' } });
        for (const each of many) expect(plain(each)).toBe(plain(one));
      }),
      { numRuns: 200 },
    );
  });
});
