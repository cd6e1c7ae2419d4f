import { renderToBuffer } from '@react-pdf/renderer';
import type { QuoteDocument } from '../domain/quote-print.ts';
import { registerFonts } from './fonts.ts';
import { allPrintable } from './printable.ts';
import { type PrintBrand, quotePdf } from './quote-pdf.ts';

/** The quote as PDF. Up to a second of work for a long one: never on the thread that answers requests. */
export async function renderQuote(document: QuoteDocument, brand?: PrintBrand): Promise<Uint8Array> {
  registerFonts();
  return renderToBuffer(quotePdf(allPrintable(document), brand));
}
