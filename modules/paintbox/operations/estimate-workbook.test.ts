import { describe, expect, it } from 'vitest';
import { newId } from '#app/values/id.ts';
import { refusalOf } from '#tests/support/paintbox.ts';
import { demoDocument } from '../domain/demo/documents.ts';
import type { DemoJobName } from '../domain/demo/jobs.ts';
import { priceEstimate } from '../domain/price.ts';
import { defaultRateBook } from '../domain/rate-book-default.ts';
import { estimateFile, readEstimateFile } from './estimate-workbook.server.ts';
import { auditOf, openFile } from './workbook-engine.server.ts';

const book = defaultRateBook();

describe('an estimate as a file', () => {
  it.each<DemoJobName>(['bedrooms', 'exterior', 'deck'])('of the job %s comes back as it was', (job) => {
    const document = demoDocument(job, `=${job}`, book, 1, newId);
    expect(readEstimateFile(estimateFile(document, book))).toEqual(document);
  });

  it('has live formulas that store the total of the estimate', () => {
    const document = demoDocument('main-floor', 'Main floor', book, 5, newId);
    const editor = openFile(estimateFile(document, book));
    const { summary } = auditOf(editor);
    expect(summary).toMatchObject({ differ: 0, unsupported: 0, circular: 0, notStored: 0 });
    expect(summary.formulas).toBeGreaterThan(50);
    const amounts = new Set<unknown>();
    editor.book.sheets[0]?.cells.visitAll((cell) => {
      amounts.add(typeof cell.value === 'number' ? Math.round(cell.value * 100) : cell.value);
    });
    expect(amounts).toContain(priceEstimate(document, book).totals.total);
  });

  it('is refused in words when it is something else', async () => {
    const text = Promise.resolve().then(() => readEstimateFile(new TextEncoder().encode('Room,Length')));
    expect(await refusalOf(text)).toMatchObject({ code: 'unsupported' });
  });
});
