import { parentPort } from 'node:worker_threads';
import type { QuoteDocument } from '../domain/quote-print.ts';
import type { PrintBrand } from './quote-pdf.ts';
import { renderQuote } from './render.ts';

/** The thread that makes PDFs: one at a time, in the order they were asked for. */
export type Order = { id: number; document: QuoteDocument; brand?: PrintBrand | undefined };
export type Made = { id: number; bytes: Uint8Array } | { id: number; failed: string };

if (!parentPort) throw new Error('This file runs as a thread of the server.');
const port = parentPort;

let last: Promise<void> = Promise.resolve();
port.on('message', (order: Order) => {
  last = last.then(() => make(order));
});

async function make({ id, document, brand }: Order): Promise<void> {
  try {
    const bytes = new Uint8Array(await renderQuote(document, brand));
    port.postMessage({ id, bytes } satisfies Made, [bytes.buffer]);
  } catch (error) {
    port.postMessage({
      id,
      failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
    } satisfies Made);
  }
}
