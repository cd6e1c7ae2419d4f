import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '#app/errors/refusal.ts';
import { docxOf, pdfOf, xlsxOf } from '#tests/support/documents.ts';
import { DocumentProblem } from './passage.ts';
import { readDocument } from './read-document.server.ts';

const text = (value: string) => new TextEncoder().encode(value);
const read = (bytes: Uint8Array, name = 'a.txt') => readDocument(bytes, 'text/plain', name);
const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'it was read',
    (error: unknown) => {
      if (error instanceof DocumentProblem || isRefusal(error)) return error.message;
      throw error;
    },
  );

describe('what can be read says where each passage stands', () => {
  test('a PDF, by its pages', async () => {
    const passages = await read(pdfOf(['Two coats on\nall walls (satin).', 'Payment within 14 days.']), 'terms.pdf');
    expect(passages).toEqual([
      { locator: 'page 1', text: 'Two coats on\nall walls (satin).' },
      { locator: 'page 2', text: 'Payment within 14 days.' },
    ]);
  });

  test('a Word document, by its headings', async () => {
    const bytes = docxOf(['Welcome.', '# Terms', 'Pay & be happy.', '## Deposit', 'A third <now>.', '# End', 'Bye.']);
    expect(await read(bytes, 'terms.docx')).toEqual([
      { locator: '', text: 'Welcome.' },
      { locator: 'Terms', text: 'Pay & be happy.' },
      { locator: 'Terms › Deposit', text: 'A third <now>.' },
      { locator: 'End', text: 'Bye.' },
    ]);
  });

  test('a workbook, by its cells, with the names of its columns in every passage', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => [`Room ${at}`, at * 10, 'two coats of eggshell on the walls']);
    const passages = await read(xlsxOf('Takeoff', [['Room', 'Area', 'Finish'], ...rows]), 'takeoff.xlsx');
    expect(passages.length).toBeGreaterThan(1);
    expect(passages[0]?.locator).toMatch(/^Takeoff!A1:C\d+$/);
    expect(passages.every((passage) => passage.text.startsWith('Room | Area | Finish'))).toBe(true);
    expect(passages.at(-1)?.locator).toMatch(/^Takeoff!A\d+:C61$/);
  });

  test('Markdown, by its headings, and not by those in code', async () => {
    const bytes = text('# Paint\nIntro\n```\n# no heading\n```\n## Primer ##\nUse it.\n');
    expect(await read(bytes, 'paint.md')).toEqual([
      { locator: 'Paint', text: 'Intro\n```\n# no heading\n```' },
      { locator: 'Paint › Primer', text: 'Use it.' },
    ]);
  });

  test.each([
    ['UTF-8', text('Grüße')],
    ['UTF-8 with its mark', text('\ufeffGrüße')],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, ...new Uint8Array(Uint16Array.from('Grüße', (c) => c.charCodeAt(0)).buffer))],
    ['Windows', Uint8Array.from('Grüße', (c) => c.charCodeAt(0))],
  ])('text in %s', async (_, bytes) => expect(await read(bytes)).toEqual([{ locator: 'line 1', text: 'Grüße' }]));
});

describe('what cannot be read is a sentence', () => {
  test.each([
    ['nothing', new Uint8Array(), 'a.txt', /no text/],
    ['a program', text('\u007fELF\u0002\u0001\u0000'), 'a.txt', /It takes: PDF, DOCX/],
    ['a damaged PDF', text('%PDF-1.7\nthis is all'), 'a.pdf', /damaged/],
    ['a PDF without text', pdfOf(['']), 'a.pdf', /may be a scan/],
    ['a zip of anything', zipSync({ 'a.txt': text('a') }), 'a.docx', /It takes/],
    ['half a Word document', docxOf(['Hello']).slice(0, 900), 'a.docx', /damaged|It takes/],
    [
      'a picture that says it is text',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1),
      'a.txt',
      /It takes/,
    ],
  ])('%s', async (_, bytes, name, problem) => expect(await problemOf(read(bytes, name))).toMatch(problem));

  test('whatever the bytes, the answer is passages or a sentence', { timeout: 120_000 }, async () => {
    const starts = [
      '%PDF-1.4\n',
      'PK\u0003\u0004[Content_Types].xml word/document.xml',
      'PK\u0003\u0004[Content_Types].xml xl/workbook.xml',
      '',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), async (start, rest) => {
        const bytes = Uint8Array.of(...text(start), ...rest);
        const said = await problemOf(read(bytes, 'a.txt'));
        expect(said.length).toBeGreaterThan(5);
      }),
      { numRuns: 60 },
    );
  });
});
