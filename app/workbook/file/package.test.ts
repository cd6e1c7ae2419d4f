import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { createWorkbook, type WorkbookDescription } from '../create.ts';
import { WorkbookEditor } from '../edit.ts';
import { defaultLimits, WorkbookError } from '../limits.ts';
import type { Workbook } from '../model.ts';
import { plain } from '../one-formula.fixture.ts';
import { readWorkbook } from '../read.ts';
import { writeWorkbook } from '../write.ts';
import { decodeXml } from './xml.ts';
import { encode, pack, unpack } from './zip.ts';

const folder = new URL('../../../tests/fixtures/workbooks/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.xlsx'))
  .map((name) => readFileSync(new URL(name, folder)));

function content(book: Workbook) {
  return book.sheets.map((sheet) => {
    const cells: unknown[] = [];
    sheet.cells.visitAll((cell) =>
      cells.push([
        cell.row,
        cell.col,
        shown(plain(cell.value)),
        cell.formula?.text,
        cell.formula?.kind,
        book.styles[cell.style]?.numberFormat,
      ]),
    );
    return {
      name: sheet.name,
      cells,
      widths: [...sheet.widths],
      frozen: sheet.frozen,
      merges: sheet.merges,
      names: book.names,
    };
  });
}

/** What an export leaves alone is the stored value, which may have fewer digits than the calculated one. */
function shown(value: ReturnType<typeof plain>) {
  return typeof value === 'number' ? Number(value.toPrecision(12)) : value;
}

function refusal(bytes: Uint8Array): WorkbookError {
  try {
    readWorkbook(bytes);
  } catch (error) {
    if (error instanceof WorkbookError) return error;
    throw error;
  }
  throw new Error('It was taken.');
}

const sample = () => unpack(files[0] ?? new Uint8Array(), defaultLimits);

describe('export', () => {
  test('an untouched workbook keeps every part byte for byte, and twice gives the same bytes', () => {
    for (const bytes of files) {
      const book = new WorkbookEditor(readWorkbook(bytes)).book;
      const written = writeWorkbook(book);
      expect(writeWorkbook(book)).toEqual(written);
      expect([...unpack(written, defaultLimits)]).toEqual([...unpack(bytes, defaultLimits)]);
    }
  });

  test('an edit changes its cell and the values that depend on it, and nothing else', () => {
    const [bytes = new Uint8Array()] = files;
    const editor = new WorkbookEditor(readWorkbook(bytes));
    editor.setCell(0, 1, 1, '123.5');
    const before = unpack(bytes, defaultLimits);
    const after = unpack(writeWorkbook(editor.book), defaultLimits);
    const changed = [...after]
      .filter(([path, part]) => decodeXml(part) !== decodeXml(before.get(path) ?? new Uint8Array()))
      .map(([path]) => path);
    expect(changed.every((path) => path.startsWith('xl/worksheets/'))).toBe(true);
    const again = readWorkbook(writeWorkbook(editor.book));
    expect(content(again)).toEqual(content(editor.book));
    expect(writeWorkbook(again)).toEqual(writeWorkbook(editor.book));
  });

  test('the order of calculation is dropped when formulas change', () => {
    const parts = sample();
    parts.set(
      'xl/calcChain.xml',
      encode(
        '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="B2" i="1"/></calcChain>',
      ),
    );
    parts.set(
      'xl/_rels/workbook.xml.rels',
      encode(
        decodeXml(parts.get('xl/_rels/workbook.xml.rels') ?? new Uint8Array()).replace(
          '</Relationships>',
          '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>',
        ),
      ),
    );
    const editor = new WorkbookEditor(readWorkbook(pack(parts)));
    expect(unpack(writeWorkbook(editor.book), defaultLimits).has('xl/calcChain.xml')).toBe(true);
    editor.setCell(0, 0, 9, '=1+1');
    const written = unpack(writeWorkbook(editor.book), defaultLimits);
    expect(written.has('xl/calcChain.xml')).toBe(false);
    expect(decodeXml(written.get('xl/_rels/workbook.xml.rels') ?? new Uint8Array())).not.toContain('calcChain');
  });

  test('a formula that spills is marked as one', () => {
    const book = createWorkbook({
      sheets: [{ name: 'S', cells: { A1: { formula: 'SEQUENCE(3)' }, B1: { formula: 'SUM(A1#)' } } }],
    });
    const again = new WorkbookEditor(readWorkbook(writeWorkbook(book))).book;
    expect(again.sheets[0]?.cells.get(0, 0)?.formula).toMatchObject({
      kind: 'dynamic',
      range: { top: 0, left: 0, bottom: 2, right: 0 },
    });
    expect(again.sheets[0]?.cells.get(0, 1)?.value).toBe(6);
  });

  test('when the first cell of a shared formula changes, the others keep theirs', () => {
    const parts = sample();
    const path = 'xl/worksheets/sheet1.xml';
    const xml = decodeXml(parts.get(path) ?? new Uint8Array()).replace(
      /<sheetData>.*<\/sheetData>/s,
      '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B2" si="0">A1&gt;1</f><v>0</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>1</v></c></row></sheetData>',
    );
    parts.set(path, encode(xml));
    const editor = new WorkbookEditor(readWorkbook(pack(parts)));
    editor.setCell(0, 0, 1, 'gone');
    const again = new WorkbookEditor(readWorkbook(writeWorkbook(editor.book)));
    expect(again.inputOf(0, 0, 1)).toBe('gone');
    expect(again.inputOf(0, 1, 1)).toBe('=A2>1');
  });

  test('styles of a description come back', () => {
    const book = createWorkbook({
      sheets: [
        {
          name: 'Bid',
          cells: {
            A1: { value: 'Total', bold: true, fill: 'FFEECC' },
            B1: { value: 1.5, numberFormat: '$#,##0.00', align: 'right' },
          },
          widths: { A: 30 },
          frozen: { rows: 1 },
        },
      ],
    });
    const again = readWorkbook(writeWorkbook(book));
    const cell = (col: number) => again.styles[again.sheets[0]?.cells.get(0, col)?.style ?? 0];
    expect(cell(0)).toMatchObject({ bold: true, fill: 'FFEECC' });
    expect(cell(1)).toMatchObject({ numberFormat: '$#,##0.00', align: 'right' });
    expect(again.sheets[0]).toMatchObject({ frozen: { rows: 1, columns: 0 } });
    expect(again.sheets[0]?.widths.get(0)).toBe(30);
  });
});

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x)),
  fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => text.isWellFormed()),
  fc.boolean(),
);
const formula = fc.constantFrom(
  'A1+1',
  'SUM(A1:B9)',
  'A1&"<&>"',
  'IF(A1>B1,1,"x")',
  'SORT(A1:A4)',
  'VLOOKUP(A1,A1:B9,2,FALSE)',
  "'It''s'!A1*2",
  'NOW()>0',
);
const described = fc.record({
  value,
  formula: fc.option(formula, { nil: undefined, freq: 3 }),
  numberFormat: fc.constantFrom(undefined, '0.00', '$#,##0.00;[Red]($#,##0.00)'),
  bold: fc.boolean(),
});
const description: fc.Arbitrary<WorkbookDescription> = fc
  .dictionary(
    fc.tuple(fc.constantFrom('A', 'B', 'C', 'AA'), fc.integer({ min: 1, max: 300 })).map(([col, row]) => col + row),
    described,
    { maxKeys: 20 },
  )
  .map((cells) => ({
    sheets: [
      { name: "It's", cells },
      { name: 'Bid & <more>', cells: { A1: { value: 1 } } },
    ],
    names: { Rate: "'It''s'!$A$1" },
  }));

test('export, import and export again is a fixed point for any workbook', () => {
  fc.assert(
    fc.property(description, (given) => {
      const book = createWorkbook(given);
      const written = writeWorkbook(book);
      const again = readWorkbook(written);
      expect(content(again)).toEqual(content(book));
      expect(writeWorkbook(again)).toEqual(written);
    }),
    { numRuns: 150 },
  );
}, 60_000);

describe('what is refused', () => {
  test.each<[string, () => Uint8Array, string]>([
    ['nothing', () => new Uint8Array(), 'not-a-workbook'],
    ['text', () => encode('a,b\n1,2\n'), 'not-a-workbook'],
    ['a PDF', () => encode('%PDF-1.7 ...'), 'not-a-workbook'],
    [
      'an old workbook',
      () => Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Uint8Array(600)),
      'old-format',
    ],
    [
      'a protected workbook',
      () =>
        Uint8Array.of(
          0xd0,
          0xcf,
          0x11,
          0xe0,
          0,
          0,
          ...[...'EncryptedPackage'].flatMap((letter) => [letter.charCodeAt(0), 0]),
          0,
          0,
        ),
      'encrypted',
    ],
    ['a zip of something else', () => zipSync({ 'a.txt': encode('hello') }), 'not-a-workbook'],
    ['half a file', () => (files[0] ?? new Uint8Array()).subarray(0, 4000), 'damaged'],
    [
      'a missing sheet',
      () => {
        const parts = sample();
        parts.delete('xl/worksheets/sheet1.xml');
        return pack(parts);
      },
      'damaged',
    ],
    ['a part outside', () => zipSync({ '../evil.xml': encode('x') }), 'unsafe'],
    ['a million equal bytes many times', () => zipSync({ 'xl/a.xml': new Uint8Array(9_000_000) }), 'unsafe'],
    [
      'broken XML',
      () => {
        const parts = sample();
        parts.set('xl/workbook.xml', encode('<workbook><sheets>'));
        return pack(parts);
      },
      'damaged',
    ],
    [
      'a document type',
      () => {
        const parts = sample();
        parts.set(
          'xl/workbook.xml',
          encode('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'),
        );
        return pack(parts);
      },
      'unsafe',
    ],
    [
      'a cell beyond the last row',
      () => {
        const parts = sample();
        parts.set(
          'xl/worksheets/sheet1.xml',
          encode('<worksheet><sheetData><row r="1048577"><c r="A1048577"><v>1</v></c></row></sheetData></worksheet>'),
        );
        return pack(parts);
      },
      'damaged',
    ],
    [
      'deep nesting',
      () => {
        const parts = sample();
        parts.set('xl/worksheets/sheet1.xml', encode('<a>'.repeat(5000) + '</a>'.repeat(5000)));
        return pack(parts);
      },
      'unsafe',
    ],
  ])('%s', (_, bytes, code) => {
    const error = refusal(bytes());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z].*\.$|\(\.xlsx\)\.$/);
  });

  test('a million formulas', () => {
    const parts = sample();
    const rows = Array.from(
      { length: 1000 },
      (_, row) => `<row r="${row + 1}">${'<c><f>1+1</f></c>'.repeat(1000)}</row>`,
    ).join('');
    parts.set('xl/worksheets/sheet1.xml', encode(`<worksheet><sheetData>${rows}</sheetData></worksheet>`));
    const loose = { ...defaultLimits, ratio: 1e9 };
    expect(() => readWorkbook(pack(parts), loose)).toThrow(/more than 200,000 formulas/);
  }, 60_000);

  test('an entry that declares less than it holds', () => {
    const bytes = zipSync({ 'xl/a.xml': encode('x'.repeat(100_000)) }, { level: 6 });
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 4; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true);
    expect(() => readWorkbook(bytes)).toThrow(WorkbookError);
  });

  test('bytes at random, and real files with bytes changed or missing, are read or refused and nothing else', () => {
    const [file = new Uint8Array()] = files;
    const damaged = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.nat(file.length).map((length) => file.slice(0, length)),
      fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }).map((changes) => {
        const copy = Uint8Array.from(file);
        for (const [at, byte] of changes) copy[at] = byte;
        return copy;
      }),
    );
    fc.assert(
      fc.property(damaged, (bytes) => {
        try {
          readWorkbook(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(WorkbookError);
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
