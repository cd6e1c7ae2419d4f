import { describe, expect, it } from 'vitest';
import { readWorkbook } from '#app/workbook/read.ts';
import { type ListedEstimate, listAsCsv, listAsWorkbook } from './list-file.ts';

const row: ListedEstimate = {
  number: 1047,
  revision: 2,
  title: '=HYPERLINK("http://evil.example","Pay here")',
  clientName: 'Lind, Beau "B."',
  status: 'sent',
  // Still the 14th in Denver.
  updatedAt: new Date('2026-01-15T04:00:00Z'),
  currency: 'USD',
  totalMinor: 652_781,
};

describe('the list as a file', () => {
  it('quotes what a spreadsheet would run or split', () => {
    const [head, line] = listAsCsv([row], 'America/Denver').split('\r\n');
    expect(head).toBe('\uFEFFNumber,Title,Client,Status,Updated,Currency,Total');
    expect(line).toBe(
      `E-1047 rev. 2,"'=HYPERLINK(""http://evil.example"",""Pay here"")","Lind, Beau ""B.""",Sent,2026-01-14,USD,6527.81`,
    );
  });

  it('is a workbook with dates, amounts and a live total, and with text that stays text', async () => {
    const book = await readWorkbook(listAsWorkbook([row, { ...row, totalMinor: 100 }], 'America/Denver'));
    const [sheet] = book.sheets;
    const at = (line: number, col: number) => sheet?.cells.get(line, col);
    expect(at(1, 1)).toMatchObject({ value: row.title, formula: null });
    expect(at(1, 4)?.value).toBe(46036);
    expect(at(1, 6)?.value).toBe(6527.81);
    expect(at(3, 6)?.formula).not.toBeNull();
    expect(at(3, 6)?.value).toBeCloseTo(6528.81, 9);
  });

  it('adds no currencies up with each other', () => {
    const book = readWorkbook(listAsWorkbook([row, { ...row, currency: 'EUR' }], 'UTC'));
    expect(book.sheets[0]?.cells.get(3, 6)?.value ?? null).toBeNull();
  });
});
