import { describe, expect, test } from 'vitest';
import { newId } from '#app/values/id.ts';
import { emptyEstimate } from './edit.ts';
import { defaultRateBook } from './rate-book-default.ts';
import { addRoomLine, parseRoomLine } from './room-line.ts';

const foot = 304_800_000;
const inch = 25_400_000;

function read(line: string, units: 'imperial' | 'metric' = 'imperial') {
  const parsed = parseRoomLine(line, units);
  if (!parsed.ok) return parsed.error;
  const { name, shape, doors, windows, coats } = parsed.value;
  return { name, sides: [shape.length.nm, shape.width.nm, shape.height.nm], doors, windows, coats };
}

describe('a room in one line', () => {
  test.each([
    ['Living 12x15x8 2 doors 3 windows', 'Living', [12 * foot, 15 * foot, 8 * foot], 2, 3],
    [`Bedroom 12'6" x 10' x 8'`, 'Bedroom', [150 * inch, 10 * foot, 8 * foot], 0, 0],
    [`Bedroom 2 12' 6 1/2" x 10 x 8' 2 doors`, 'Bedroom 2', [150.5 * inch, 10 * foot, 8 * foot], 2, 0],
    ['Kitchen: 12-6 × 10-2 × 8, 1 door, 2 windows', 'Kitchen', [150 * inch, 122 * inch, 8 * foot], 1, 2],
    ['Hall 20x4', 'Hall', [20 * foot, 4 * foot, 8 * foot], 0, 0],
    ['Salon 3.8 m x 420 cm x 2.6 m', 'Salon', [3_800_000_000, 4_200_000_000, 2_600_000_000], 0, 0],
  ])('%s', (line, name, sides, doors, windows) => {
    expect(read(line)).toEqual({ name, sides, doors, windows, coats: null });
  });

  test('metric by itself, with decimal commas', () => {
    expect(read('Salon 3,8x4,2x2,6 1 window 3 coats', 'metric')).toMatchObject({
      sides: [3_800_000_000, 4_200_000_000, 2_600_000_000],
      windows: 1,
      coats: 3,
    });
  });

  test.each([
    ['Bad', 0, 'Write a name and the sizes, for example Living 12x15x8 2 doors.'],
    ['Living 12x15x8 2 dogs', 15, '“2 dogs” is not understood. After the sizes come 2 doors, 3 windows or 2 coats.'],
    ['12x15x8', 0, 'Start with the name of the room.'],
    ['Living 12x0x8', 10, 'A length must be more than 0.'],
    ['R 12x15x8x9', 10, 'A room has three sides at most.'],
    ['R 12x15x8 4 coats', 9, 'One, two or three coats.'],
  ])('%s is refused at its place', (line, at, message) => {
    expect(read(line)).toMatchObject({ at, message });
  });

  test('becomes a room with the usual surfaces', () => {
    const book = defaultRateBook();
    const parsed = parseRoomLine('Living 12x15x8 2 doors 3 coats', 'imperial');
    if (!parsed.ok) throw new Error(parsed.error.message);
    const doc = addRoomLine(emptyEstimate(book), { line: parsed.value, book, newId });
    expect(doc.areas[0]?.surfaces.map((surface) => [surface.kindId, surface.coats])).toEqual([
      ['walls', 3],
      ['ceiling', 3],
      ['baseboard', 3],
      ['doors', 3],
    ]);
  });
});
