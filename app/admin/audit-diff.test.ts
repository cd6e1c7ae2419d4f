import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionText, changesOf } from './audit-diff.ts';

describe('changes', () => {
  it.each([
    [{ role: 'viewer' }, { role: 'admin' }, [{ field: 'role', before: 'viewer', after: 'admin' }]],
    [null, { email: 'a@b.example' }, [{ field: 'email', before: undefined, after: 'a@b.example' }]],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, [{ field: 'a.c', before: '2', after: '3' }]],
    [{ list: ['x'] }, { list: ['x', 'y'] }, [{ field: 'list', before: 'x', after: 'x, y' }]],
    [{ on: false }, { on: true }, [{ field: 'on', before: 'no', after: 'yes' }]],
    [{ limit: 5 }, { limit: null }, [{ field: 'limit', before: '5', after: undefined }]],
    ['plain', 'words', [{ field: 'value', before: 'plain', after: 'words' }]],
    [null, undefined, []],
  ])('%j to %j', (before, after, changes) => {
    expect(changesOf(before, after)).toEqual(changes);
  });

  it('are none between a thing and itself, and the same from both sides, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(changesOf(one, one)).toEqual([]);
        const back = changesOf(other, one).map(({ field, before, after }) => ({ field, before: after, after: before }));
        expect(back).toEqual(changesOf(one, other));
      }),
    );
  });

  it('stay few for what is enormous', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`f${at}`, at]));
    expect(changesOf(null, wide)).toHaveLength(200);
  });
});

it('an action is read as words', () => {
  expect(actionText('member.role_changed')).toBe('Member role changed');
});
