import { describe, expect, test } from 'vitest';
import { type CellDescription, createWorkbook } from './create.ts';
import { EditRefused, WorkbookEditor } from './edit.ts';
import { FormulaSyntaxError } from './formula/parse.ts';
import { plain } from './one-formula.fixture.ts';
import { readWorkbook } from './read.ts';
import { writeWorkbook } from './write.ts';

function editorOf(cells: Record<string, CellDescription>): WorkbookEditor {
  return new WorkbookEditor(
    createWorkbook({
      sheets: [
        { name: 'Bid', cells },
        { name: 'Rates', cells: { A1: { value: 40 } } },
      ],
      names: { Rate: 'Bid!$A$3' },
    }),
  );
}

function valueAt(editor: WorkbookEditor, row: number, col: number, sheet = 0) {
  return plain(editor.book.sheets[sheet]?.cells.get(row, col)?.value ?? null);
}

describe('what a person types', () => {
  test.each<[string, number | string | boolean | null, string]>([
    ['12.5', 12.5, '12.5'],
    ['1,200', 1200, '1,200'],
    ['$1,200', 1200, '$1,200 '.trim()],
    ['$1,200.50', 1200.5, '$1,200.50'],
    ['15%', 0.15, '15%'],
    ['2.5%', 0.025, '2.50%'],
    ['2026-01-15', 46037, '2026-01-15'],
    ['1/15/2026', 46037, '1/15/2026'],
    ['TRUE', true, 'TRUE'],
    ['(5)', -5, '-5'],
    ['1 1/2', 1.5, '1 1/2'],
    ['7:30 PM', 0.8125, '19:30'],
    ['2 coats', '2 coats', '2 coats'],
    ["'007", '007', '007'],
    ["'=A1", '=A1', '=A1'],
    ['-', '-', '-'],
    ['@home', '@home', '@home'],
    ['=1+1', 2, '2'],
    ['', null, ''],
  ])('%s', (input, value, shown) => {
    const editor = editorOf({ A1: { value: 1 } });
    editor.setCell(0, 4, 4, input);
    expect(valueAt(editor, 4, 4)).toBe(value);
    expect(editor.display(0, 4, 4).text).toBe(shown);
    const again = editor.inputOf(0, 4, 4);
    editor.setCell(0, 5, 5, again);
    expect(valueAt(editor, 5, 5)).toBe(value);
  });

  test('a formula that cannot be read changes nothing', () => {
    const editor = editorOf({ A1: { value: 1 }, B1: { formula: 'A1+1' } });
    expect(() => editor.setCell(0, 0, 1, '=A1+')).toThrow(FormulaSyntaxError);
    expect(valueAt(editor, 0, 1)).toBe(2);
    expect(editor.canUndo).toBe(false);
  });

  test('text that begins like a formula is text after export and import, with the quote prefix', () => {
    const editor = editorOf({ A1: { value: '=cmd|x' }, A2: { value: '+1 555' } });
    editor.setCell(0, 5, 0, "'=1+1");
    const book = readWorkbook(writeWorkbook(editor.book));
    const texts = [0, 1, 5].map((row) => book.sheets[0]?.cells.get(row, 0));
    expect(texts.map((cell) => cell?.value)).toEqual(['=cmd|x', '+1 555', '=1+1']);
    expect(texts.every((cell) => cell?.formula === null && book.styles[cell.style]?.quotePrefix)).toBe(true);
  });
});

describe('rows and columns', () => {
  const cells = {
    A1: { value: 1 },
    A2: { value: 2 },
    A3: { value: 3 },
    B1: { formula: 'SUM(A1:A3)' },
    B2: { formula: 'A3*2' },
    C1: { formula: 'Rate+Rates!A1' },
  };

  test('inserted rows move references, names and cells, and all of it survives export', () => {
    const editor = editorOf(cells);
    editor.insertRows(0, 1, 2);
    editor.setCell(0, 1, 0, '10');
    expect(editor.inputOf(0, 0, 1)).toBe('=SUM(A1:A5)');
    expect(editor.inputOf(0, 3, 1)).toBe('=A5*2');
    expect(editor.book.names[0]?.text).toBe('Bid!$A$5');
    expect([valueAt(editor, 0, 1), valueAt(editor, 0, 2)]).toEqual([16, 43]);
    const again = new WorkbookEditor(readWorkbook(writeWorkbook(editor.book)));
    expect(again.inputOf(0, 0, 1)).toBe('=SUM(A1:A5)');
    expect(again.book.names[0]?.text).toBe('Bid!$A$5');
    expect([valueAt(again, 0, 1), valueAt(again, 3, 1), valueAt(again, 0, 2)]).toEqual([16, 6, 43]);
  });

  test('deleted cells leave #REF!, and undo brings everything back', () => {
    const editor = editorOf(cells);
    editor.deleteRows(0, 2);
    expect([valueAt(editor, 0, 1), valueAt(editor, 1, 1), valueAt(editor, 0, 2)]).toEqual([3, '#REF!', '#REF!']);
    editor.undo();
    expect([valueAt(editor, 0, 1), valueAt(editor, 1, 1), valueAt(editor, 0, 2)]).toEqual([6, 6, 43]);
    expect(editor.book.names[0]?.text).toBe('Bid!$A$3');
    editor.redo();
    expect(valueAt(editor, 1, 1)).toBe('#REF!');
  });

  test('columns too', () => {
    const editor = editorOf(cells);
    editor.insertColumns(0, 0);
    expect(editor.inputOf(0, 0, 2)).toBe('=SUM(B1:B3)');
    editor.deleteColumns(0, 0);
    expect(editor.inputOf(0, 0, 1)).toBe('=SUM(A1:A3)');
  });

  test('cells are not pushed off the sheet', () => {
    const editor = editorOf({ A1: { value: 1 }, A1048576: { value: 2 } });
    expect(() => editor.insertRows(0, 0)).toThrow(EditRefused);
  });
});
