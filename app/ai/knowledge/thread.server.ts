import type { Worker } from 'node:worker_threads';
import type { Answered, Asked } from './thread-side.ts';

export interface ThreadOptions {
  open(): Worker;
  /** How long one answer may take, in milliseconds, before the thread is ended with it. */
  patienceMs: number;
  /** More than this many in the queue are turned away. */
  mostWaiting: number;
  /** After this long without work the thread ends, and gives its memory back. */
  idleMs: number;
}

/** Thrown when the thread was too slow, ran out of memory, or has too much to do. */
export class ThreadFault extends Error {
  override name = 'ThreadFault';
  readonly kind: 'slow' | 'memory' | 'full' | 'aborted';

  constructor(kind: ThreadFault['kind']) {
    super(`A thread of the server gave up: ${kind}.`);
    this.kind = kind;
  }
}

interface Waiting<Ask, Give> {
  ask: Ask;
  resolve(give: Give): void;
  reject(error: Error): void;
}

/**
 * Work that would hold up every request, done by a thread that is opened at the first need. One answer at a time, so that
 * the clock measures one; what goes wrong with it takes nothing else along.
 */
export class Thread<Ask, Give> {
  readonly #options: ThreadOptions;
  readonly #queue = new Map<number, Waiting<Ask, Give>>();
  #worker: Worker | undefined;
  #clock: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** @throws ThreadFault, or what the thread threw */
  ask(ask: Ask, signal?: AbortSignal): Promise<Give> {
    if (this.#queue.size >= this.#options.mostWaiting) return Promise.reject(new ThreadFault('full'));
    if (signal?.aborted) return Promise.reject(new ThreadFault('aborted'));
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<Give>((resolve, reject) => {
      this.#queue.set(id, { ask, resolve, reject });
      signal?.addEventListener('abort', () => this.#abort(id), { once: true });
      if (this.#queue.size === 1) this.#begin();
    });
  }

  #begin(): void {
    clearTimeout(this.#clock);
    const [next] = this.#queue;
    if (!next) {
      this.#clock = setTimeout(() => this.#end(), this.#options.idleMs).unref();
      return;
    }
    const [id, { ask }] = next;
    this.#clock = setTimeout(() => this.#giveUp(new ThreadFault('slow')), this.#options.patienceMs);
    this.#open().postMessage({ id, ask } satisfies Asked<Ask>);
  }

  #open(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#options.open();
    // The server may end while the thread has nothing to do.
    worker.unref();
    worker.on('message', (answered: Answered<Give>) => this.#take(answered));
    worker.on('error', (error) => {
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      if (this.#worker === worker) this.#giveUp(isMemory ? new ThreadFault('memory') : error);
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#giveUp(new Error('A thread of the server ended.'));
    });
    this.#worker = worker;
    return worker;
  }

  #take(answered: Answered<Give>): void {
    const waiting = this.#queue.get(answered.id);
    if (!waiting) return;
    this.#queue.delete(answered.id);
    if ('give' in answered) waiting.resolve(answered.give);
    else waiting.reject(new Error(answered.failed));
    this.#begin();
  }

  #abort(id: number): void {
    const waiting = this.#queue.get(id);
    if (!waiting) return;
    if (this.#queue.keys().next().value === id) {
      this.#giveUp(new ThreadFault('aborted'));
      return;
    }
    this.#queue.delete(id);
    waiting.reject(new ThreadFault('aborted'));
  }

  /** Ends the thread and refuses the one it worked on; the others go on with a new thread. */
  #giveUp(reason: Error): void {
    const [first] = this.#queue;
    this.#end();
    if (first) {
      this.#queue.delete(first[0]);
      first[1].reject(reason);
    }
    if (this.#queue.size > 0) this.#begin();
  }

  #end(): void {
    clearTimeout(this.#clock);
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }
}
