import OpenAI from 'openai';
import { EMBEDDING_DIMENSIONS } from '#db/schema/knowledge.ts';
import { checkedVectors, type Embedder, embeddable } from './embedder.ts';

const name = 'text-embedding-3-small';

/** OpenAI's model, shortened to the length that every vector here has. */
export function openaiEmbedder({ apiKey, baseURL }: { apiKey: string; baseURL?: string }): Embedder {
  const client = new OpenAI({ apiKey, baseURL, maxRetries: 2, timeout: 30_000 });
  return {
    model: `openai-${name}-${EMBEDDING_DIMENSIONS}`,
    batch: 64,
    async embed(texts, signal) {
      if (texts.length === 0) return [];
      const { data } = await client.embeddings.create(
        { model: name, dimensions: EMBEDDING_DIMENSIONS, input: texts.map(embeddable), encoding_format: 'float' },
        { signal },
      );
      const inOrder = data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
      return checkedVectors(inOrder, texts.length);
    },
  };
}
