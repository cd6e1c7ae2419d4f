import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newSentences } from './sentences.ts';

/** Tells a text that comes in these pieces, as the announcer does. */
function told(pieces: readonly string[]): string[] {
  let text = '';
  let said = 0;
  const all: string[] = [];
  const tell = (isOver: boolean) => {
    const found = newSentences(text, said, isOver);
    said = found.said;
    all.push(...found.sentences);
  };
  for (const piece of pieces) {
    text += piece;
    tell(false);
  }
  tell(true);
  return all;
}

describe('newSentences', () => {
  it('tells a sentence when it has ended', () => {
    expect(newSentences('Ada Moss has two esti', 0, false).sentences).toEqual([]);
    expect(newSentences('Ada Moss has two estimates. One', 0, false)).toEqual({
      sentences: ['Ada Moss has two estimates.'],
      said: 27,
    });
  });

  it('does not end at the point of an amount', () => {
    expect(told(['It comes to $1,204.', '50 with tax. Done.'])).toEqual(['It comes to $1,204.50 with tax.', 'Done.']);
  });

  it('says links by their words, and lists and tables without signs', () => {
    expect(told(['See [the estimate](/t/x/1).\n- **Walls**\n1. Ceilings\n| a | b |\n|---|---|\n'])).toEqual([
      'See the estimate.',
      'Walls',
      'Ceilings',
      'a b',
    ]);
  });

  it('tells the same however the text is cut into pieces', () => {
    const words = fc.array(fc.constantFrom('Walls', 'cost 1.50', 'now', '. ', '!', '\n', ' ', '- ', '?', '**', '3. '), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(words, (pieces) => {
        expect(told([...pieces.join('')]).join(' ')).toBe(told([pieces.join('')]).join(' '));
      }),
    );
  });
});
