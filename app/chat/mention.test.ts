import { describe, expect, it } from 'vitest';
import { mentionAt, mentionsIn, withMention } from './mention.ts';

describe('a mention', () => {
  it('begins with its sign after a space, and goes on over one space', () => {
    expect(mentionAt('Call @Ad', 8)).toEqual({ at: 5, query: 'Ad' });
    expect(mentionAt('@', 1)).toEqual({ at: 0, query: '' });
    expect(mentionAt('@Ada Mo', 7)).toEqual({ at: 0, query: 'Ada Mo' });
    expect(mentionAt('@Ada Moss about', 15)).toBeNull();
    expect(mentionAt('ada@example.com', 15)).toBeNull();
    expect(mentionAt('@Ada\nnow', 8)).toBeNull();
  });

  it('is what the caret is in, not what stands behind it', () => {
    expect(mentionAt('Ask @Ad about', 7)).toEqual({ at: 4, query: 'Ad' });
    expect(withMention('Ask @Ad about', { at: 4, query: 'Ad' }, 'Ada Moss')).toEqual({
      text: 'Ask @Ada Moss about',
      caret: 14,
    });
  });

  it('counts while the text names it, once', () => {
    const ada = { label: 'Ada Moss', href: '/t/x/1' };
    expect(mentionsIn('@Ada Moss and @Ada Moss', [ada, ada])).toEqual([ada]);
    expect(mentionsIn('Ada Moss', [ada])).toEqual([]);
  });
});
