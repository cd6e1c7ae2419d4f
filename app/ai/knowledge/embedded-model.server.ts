import { Worker } from 'node:worker_threads';
import { checkedVectors, type Embedder, embeddable } from './embedder.ts';
import { Thread } from './thread.server.ts';

const options = {
  open: () => new Worker(new URL('./embedding.worker.ts', import.meta.url)),
  patienceMs: 120_000,
  mostWaiting: 64,
  idleMs: 300_000,
};

const thread = new Thread<string[], Float32Array[]>(options);

/**
 * The model that is inside the packages: the Universal Sentence Encoder (lite), English, 512 numbers, no network. It works in
 * a thread of its own, a question at a time, so a question waits for one small batch at most.
 */
export const embeddedModel: Embedder = {
  model: 'energetic-use-lite-en-1',
  batch: 4,
  bill: null,
  async embed(texts, signal) {
    if (texts.length === 0) return { vectors: [], tokens: 0 };
    return { vectors: checkedVectors(await thread.ask(texts.map(embeddable), signal), texts.length), tokens: 0 };
  },
};
