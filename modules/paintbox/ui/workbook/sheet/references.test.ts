import { describe, expect, it } from 'vitest';
import { boxName } from '#app/workbook/address.ts';
import { newWorkbook } from '#app/workbook/model.ts';
import { referencesIn, wantsReference } from './references.ts';

const book = newWorkbook(['Rates', 'Bid 2']);
book.names = [{ name: 'Wage', scope: null, text: 'Rates!$B$7', hidden: false }];

const found = (formula: string) =>
  referencesIn(formula, book, 1).map(({ sheet, box, colour }) => `${sheet}!${boxName(box)} ${colour}`);

describe('the references of a formula that is being typed', () => {
  it.each([
    ['=B2*$C$4', ['1!B2 0', '1!C4 1']],
    ['=SUM(A1:B3)+A1:B3', ['1!A1:B3 0', '1!A1:B3 0']],
    ["=Rates!B2+'Bid 2'!C3", ['0!B2 0', '1!C3 1']],
    ['=Wage*2', ['0!B7 0']],
    ['=SUM(A1:', ['1!A1 0']],
    ['="B2"&LOG10(5)', []],
    ['=Nowhere!A1', []],
    ['B2', []],
  ])('%s', (formula, expected) => {
    expect(found(formula)).toEqual(expected);
  });

  it('know where they stand in the text', () => {
    expect(referencesIn('=1+B2', book, 1)).toMatchObject([{ start: 3, end: 5 }]);
  });
});

it.each([
  ['=', true],
  ['=SUM(', true],
  ['=A1*', true],
  ['=A1', false],
  ['total', false],
])('a click puts a reference behind %j: %s', (text, expected) => {
  expect(wantsReference(text, text.length)).toBe(expected);
});
