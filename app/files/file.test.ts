import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileResponse, requireKind } from './file.server.ts';
import { kindOf } from './kinds.ts';

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const png = bytes('\u0089PNG\r\n\u001a\n....');
const html = '<!doctype html><script>alert(1)</script>';

test.each([
  ['png', png],
  ['jpeg', bytes('\u00ff\u00d8\u00ff\u00e0..JFIF')],
  ['gif', bytes('GIF89a....')],
  ['webp', bytes('RIFF....WEBPVP8 ')],
  ['pdf', bytes('%PDF-1.7')],
  ['xlsx', readFileSync('tests/fixtures/workbooks/interior-repaint.xlsx')],
  ['zip', bytes('PK\u0003\u0004.....readme.txt')],
  ['text', bytes('name,price\r\nwall,1')],
  ['text', bytes(html)],
  ['text', new Uint8Array()],
  [null, bytes('\u007fELF\u0002\u0001\u0001\u0000')],
  [null, bytes('MZ\u0090\u0000')],
])('a file is known by its bytes: %s', (kind, file) => expect(kindOf(file)).toBe(kind));

describe('a door that takes pictures', () => {
  test.each([
    ['a page', bytes(html)],
    ['a drawing with a script', bytes('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ['a program', bytes('MZ\u0090\u0000')],
    ['a PDF', bytes('%PDF-1.7')],
    ['half a signature', bytes('\u0089PN')],
    ['a signature in the wrong place', bytes(` GIF89a`)],
    ['nothing', new Uint8Array()],
  ])('refuses %s, whatever it is called', (_, file) => {
    expect(() => requireKind(file, ['png', 'jpeg', 'gif', 'webp'])).toThrow(/It takes: PNG, JPG, GIF, WEBP/);
  });

  test('takes a picture', () => expect(requireKind(png, ['png'])).toBe('png'));
});

describe('a file that is served', () => {
  test('cannot become a page of ours, and its name cannot become a header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const { headers } = fileResponse({ name, kind: 'csv', body: html });
        expect(headers.get('Content-Disposition')).toMatch(
          /^attachment; filename="[\w. -]+\.csv"; filename\*=UTF-8''[\w.%~!-]+$/,
        );
        expect(headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox");
        expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
        expect(headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
      }),
    );
  });

  test('is shown only if it is a picture', async () => {
    expect(fileResponse({ name: 'x', kind: 'png', body: png, isShown: true }).headers.get('Content-Disposition')).toBe(
      'inline',
    );
    expect(() => fileResponse({ name: 'x', kind: 'pdf', body: '%PDF-', isShown: true })).toThrow('not shown');
    // What a caller adds never takes the safety away.
    const { headers } = fileResponse({
      name: 'x',
      kind: 'png',
      body: png,
      headers: { 'X-Content-Type-Options': 'no' },
    });
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  });
});
