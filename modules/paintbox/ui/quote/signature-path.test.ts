import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptQuoteSchema } from '../../domain/inputs/quote.ts';
import { extend, type Point, pathOf, pointIn } from './signature-path.ts';

const answer = { selection: [], agreedTotal: 0, name: 'Dana', signatureKind: 'drawn', agreesToTerms: 'on' };
const box = { left: 10, top: 20, width: 300, height: 100 };

describe('a drawn signature', () => {
  it('measures the pen in its own space, whatever the size of the screen', () => {
    expect(pointIn(box, 160, 70)).toEqual({ x: 300, y: 100 });
    expect(pointIn(box, 0, 500)).toEqual({ x: 0, y: 200 });
  });

  it('leaves out what cannot be seen', () => {
    const stroke = extend([{ x: 10, y: 10 }], { x: 11, y: 11 });
    expect(stroke).toHaveLength(1);
    expect(extend(stroke, { x: 20, y: 11 })).toHaveLength(2);
  });

  it('keeps a dot', () => {
    expect(pathOf([[{ x: 5, y: 5 }]])).toBe('M5 5 L7 5');
  });

  it('is always path data that the server takes', () => {
    const point = fc.record({ x: fc.integer({ min: -50, max: 400 }), y: fc.integer({ min: -50, max: 200 }) });
    const drawing = fc.array(fc.array(point, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(drawing, (drawn) => {
        const strokes = drawn.map((stroke) =>
          stroke.reduce<readonly Point[]>((points, { x, y }) => extend(points, pointIn(box, x, y)), []),
        );
        expect(acceptQuoteSchema.safeParse({ ...answer, signature: pathOf(strokes) }).success).toBe(true);
      }),
    );
  });
});
