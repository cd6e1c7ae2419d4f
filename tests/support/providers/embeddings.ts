import { createHash } from 'node:crypto';

/** Vectors of the embeddings API: of length one, and the same for the same words, so that a test can search for what it stored. */
export function embeddingsOf(body: Record<string, unknown>): unknown {
  const input = [body.input].flat().map(String);
  const dimensions = Number(body.dimensions ?? 1536);
  const data = input.map((text, index) => {
    const vector = vectorOf(text, dimensions);
    const embedding =
      body.encoding_format === 'base64' ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector;
    return { object: 'embedding', index, embedding };
  });
  const tokens = input.join(' ').split(/\s+/).length;
  return { object: 'list', model: body.model, data, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

/** Each word turns the vector by a little: texts that share words point alike. */
function vectorOf(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const hash = createHash('sha256').update(word).digest();
    for (let at = 0; at < 8; at++) {
      const place = hash.readUInt32LE(at * 4) % dimensions;
      vector[place] = (vector[place] ?? 0) + 1;
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
