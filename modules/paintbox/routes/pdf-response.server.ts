import { Refusal } from '#app/errors/refusal.ts';
import { fileResponse } from '#app/files/file.server.ts';
import type { QuoteDocument } from '../domain/quote-print.ts';
import { makeQuotePdf, PrintRoomFull } from '../pdf/print-room.ts';

/** The PDF of a quote as a file to keep. @throws Refusal `busy` when too many are being made already. */
export async function pdfOf(document: QuoteDocument): Promise<Response> {
  return fileResponse({
    name: `${document.business.name} ${document.label}`,
    kind: 'pdf',
    body: await made(document),
    headers: { 'X-Robots-Tag': 'noindex, nofollow' },
  });
}

async function made(document: QuoteDocument): Promise<Uint8Array> {
  try {
    return await makeQuotePdf(document);
  } catch (error) {
    if (!(error instanceof PrintRoomFull)) throw error;
    throw new Refusal('busy', 'Many documents are being made right now. Please try again in a moment.');
  }
}
