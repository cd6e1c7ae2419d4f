import { findBrand, findLogo } from '#app/admin/brand.server.ts';
import { Refusal } from '#app/errors/refusal.ts';
import { fileResponse } from '#app/files/file.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import type { QuoteDocument } from '../domain/quote-print.ts';
import { makeQuotePdf, PrintRoomFull } from '../pdf/print-room.ts';
import type { PrintBrand } from '../pdf/quote-pdf.ts';

/** A document and how its business looks. */
export interface Printing {
  document: QuoteDocument;
  brand: PrintBrand;
}

/** What is printed, with the looks of the transaction's tenant. */
export async function withBrand(tx: OperationContext['tx'], document: QuoteDocument): Promise<Printing> {
  const [{ colour }, logo] = await Promise.all([findBrand(tx), findLogo(tx)]);
  return { document, brand: { colour, logo } };
}

/** The PDF of a quote as a file to keep. @throws Refusal `busy` when too many are being made already. */
export async function pdfOf(printing: Printing): Promise<Response> {
  return fileResponse({
    name: `${printing.document.business.name} ${printing.document.label}`,
    kind: 'pdf',
    body: await made(printing),
    headers: { 'X-Robots-Tag': 'noindex, nofollow' },
  });
}

async function made({ document, brand }: Printing): Promise<Uint8Array> {
  try {
    return await makeQuotePdf(document, brand);
  } catch (error) {
    if (!(error instanceof PrintRoomFull)) throw error;
    throw new Refusal('busy', 'Many documents are being made right now. Please try again in a moment.');
  }
}
