import { expect, test } from 'vitest';
import { createWorkbook } from './create.ts';
import { csvRecord, sheetToCsv } from './csv.ts';

test('fields are quoted as RFC 4180 asks, and text that could run as a formula is disarmed', () => {
  expect(csvRecord(['a', 'b,c', 'say "hi"', -5, true, null])).toBe('a,"b,c","say ""hi""",-5,TRUE,');
  expect(csvRecord(['=1+1', '@x', '-cmd', '+1'])).toBe("'=1+1,'@x,'-cmd,'+1");
});

test('a sheet is written as it shows', () => {
  const book = createWorkbook({
    sheets: [
      {
        name: 'S',
        cells: {
          A1: { value: 'Total' },
          B1: { formula: '1000+234.5', numberFormat: '$#,##0.00' },
          B2: { value: -2, numberFormat: '0.00' },
        },
      },
    ],
  });
  const [sheet] = book.sheets;
  expect(sheet && sheetToCsv(book, sheet)).toBe('Total,"$1,234.50"\r\n,-2.00\r\n');
});
