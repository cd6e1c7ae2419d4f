import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack, unpack } from './packed.ts';

const row = fc.record({
  id: fc.uuid(),
  title: fc.string({ unit: 'binary' }),
  count: fc.integer(),
  note: fc.option(fc.string()),
});

test('rows come out as they went in', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      expect(unpack(pack(rows))).toEqual(rows);
    }),
  );
});
