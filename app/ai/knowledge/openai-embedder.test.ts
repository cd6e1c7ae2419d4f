import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openaiEmbedder } from './openai-embedder.server.ts';

let server: Server | undefined;
const asked: { authorization: string | undefined; body: Record<string, unknown> }[] = [];

afterEach(() => {
  server?.close();
  asked.length = 0;
});

type Answer = (input: string[]) => { status?: number; json: unknown };

/** Speaks `POST /v1/embeddings` as its documentation has it. */
async function provider(answer: Answer): Promise<string> {
  server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    const body = JSON.parse(text);
    asked.push({ authorization: request.headers.authorization, body });
    const { status = 200, json } = answer(body.input);
    response.writeHead(status, { 'Content-Type': 'application/json', 'retry-after-ms': '1' }).end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const vector = (first: number, length = 512) => Array.from({ length }, (_, at) => (at === 0 ? first : 0.5));
const listOf = (input: string[], length?: number) => ({
  json: {
    object: 'list',
    model: 'text-embedding-3-small',
    usage: { prompt_tokens: 1, total_tokens: 1 },
    data: input.map((_, index) => ({ object: 'embedding', index, embedding: vector(index + 1, length) })).reverse(),
  },
});

test('asks for 512 numbers, never with an empty text, and puts the answers in order at length 1', async () => {
  const embedder = openaiEmbedder({
    apiKey: 'sk-test',
    isOwnKey: false,
    baseURL: await provider((input) => listOf(input)),
  });
  const { vectors, tokens } = await embedder.embed(['one', ' ', 'x'.repeat(5_000)]);
  expect(tokens).toBe(1);
  expect(embedder.model).toBe('openai-text-embedding-3-small-512');
  expect(asked[0]?.authorization).toBe('Bearer sk-test');
  expect(asked[0]?.body).toMatchObject({ model: 'text-embedding-3-small', dimensions: 512, encoding_format: 'float' });
  expect(asked[0]?.body.input).toEqual(['one', '.', 'x'.repeat(1_600)]);
  expect(vectors.map((one) => Math.hypot(...one)).every((length) => Math.abs(length - 1) < 1e-9)).toBe(true);
  expect((vectors[0]?.[0] ?? 0) < (vectors[1]?.[0] ?? 0)).toBe(true);
});

test('tries again when it is too busy, and gives up what is wrong', async () => {
  let times = 0;
  const baseURL = await provider((input) => {
    times += 1;
    return times < 3 ? { status: 429, json: { error: { message: 'slow down' } } } : listOf(input);
  });
  expect((await openaiEmbedder({ apiKey: 'k', isOwnKey: true, baseURL }).embed(['one'])).vectors).toHaveLength(1);
  expect(times).toBe(3);
});

test.each<[string, Answer]>([
  ['too few vectors', () => ({ json: { object: 'list', data: [] } })],
  ['vectors of another length', (input) => listOf(input, 1_536)],
  ['a key that is refused', () => ({ status: 401, json: { error: { message: 'bad key' } } })],
])('%s is an error and not an answer', async (_, answer) => {
  const baseURL = await provider(answer);
  await expect(openaiEmbedder({ apiKey: 'k', isOwnKey: true, baseURL }).embed(['one'])).rejects.toThrow();
});
