import { describe, expect, it } from 'vitest';
import { isSignaturePath } from './signature.ts';

describe('a drawn signature', () => {
  it.each(['M12 62C20 18 34 12 36 40L50 60M92 58Q104 30 118 34', 'M1,2L3.5,-4'])('may be %s', (path) => {
    expect(isSignaturePath(path)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a point without a stroke', 'M1 2'],
    ['a stroke from nowhere', 'L1 2'],
    ['half a point', 'M1 2L3'],
    ['markup', 'M1 2L3 4"/><script>'],
    ['arcs', 'M1 2A3 4 5 6 7 8 9'],
    ['powers', 'M1e9 2L3 4'],
    ['more than a signature', `M1 2${'L3 4'.repeat(20_000)}`],
  ])('is not %s', (_, path) => {
    expect(isSignaturePath(path)).toBe(false);
  });
});
