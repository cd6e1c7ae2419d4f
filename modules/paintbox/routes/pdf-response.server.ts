import { Refusal } from '#app/errors/refusal.ts';
import type { QuoteDocument } from '../domain/quote-print.ts';
import { asDownload } from '../pdf/file-name.ts';
import { makeQuotePdf, PrintRoomFull } from '../pdf/print-room.ts';

/** The PDF of a quote as a file to keep. @throws Refusal `busy` when too many are being made already. */
export async function pdfOf(document: QuoteDocument): Promise<Response> {
  const bytes = await made(document);
  return new Response(bytes, {
    headers: {
      'Content-Type': 'application/pdf',
      'Content-Length': String(bytes.byteLength),
      'Content-Disposition': asDownload(`${document.business.name} ${document.label}`, 'pdf'),
      'Cache-Control': 'private, no-store',
      'X-Robots-Tag': 'noindex, nofollow',
    },
  });
}

async function made(document: QuoteDocument): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await makeQuotePdf(document));
  } catch (error) {
    if (!(error instanceof PrintRoomFull)) throw error;
    throw new Refusal('busy', 'Many documents are being made right now. Please try again in a moment.');
  }
}
