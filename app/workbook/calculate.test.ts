import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellName } from './address.ts';
import { Calculator } from './calculate.ts';
import { type CellDescription, createWorkbook } from './create.ts';
import { WorkbookEditor } from './edit.ts';
import { WorkbookError } from './limits.ts';
import type { Workbook } from './model.ts';
import { type Plain, plain } from './one-formula.fixture.ts';

function book(cells: Record<string, number | string>): Workbook {
  const described: Record<string, CellDescription> = {};
  for (const [address, content] of Object.entries(cells)) {
    described[address] =
      typeof content === 'string' && content.startsWith('=') ? { formula: content.slice(1) } : { value: content };
  }
  return createWorkbook({ sheets: [{ name: 'S', cells: described }] });
}

function at(workbook: Workbook, address: string): Plain {
  const [, letters = 'A', row = '1'] = /^([A-Z]+)(\d+)$/.exec(address) ?? [];
  return plain(workbook.sheets[0]?.cells.get(Number(row) - 1, letters.charCodeAt(0) - 65)?.value ?? null);
}

function everything(workbook: Workbook): [string, Plain][] {
  const values: [string, Plain][] = [];
  workbook.sheets[0]?.cells.visitAll((cell) => {
    if (cell.value !== null) values.push([cellName(cell.row, cell.col), plain(cell.value)]);
  });
  return values;
}

describe('chains and circles', () => {
  test('a chain of 100,000 cells needs no recursion, in either direction', () => {
    const cells: Record<string, number | string> = { A100000: 1, B1: 1 };
    for (let row = 1; row < 100_000; row++) cells[`A${row}`] = `=A${row + 1}+1`;
    for (let row = 1; row < 20_000; row++) cells[`B${row + 1}`] = `=B${row}+1`;
    const workbook = book(cells);
    expect(at(workbook, 'A1')).toBe(100_000);
    expect(at(workbook, 'B20000')).toBe(20_000);
  }, 60_000);

  test('a circle is listed by cell, counts as 0 and does not stop the rest', () => {
    const editor = new WorkbookEditor(book({ A1: '=B1+1', B1: '=A1+1', C1: '=A1+5', D1: 7, E1: '=D1*2' }));
    expect(
      editor.calculator
        .circularCells()
        .map(({ cell }) => cellName(cell.row, cell.col))
        .sort(),
    ).toEqual(['A1', 'B1']);
    expect(at(editor.book, 'C1')).toBe(5);
    expect(at(editor.book, 'E1')).toBe(14);
    editor.setCell(0, 0, 1, '10');
    expect(at(editor.book, 'A1')).toBe(11);
    expect(editor.calculator.circularCells()).toEqual([]);
  });

  test('a cell is circular only when it really needs itself', () => {
    const workbook = book({ A1: '=IF(B1>0,1,A1)', B1: 5, C1: '=SUM(C1:C3)' });
    expect(at(workbook, 'A1')).toBe(1);
    expect(new WorkbookEditor(workbook).calculator.circularCells().map(({ cell }) => cell.col)).toEqual([2]);
  });

  test('a long circle ends too', () => {
    const cells: Record<string, string> = {};
    for (let row = 1; row <= 20_000; row++) cells[`A${row}`] = `=A${(row % 20_000) + 1}+1`;
    const editor = new WorkbookEditor(book(cells));
    expect(editor.calculator.circularCells()).toHaveLength(20_000);
  }, 30_000);
});

describe('arrays', () => {
  test('a formula spills, is blocked and comes back', () => {
    const editor = new WorkbookEditor(book({ A1: 3, A2: 1, A3: 2 }));
    editor.setCell(0, 0, 2, '=SORT(A1:A3)');
    editor.setCell(0, 0, 4, '=SUM(C1#)');
    editor.setCell(0, 0, 5, '=C3*10');
    expect([
      at(editor.book, 'C1'),
      at(editor.book, 'C2'),
      at(editor.book, 'C3'),
      at(editor.book, 'E1'),
      at(editor.book, 'F1'),
    ]).toEqual([1, 2, 3, 6, 30]);
    editor.setCell(0, 1, 2, 'in the way');
    expect([at(editor.book, 'C1'), at(editor.book, 'C2'), at(editor.book, 'C3'), at(editor.book, 'F1')]).toEqual([
      '#SPILL!',
      'in the way',
      null,
      0,
    ]);
    editor.undo();
    expect([at(editor.book, 'C1'), at(editor.book, 'C2'), at(editor.book, 'C3'), at(editor.book, 'F1')]).toEqual([
      1, 2, 3, 30,
    ]);
    editor.setCell(0, 2, 0, '9');
    expect(at(editor.book, 'C3')).toBe(9);
  });

  test('SEQUENCE grows and shrinks with its input', () => {
    const editor = new WorkbookEditor(book({ A1: 4, B1: '=SEQUENCE(A1)', C1: '=COUNT(B:B)' }));
    expect(at(editor.book, 'C1')).toBe(4);
    editor.setCell(0, 0, 0, '2');
    expect([at(editor.book, 'B2'), at(editor.book, 'B3'), at(editor.book, 'C1')]).toEqual([2, null, 2]);
  });
});

describe('budget', () => {
  test('a workbook that takes too much calculation ends in a sentence', () => {
    const workbook = book({ A1048576: 1, B1048576: 1, D1: '=SUMPRODUCT(A:A*B:B)' });
    expect(at(workbook, 'D1')).toBe(1);
    expect(() => new Calculator(workbook, { steps: 1_000_000 }).calculateAll()).toThrow(WorkbookError);
    expect(() => new Calculator(workbook, { milliseconds: 0 }).calculateAll()).toThrow(/too much calculation/);
  }, 60_000);

  test('an edit that takes too much is taken back', () => {
    const editor = new WorkbookEditor(book({ A1: 1, B1: '=A1+1' }), { steps: 5_000 });
    expect(() => editor.setCell(0, 0, 3, '=SUM(SEQUENCE(200000))')).toThrow(WorkbookError);
    expect(editor.canUndo).toBe(false);
    editor.setCell(0, 0, 0, '5');
    expect(at(editor.book, 'B1')).toBe(6);
  });

  test('a name that refers to itself is not calculated', () => {
    const workbook = createWorkbook({
      sheets: [{ name: 'S', cells: { A1: { formula: 'LOOP(1)' }, A2: { formula: 'FACTORIAL(5)' } } }],
      names: { LOOP: 'LAMBDA(n,LOOP(n+1))', FACTORIAL: 'LAMBDA(n,IF(n<2,1,n*FACTORIAL(n-1)))' },
    });
    expect(at(workbook, 'A1')).toBe('#NAME?');
    expect(at(workbook, 'A2')).toBe('#NAME?');
  });
});

test('the clock and chance are taken from outside and passed on as volatile', () => {
  const workbook = book({ A1: '=TODAY()', B1: '=A1+1', C1: '=RAND()' });
  const calculator = new Calculator(workbook, { now: () => new Date(2026, 0, 15, 12), random: () => 0.25 });
  calculator.calculateAll();
  expect([at(workbook, 'A1'), at(workbook, 'B1'), at(workbook, 'C1')]).toEqual([46037, 46038, 0.25]);
});

const pieces = fc.constantFrom(
  '=A1+B2',
  '=SUM(A1:C6)',
  '=SUM(A:A)',
  '=IF(A2>3,B1,C3)',
  '=VLOOKUP(B1,A1:C6,2,FALSE)',
  '=COUNTIF(A1:A6,">2")',
  '=OFFSET(A1,B1,0)',
  '=INDEX(A1:C6,B2,1)',
  '=SEQUENCE(B3)',
  '=D1#',
  '=SUMIF(A1:A6,"x",B1:B6)',
  '=A1:INDEX(A1:A6,3)',
  '=INDIRECT("A"&B1)',
  '=MATCH("x",A1:A6,0)',
  '=SORT(A1:A3)',
  '=B1/A3',
  '1',
  '2',
  '3',
  'x',
  'X',
  '',
  '0.5',
  'TRUE',
);
const edit = fc.record({ row: fc.integer({ min: 0, max: 5 }), col: fc.integer({ min: 0, max: 4 }), input: pieces });

test('after any edits, what was recalculated is what a full calculation gives', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 25 }), (edits) => {
      const editor = new WorkbookEditor(book({ A1: 1, B2: 2 }));
      for (const { row, col, input } of edits) editor.setCell(0, row, col, input);
      if (editor.calculator.circularCells().length > 0) return;
      const incremental = everything(editor.book);
      // Of two spills that overlap the earlier one wins, so the order in which they were typed matters.
      if (incremental.some(([, value]) => value === '#SPILL!')) return;
      editor.calculator.calculateAll();
      expect(incremental).toEqual(everything(editor.book));
    }),
    { numRuns: 400 },
  );
}, 60_000);

test('undoing everything gives back the beginning', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      const editor = new WorkbookEditor(book({ A1: 1, B2: '=A1*2', C3: 'x' }));
      const before = everything(editor.book);
      for (const { row, col, input } of edits) editor.setCell(0, row, col, input);
      while (editor.canUndo) editor.undo();
      expect(everything(editor.book)).toEqual(before);
    }),
    { numRuns: 200 },
  );
}, 60_000);
