import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { html } from './markup.ts';

describe('html', () => {
  test('values in content and in an attribute come out as they went in', () => {
    const readable = fc.string({ unit: 'grapheme' }).filter((text) => !/[^\t\n\r -\uD7FF\uE000-\uFFFD]/.test(text));
    fc.assert(
      fc.property(readable, readable, (title, content) => {
        const { elements, texts, titles } = parse(html`<p title="${title}">${content}</p>`.__html);
        expect(elements).toEqual(['p']);
        expect(titles).toEqual([normalised(title)]);
        expect(normalised(texts.join(''))).toBe(normalised(content));
      }),
    );
  });

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    '&lt;b&gt;',
    '</td></tr><h1>',
  ])('%s stays text', (attack) => {
    const { elements, titles, texts } = parse(html`<p title="${attack}">${attack}</p>`.__html);
    expect({ elements, titles, texts: texts.join('') }).toEqual({ elements: ['p'], titles: [attack], texts: attack });
  });

  test('markup goes in as it is, alone and in a list; nothing stands for nothing', () => {
    const cells = ['a', '<'].map((text) => html`<td>${text}</td>`);
    expect(html`<tr>${cells}${html`<td>${3}</td>`}${false}${undefined}</tr>`.__html).toBe(
      '<tr><td>a</td><td>&lt;</td><td>3</td></tr>',
    );
  });
});

const normalised = (text: string) => text.replace(/\r\n?/g, '\n').replace(/[\t\n]/g, ' ');

function parse(text: string) {
  const found = { elements: [] as string[], titles: [] as string[], texts: [] as string[] };
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => {
    found.elements.push(tag.name);
    found.titles.push(normalised(String(tag.attributes.title)));
  });
  parser.on('text', (content) => found.texts.push(content));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
  return found;
}
