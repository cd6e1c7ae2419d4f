import OpenAI from 'openai';
import { EMBEDDING_DIMENSIONS } from '#db/schema/knowledge.ts';
import { checkedVectors, type Embedder, embeddable } from './embedder.ts';

const name = 'text-embedding-3-small';
/** developers.openai.com/api/docs/pricing: 2 cents for a million tokens. */
const price = 20;

/** OpenAI's model, shortened to the length that every vector here has. */
export function openaiEmbedder({
  apiKey,
  baseURL,
  isOwnKey,
}: {
  apiKey: string;
  baseURL?: string;
  isOwnKey: boolean;
}): Embedder {
  const client = new OpenAI({ apiKey, baseURL, maxRetries: 2, timeout: 30_000 });
  return {
    model: `openai-${name}-${EMBEDDING_DIMENSIONS}`,
    batch: 64,
    bill: { provider: 'openai', model: name, price, isOwnKey },
    async embed(texts, signal) {
      if (texts.length === 0) return { vectors: [], tokens: 0 };
      const { data, usage } = await client.embeddings.create(
        { model: name, dimensions: EMBEDDING_DIMENSIONS, input: texts.map(embeddable), encoding_format: 'float' },
        { signal },
      );
      const inOrder = data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
      return { vectors: checkedVectors(inOrder, texts.length), tokens: usage?.total_tokens ?? 0 };
    },
  };
}
