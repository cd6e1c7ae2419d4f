import fc from 'fast-check';
import { renderToString } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Kept, PartKeeperContext } from '../ui/kept.tsx';
import { Parts, utf8 } from './parts.server.ts';

interface Part {
  name: string;
  words: string[];
}

const part = fc.record({
  name: fc.constantFrom('rail', 'bar', 'foot'),
  words: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }),
});

function Page({ parts }: { parts: Part[] }) {
  return (
    <main>
      <p>before</p>
      {parts.map(({ name, words }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never move
        <section key={at}>
          <Kept by={[name, words]}>
            <nav title={name}>{words.map((word) => `${word} `)}</nav>
          </Kept>
          between
        </section>
      ))}
    </main>
  );
}

function drawn(kept: Parts, parts: Part[]): string {
  const page = kept.page();
  const html = renderToString(
    <PartKeeperContext.Provider value={page}>
      <Page parts={parts} />
    </PartKeeperContext.Provider>,
  );
  return Buffer.concat(page.piecesOf(html)).toString();
}

describe('kept parts', () => {
  test('every page is what it would be if nothing were kept', () => {
    fc.assert(
      fc.property(fc.array(fc.array(part, { maxLength: 4 }), { maxLength: 6 }), (pages) => {
        const kept = new Parts();
        for (const parts of pages) expect(drawn(kept, parts)).toBe(renderToString(<Page parts={parts} />));
      }),
    );
  });

  test('what looks like a sign of ours is text', () => {
    const kept = new Parts();
    const parts = [{ name: 'rail', words: ['<wbr data-kept="/0"/>', '<wbr data-kept="1"/>'] }];
    const plain = renderToString(<Page parts={parts} />);
    expect([drawn(kept, parts), drawn(kept, parts)]).toEqual([plain, plain]);
  });
});

test('text becomes UTF-8, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8(text).equals(Buffer.from(text))).toBe(true);
    }),
  );
  const long = '⋯'.repeat(200_000);
  expect(utf8(long).equals(Buffer.from(long))).toBe(true);
});
