import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calculate, type Plain } from '../one-formula.fixture.ts';
import { restructure, translate } from './move.ts';
import { FormulaSyntaxError, parseFormula } from './parse.ts';
import { printFormula } from './print.ts';

const printed = (text: string) => printFormula(parseFormula(text));

describe('grammar', () => {
  test.each<[string, Plain]>([
    ['-2^2', 4],
    ['2^-1', 0.5],
    ['2^3^2', 64],
    ['-2%', -0.02],
    ['10%%', 0.001],
    ['1+2&3', '33'],
    ['1&2=12', false],
    ['1=1=TRUE', true],
    ['2*3%', 0.06],
    ['--"3"', 3],
    ['"a""b"', 'a"b'],
    ['{1,2;3,4}', 1],
    ['SUM({1,2;3,-4})', 2],
    ['#N/A', '#N/A'],
    ['.5+1.e2', 100.5],
    ['"A"="a"', true],
    ['TRUE>"z"', true],
    ['"2">1', true],
    ['A1=0', true],
    ['A1=""', true],
    ['0.5-0.4-0.1', 0],
    ['1*(0.5-0.4-0.1)', -2.7755575615628914e-17],
    ['0.1+0.2=0.3', true],
    ['1/0+#REF!', '#DIV/0!'],
    ['NOSUCHNAME', '#NAME?'],
    ['NoSuchFunction(1)', '#NAME?'],
    ['1E308*10', '#NUM!'],
    ['"x"*1', '#VALUE!'],
  ])('%s = %j', (formula, expected) => {
    expect(calculate(formula)).toBe(expected);
  });

  test.each(['1+', '(1', 'SUM(1', '"open', '{1,2;3}', '{A1}', '1 2', '', ')', 'Sheet1!', 'Table[Col', '=1', "'a"])(
    '%s is refused',
    (text) => {
      expect(() => parseFormula(text)).toThrow(FormulaSyntaxError);
    },
  );

  test('ten thousand parentheses are refused, not run', () => {
    expect(() => parseFormula(`${'('.repeat(4000)}1${')'.repeat(4000)}`)).toThrow(/nested/);
    expect(() => parseFormula(`${'('.repeat(10_000)}1${')'.repeat(10_000)}`)).toThrow(FormulaSyntaxError);
    expect(parseFormula(`1${'+1'.repeat(4000)}`).type).toBe('binary');
  });

  test.each([
    ["'My Sheet'!A1:B2", "'My Sheet'!A1:B2"],
    ["'It''s'!$A$1", "'It''s'!$A$1"],
    ['Sheet1:Sheet3!A1', 'Sheet1:Sheet3!A1'],
    ['b2:A1', 'A1:B2'],
    ['$A:b', '$A:B'],
    ['3:$1', '$1:3'],
    ['_xlfn.XLOOKUP(1,A:A,B:B)', 'XLOOKUP(1,A:A,B:B)'],
    ['_xlfn.LET(_xlpm.x,1,_xlpm.x+1)', 'LET(x,1,x+1)'],
    ['_xlfn.SINGLE(A1:A3)', '@A1:A3'],
    ['SUM(_xlfn.ANCHORARRAY(B2))', 'SUM(B2#)'],
    ['Table1[[#This Row],[Qty]]*2', 'Table1[@[Qty]]*2'],
    ['Table1[[#Headers],[A]:[B]]', 'Table1[[#Headers],[A]:[B]]'],
    ["Table1[It''s '[odd']]", "Table1[It''s '[odd']]"],
    ["'[Book 2.xlsx]Sheet1'!A1+[1]Sheet2!B2", "'[Book 2.xlsx]Sheet1'!A1+[1]Sheet2!B2"],
    ['SUM(T1[Qty])', 'SUM(T1[Qty])'],
    ['IF(A1,,2)', 'IF(A1,,2)'],
    ['A1:INDEX(A:A,3)', 'A1:INDEX(A:A,3)'],
    ['LOG10(5)+LOG10', 'LOG10(5)+LOG10'],
  ])('%s prints as %s', (text, expected) => {
    expect(printed(text)).toBe(expected);
  });

  test('files get their prefixes', () => {
    expect(printFormula(parseFormula('LET(x,1,XLOOKUP(x,A:A,FILTER(B:B,B:B>x#)))'), true)).toContain(
      '_xlfn.LET(_xlpm.x,1,_xlfn.XLOOKUP(_xlpm.x,A:A,_xlfn._xlws.FILTER(',
    );
  });
});

const reference = fc
  .record({
    col: fc.constantFrom('A', 'B', '$C', 'AA', 'XFD'),
    row: fc.integer({ min: 1, max: 1_048_576 }),
    fixed: fc.boolean(),
    sheet: fc.constantFrom('', 'Rates!', "'My Sheet'!"),
  })
  .map(({ col, row, fixed, sheet }) => `${sheet}${col}${fixed ? '$' : ''}${row}`);
const leaf = fc.oneof(
  reference,
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => String(value).replace('e', 'E')),
  fc.string().map((text) => `"${text.replaceAll('"', '""')}"`),
  fc.constantFrom('TRUE', '#N/A', 'Markup', '{1,2;3,"x"}', 'A:B', '$1:$3', 'Table1[Qty]', 'Table1[@[Qty]]', 'B2#'),
);
const { formula } = fc.letrec<{ formula: string }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    leaf,
    fc
      .tuple(tie('formula'), fc.constantFrom('+', '-', '*', '/', '^', '&', '=', '<>', '<', '>='), tie('formula'))
      .map(([a, op, b]) => `${a} ${op} ${b}`),
    tie('formula').map((inner) => `(${inner})`),
    tie('formula').map((inner) => `-${inner}`),
    tie('formula').map((inner) => `(${inner})%`),
    fc
      .tuple(fc.constantFrom('SUM', 'IF', 'XLOOKUP'), fc.array(tie('formula'), { maxLength: 3 }))
      .map(([name, args]) => `${name}(${args.join(',')})`),
  ),
}));

describe('properties', () => {
  test('what is printed reads back as the same', () => {
    fc.assert(
      fc.property(formula, (text) => {
        const node = parseFormula(text);
        expect(parseFormula(printFormula(node))).toEqual(node);
        expect(parseFormula(printFormula(node, true))).toEqual(node);
      }),
      { numRuns: 500 },
    );
  });

  test('no text makes the reader do anything but read or refuse', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'A1$:!\'"()[]{}#@,;%+-*/^&<>= .~TRUE\\'), maxLength: 60 }),
        (text) => {
          try {
            parseFormula(text);
          } catch (error) {
            expect(error).toBeInstanceOf(FormulaSyntaxError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('moving there and back changes nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 400 }),
        (rows, columns, row) => {
          const node = parseFormula(`SUM($A${row}:C${row + 4})+$B$2+D$3`);
          expect(translate(translate(node, rows, columns), -rows, -columns)).toEqual(node);
        },
      ),
    );
  });

  test('rows put in and taken out again leave every reference as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 9 }), (at, count) => {
        const node = parseFormula('SUM(A5:B20)+C7+Other!A1+SUM(D:D)');
        const grown = restructure(node, { sheet: 'S', axis: 'row', at, count }, 'S');
        expect(restructure(grown, { sheet: 'S', axis: 'row', at, count: -count }, 'S')).toEqual(node);
      }),
    );
  });
});

test.each([
  ['A5', 2, 3, 'A8'],
  ['A5', 4, -1, '#REF!'],
  ['SUM(A2:A9)', 4, 2, 'SUM(A2:A11)'],
  ['SUM(A2:A9)', 1, -8, 'SUM(#REF!)'],
  ['SUM(A2:A9)', 0, -3, 'SUM(A1:A6)'],
  ['$A$5:$A$6', 5, 1, '$A$5:$A$7'],
  ['Other!A5', 0, 1, 'Other!A5'],
  ['A:A', 0, 1, 'A:A'],
])('%s after %i rows %i becomes %s', (text, at, count, expected) => {
  expect(printFormula(restructure(parseFormula(text), { sheet: 'S', axis: 'row', at, count }, 'S'))).toBe(expected);
});
