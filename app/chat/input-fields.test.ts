import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf, withFields } from './input-fields.ts';

const input = {
  clientId: '0b9b3d1e-5a0c-4a53-9d9c-0a4b8f7f5e11',
  title: 'Bedrooms',
  rooms: [
    { name: 'One', width: 12 },
    { name: 'Two', width: 12, skipClosets: true },
  ],
};

describe('the values of an input', () => {
  it('are those that say something to a person', () => {
    expect(fieldsOf(input).map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Title: Bedrooms',
      'Rooms 1, name: One',
      'Rooms 1, width: 12',
      'Rooms 2, name: Two',
      'Rooms 2, width: 12',
      'Rooms 2, skip closets: true',
    ]);
  });

  it('are put back as what they were', () => {
    const typed = new Map([
      [JSON.stringify(['rooms', '1', 'width']), ' 14,5 '],
      [JSON.stringify(['rooms', '1', 'skipClosets']), 'false'],
    ]);
    const changed = withFields(input, typed);
    expect(changed).toEqual({
      input: { ...input, rooms: [input.rooms[0], { name: 'Two', width: 14.5, skipClosets: false }] },
    });
    expect(input.rooms[1]?.width).toBe(12);
  });

  it('stay numbers', () => {
    const typed = new Map([[JSON.stringify(['rooms', '0', 'width']), 'wide']]);
    expect(withFields(input, typed)).toMatchObject({ wrong: 'Rooms 1, width is a number, such as 12.' });
  });

  it('change nothing when nothing was changed, whatever the input', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (any) => {
        const typed = new Map(fieldsOf(any).map(({ path, value }) => [path, String(value)]));
        expect(withFields(any, typed)).toEqual({ input: any });
      }),
    );
  });
});
