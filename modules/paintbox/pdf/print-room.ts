import { Worker } from 'node:worker_threads';
import type { QuoteDocument } from '../domain/quote-print.ts';
import type { PrintBrand } from './quote-pdf.ts';
import type { Made, Order } from './quote-pdf.worker.ts';

/** More than this in the queue means a wait that nobody sits out. */
const maxWaiting = 16;

/** A page that takes longer than this to set is not coming. */
const patience = 30_000;

/** The thread and its fonts are given up when nothing was printed for so long. */
const idleAfter = 5 * 60_000;

interface Waiting {
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

const waiting = new Map<number, Waiting>();
let thread: Worker | undefined;
let idle: NodeJS.Timeout | undefined;
let lastId = 0;

/** Too many are waiting already. */
export class PrintRoomFull extends Error {
  override name = 'PrintRoomFull';
}

/**
 * Makes the PDF in a thread of its own, so that no other request waits for it.
 * @throws PrintRoomFull when the queue is full; an Error when it cannot be made.
 */
export function makeQuotePdf(document: QuoteDocument, brand?: PrintBrand): Promise<Uint8Array> {
  if (waiting.size >= maxWaiting) return Promise.reject(new PrintRoomFull('Too many documents are being made.'));
  clearTimeout(idle);
  lastId += 1;
  const id = lastId;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => closeRoom(new Error('The document took too long to make.')), patience);
    waiting.set(id, { resolve, reject, timer });
    openRoom().postMessage({ id, document, brand } satisfies Order);
  });
}

function openRoom(): Worker {
  if (thread) return thread;
  const worker = new Worker(new URL('./quote-pdf.worker.ts', import.meta.url));
  // The server may end while the thread has nothing to do.
  worker.unref();
  worker.on('message', take);
  worker.on('error', closeRoom);
  worker.on('exit', () => {
    if (thread === worker) closeRoom(new Error('The thread that makes documents ended.'));
  });
  thread = worker;
  return worker;
}

function take(made: Made): void {
  const order = waiting.get(made.id);
  if (!order) return;
  waiting.delete(made.id);
  clearTimeout(order.timer);
  if ('bytes' in made) order.resolve(made.bytes);
  else order.reject(new Error(made.failed));
  if (waiting.size === 0) idle = setTimeout(() => closeRoom(new Error('Idle.')), idleAfter).unref();
}

/** Ends the thread; whoever still waits is told. The next order starts a new one. */
function closeRoom(reason: Error): void {
  const worker = thread;
  thread = undefined;
  const left = [...waiting.values()];
  waiting.clear();
  for (const { reject, timer } of left) {
    clearTimeout(timer);
    reject(reason);
  }
  void worker?.terminate();
}
