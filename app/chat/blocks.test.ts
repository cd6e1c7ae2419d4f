import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf } from './blocks.ts';

describe('blocksOf', () => {
  it('parts at empty lines', () => {
    expect(blocksOf('One.\n\nTwo\nlines.\n\n\nThree.')).toEqual(['One.\n', 'Two\nlines.\n\n', 'Three.']);
  });

  it('keeps a loose list and its paragraphs together', () => {
    expect(blocksOf('1. One\n\n   more\n\n2. Two\n\nAfter.')).toEqual(['1. One\n\n   more\n\n2. Two\n', 'After.']);
  });

  it('keeps code with empty lines together, also while its end is not here yet', () => {
    expect(blocksOf('```\na\n\nb\n```\n\nAfter')).toEqual(['```\na\n\nb\n```\n', 'After']);
    expect(blocksOf('Before\n\n~~~\na\n\n```\n\nb')).toEqual(['Before\n', '~~~\na\n\n```\n\nb']);
  });

  it('loses no line, and only the last block changes when text is added', () => {
    const line = fc.constantFrom('', 'Text', '- item', '  more', '```', '~~~', '| a | b |', '> said', '# Head');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), line, (lines, next) => {
        const before = blocksOf(lines.join('\n'));
        const after = blocksOf([...lines, next].join('\n'));
        const words = (blocks: string[]) => blocks.join('\n').split('\n').filter(Boolean);
        expect(words(before)).toEqual(lines.filter(Boolean));
        const settled = before.slice(0, -1);
        expect(after.slice(0, settled.length)).toEqual(settled);
      }),
    );
  });
});
