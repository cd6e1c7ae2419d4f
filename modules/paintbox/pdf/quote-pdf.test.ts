import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, it } from 'vitest';
import type { RoundingRule } from '../domain/fields.ts';
import { type QuoteDocument, sumRows } from '../domain/quote-print.ts';
import { optionIds, type QuoteShape, quoteDocument } from './quote.fixture.ts';
import { renderQuote } from './render.ts';

const signature = 'M60 120 Q80 60 120 90 Q160 130 190 80 Q230 30 260 100 Q290 150 330 90 L420 70 M300 60 L310 60';
const acceptance = {
  signedName: 'Dana Whitcomb',
  signatureKind: 'drawn',
  signature,
  acceptedAt: new Date('2026-11-22T15:04:00Z'),
} as const;

/** The lines of a page as a reader sees them: what stands at one height, from left to right. */
async function printedLines(bytes: Uint8Array): Promise<string[][]> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const pages = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    const rows: { height: number; text: string }[] = [];
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const height = Number(item.transform[5]);
      const row = rows.find((each) => Math.abs(each.height - height) < 2);
      if (row) row.text += ` ${item.str}`;
      else rows.push({ height, text: item.str });
    }
    pages.push(rows.sort((a, b) => b.height - a.height).map(({ text }) => text));
  }
  return pages;
}

/** The amount at the end of the line that begins so, in cents. */
function amountOf(lines: readonly string[], label: string): number {
  const line = lines.find((text) => text.startsWith(label) && /-?\$[\d,]+\.\d\d$/.test(text));
  const amount = /(-?)\$([\d,]+)\.(\d\d)$/.exec(line ?? '');
  if (!amount) throw new Error(`No amount is printed for “${label}” in:\n${lines.join('\n')}`);
  const cents = Number(amount[2]?.replaceAll(',', '')) * 100 + Number(amount[3]);
  return amount[1] === '-' ? -cents : cents;
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
const rules: RoundingRule[] = ['unit', 'line', 'document'];
const shapes: [string, QuoteShape][] = rules.flatMap((rounding) => [
  [`${rounding}, prices by area`, { rounding, detail: 'areas', seed: 2 }],
  [`${rounding}, prices by surface`, { rounding, detail: 'surfaces', seed: 3, chosen: [optionIds.best] }],
  [`${rounding}, tax included`, { rounding, detail: 'surfaces', seed: 4, tax: { pricesIncludeTax: true } }],
]);

describe('the quote as PDF', () => {
  it.each(shapes)('adds up on paper: %s', async (_, shape) => {
    const document = quoteDocument(shape);
    const lines = (await printedLines(await renderQuote(document))).flat();
    const { quote, selection, totals } = document;

    const areas = quote.sections.map((section) => amountOf(lines, section.title));
    const options = quote.options.filter(({ id }) => selection.includes(id)).map(({ name }) => amountOf(lines, name));
    const discounts = totals.discounts.map(({ label }) => amountOf(lines, label));
    const tax = shape.tax?.pricesIncludeTax ? 0 : amountOf(lines, 'Sales tax');

    expect(sum(areas)).toBe(amountOf(lines, 'Base price'));
    expect(sum([...areas, ...options])).toBe(amountOf(lines, 'Subtotal'));
    expect(sum([...areas, ...options, ...discounts, tax])).toBe(amountOf(lines, 'Total'));
    expect(amountOf(lines, 'Total')).toBe(totals.total);
  });

  it('prints for each surface what adds up to its area', async () => {
    const document = quoteDocument({ detail: 'surfaces', rounding: 'document', seed: 5 });
    const lines = (await printedLines(await renderQuote(document))).flat();
    for (const section of document.quote.sections) {
      const from = lines.findIndex((text) => text.startsWith(section.title));
      const own = lines.slice(from + 1, from + 1 + section.lines.length);
      expect(sum(section.lines.map(({ label }) => amountOf(own, label))), section.title).toBe(section.amount);
    }
  });

  it('shows no price but the total and the options where the business shows one total', async () => {
    const document = quoteDocument({ detail: 'total' });
    const text = (await printedLines(await renderQuote(document))).flat().join('\n');
    expect(text).toContain('Primary bedroom');
    expect(text).not.toMatch(/Primary bedroom.*\$/);
    expect(text).not.toMatch(/^Work Price$/m);
  });

  it('marks what is chosen and what is not, and says how it is rounded and taxed', async () => {
    const lines = (
      await printedLines(await renderQuote(quoteDocument({ chosen: [optionIds.best, optionIds.ceilings] })))
    ).flat();
    expect(lines.find((line) => line.includes('Best enamel'))).toContain('☑');
    expect(lines.find((line) => line.includes('Good enamel'))).toContain('☐');
    expect(lines.find((line) => line.includes('Paint the ceilings too'))).toContain('☑');
    expect(lines.join(' ')).toContain('Every line is rounded to the smallest coin, then added up.');
    expect(lines.join(' ')).toContain('painting is a taxable service here');
  });

  it('breaks a long quote into pages: the head of the table and the number on each', async () => {
    const document = quoteDocument({ detail: 'surfaces', times: 17 });
    const lineCount = sum(document.quote.sections.map(({ lines }) => lines.length));
    const pages = await printedLines(await renderQuote(document));
    expect(lineCount).toBeGreaterThan(200);
    expect(pages.length).toBeGreaterThan(4);
    for (const [index, lines] of pages.entries()) {
      expect(lines.at(-1)).toBe(`Harbor & Pine Painting, quote E-1042 Page ${index + 1} of ${pages.length}`);
    }
    const withSurfaces = pages.filter((lines) => lines.some((line) => /^Walls.*\$/.test(line)));
    expect(withSurfaces.every((lines) => lines.some((line) => line === 'Work Price'))).toBe(true);
    const all = pages.flat();
    expect(sum(document.quote.sections.map(({ title }) => amountOf(all, title)))).toBe(amountOf(all, 'Base price'));
  });

  it('squeezes nothing at the foot of a page, wherever it falls', async () => {
    const document = quoteDocument({ detail: 'total', chosen: [optionIds.good] });
    for (let extra = 0; extra < 16; extra += 1) {
      const clientNote = Array.from({ length: extra * 3 }, (_, line) => `Line ${line}`).join('\n');
      const pages = await printedLines(
        await renderQuote({ ...withNote(document, clientNote), state: 'accepted', acceptance }),
      );
      const lines = pages.flat();
      for (const { label } of sumRows(document.quote, document.selection, document.totals)) amountOf(lines, label);
      expect(
        lines.filter((line) => /☑|☐/.test(line)),
        `after ${extra * 3} lines`,
      ).toHaveLength(3);
      expect(lines.join('\n')).toContain('Signed electronically on November 22, 2026');
    }
  });

  it.each(['drawn', 'typed'] as const)('says where a %s signature stood whose person was erased', async (kind) => {
    const erased = { ...acceptance, signedName: 'Erased person', signatureKind: kind, signature: '' };
    const bytes = await renderQuote({ ...quoteDocument(), state: 'accepted', acceptance: erased });
    const lines = (await printedLines(bytes)).flat();
    const at = lines.indexOf('Accepted');
    expect(lines.slice(at, at + 3)).toEqual(['Accepted', 'The signature was erased.', 'Erased person']);
    expect(lines.join(' ')).toContain('Signed electronically on November 22, 2026');
  });

  it('gives the same bytes for the same quote', async () => {
    const document: QuoteDocument = { ...quoteDocument(), state: 'accepted', acceptance };
    expect(Buffer.compare(await renderQuote(document), await renderQuote(document))).toBe(0);
  });

  it('prints accents, currencies and other alphabets, and marks what it cannot draw', async () => {
    const name = 'Łukasz Žižek, Ελένη, Привет, Nguyễn, € £ ₹ ₫ ₴';
    const document = { ...quoteDocument(), recipient: { name: `${name} 山田 👩‍👧`, address: '' } };
    const { text } = await extractText(new Uint8Array(await renderQuote(document)), { mergePages: true });
    expect(text.replace(/\s+/g, ' ')).toContain(`${name} ?? ??`);
  });

  it('takes the paper of the place', async () => {
    const widthOf = async (locale: string) => {
      const pdf = await getDocumentProxy(new Uint8Array(await renderQuote({ ...quoteDocument(), locale })));
      return (await pdf.getPage(1)).getViewport({ scale: 1 }).width;
    };
    expect(await widthOf('en-US')).toBe(612);
    expect(await widthOf('en-GB')).toBeCloseTo(595.28, 1);
  });
});

function withNote(document: QuoteDocument, clientNote: string): QuoteDocument {
  return { ...document, quote: { ...document.quote, clientNote } };
}
