import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStorable, storableText } from './storable.server.ts';

const halves = fc.constantFrom('\0', '\ud800', '\udfff', '😀', 'é', 'a', '\\u0000', '"');
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(halves).map((parts) => parts.join('')),
);

const canBeKept = (value: string) => !value.includes('\0') && value.isWellFormed();

describe('what comes in', () => {
  it('as text can be kept, and is left alone where it could be', () => {
    fc.assert(
      fc.property(text, (given) => {
        const kept = storableText(given);
        expect(canBeKept(kept)).toBe(true);
        if (canBeKept(given)) expect(kept).toBe(given);
      }),
    );
  });

  it('as JSON can be kept to its last name and value', () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, text, fc.integer(), tie('list'), tie('object')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(text, tie('value'), { maxKeys: 3 }),
    })).value;
    fc.assert(
      fc.property(json, (given) => {
        const kept = JSON.stringify(parseStorable(JSON.stringify(given)));
        expect(kept).not.toMatch(/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i);
        expect(kept.length).toBeLessThanOrEqual(JSON.stringify(given).length);
      }),
    );
    expect(parseStorable('{"a\\u0000":"b\\ud800","__proto__":1}')).toEqual(
      Object.fromEntries([
        ['a', 'b�'],
        ['__proto__', 1],
      ]),
    );
    expect(parseStorable('"\\\\u0000"')).toBe('\\u0000');
  });
});
