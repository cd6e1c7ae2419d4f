import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { type Providers, startProviders } from '#tests/support/providers/server.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';

const api = '/t/harbor-pine/assistant/api';
const folders: string[] = [];
let providers: Providers;

beforeAll(async () => {
  providers = await startProviders();
});
beforeEach(() => providers.reset());
afterAll(async () => {
  await providers.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The application with a provider that answers, in a folder that outlives it. */
async function startIn(folder: string): Promise<{ server: TestServer; client: TestClient }> {
  const server = await startServer({
    DATA_DIR: join(folder, 'data'),
    ANTHROPIC_API_KEY: 'any',
    ANTHROPIC_BASE_URL: providers.urls.anthropic,
  });
  return { server, client: await new TestClient(server.url).signIn('owner@harborpine.example', demo.password) };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candlefish-assistant-'));
  folders.push(folder);
  return folder;
}

function post(
  client: TestClient,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${client.base}${api}/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      Cookie: client.cookieHeader(),
      'X-CSRF-Token': client.csrf(),
      'Content-Type': 'application/json',
      ...headers,
    },
  });
}

/** Reads a stream until it has said something that fits. */
async function readUntil(response: Response, pattern: RegExp): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) return text;
    text += decoder.decode(piece.value, { stream: true });
    if (pattern.test(text)) return text;
  }
}

async function messagesOf(client: TestClient, id: string) {
  const { messages } = await (await client.get(`${api}/conversations/${id}`)).json();
  return messages;
}

/** What the page of the assistant's use says. */
async function useOf(client: TestClient): Promise<string> {
  return (await client.get('/t/harbor-pine/admin/assistant')).text();
}

async function begin(client: TestClient): Promise<string> {
  return (await (await post(client, 'conversations', {})).json()).id;
}

const slowly = { gapMs: 100, text: Array.from({ length: 300 }, (_, word) => `word${word} `) };

it('a server that is killed in the middle of an answer has lost nothing, does nothing twice, and goes on when asked', async () => {
  const folder = newFolder();
  const first = await startIn(folder);
  providers.otherwise(({ body }) =>
    JSON.stringify(body).includes('tool_result')
      ? slowly
      : { calls: [{ name: 'platform_search', input: { query: 'oak' } }] },
  );
  const id = await begin(first.client);
  const said = { id: randomUUID(), text: 'What do you know of oak?', parentId: null };
  const stream = await post(first.client, `conversations/${id}/messages`, said, { 'Accept-Encoding': 'gzip, br' });
  expect(stream.headers.get('content-encoding')).toBeNull();
  expect(stream.headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(await readUntil(stream, /word25 /)).toContain('tool-output-available');
  await first.server.stop('SIGKILL');

  const second = await startIn(folder);
  const kept = await messagesOf(second.client, id);
  expect(kept[0].parts[0].text).toBe('What do you know of oak?');
  const textOf = (message: { parts: { type: string; text?: string }[] }) =>
    message.parts.flatMap(({ type, text }) => (type === 'text' ? text : [])).join('');
  expect(textOf(kept[1])).toContain('word0 word1 word2 ');
  await expect
    .poll(async () => (await messagesOf(second.client, id))[1].metadata.status, { timeout: 20_000, interval: 500 })
    .toBe('interrupted');

  // What the call took that was cut off is not forgotten: it is set aside until somebody counts it.
  expect(await useOf(second.client)).toMatch(
    /One call of a model is<!-- --> under way|One call of a model is under way/,
  );
  expect(kept[1].metadata.outputTokens ?? 0).toBeLessThan(25);

  const asked = providers.asked.length;
  providers.otherwise(() => ({ text: ['and that is all.'] }));
  const rest = await post(second.client, `conversations/${id}/continue`, { messageId: kept[1].id });
  expect(await rest.text()).toContain('and that is all.');
  expect(providers.asked).toHaveLength(asked + 1);
  const after = await messagesOf(second.client, id);
  expect(after).toHaveLength(2);
  expect(after[1].metadata.status).toBe('complete');
  expect(after[1].parts.filter(({ type }: { type: string }) => type === 'dynamic-tool')).toHaveLength(1);
  expect(textOf(after[1])).toMatch(/^word0 .*and that is all\.$/);
  expect(await useOf(second.client)).not.toContain('under way');
  // Its prompt was counted by its length, its answer by what was saved.
  expect(after[1].metadata.inputTokens).toBeGreaterThan(500);
  expect(after[1].metadata.outputTokens).toBeGreaterThan(25);
  await second.server.stop();
});

it('a server that is told to stop saves the answers that are made, within its time', async () => {
  const folder = newFolder();
  const first = await startIn(folder);
  providers.otherwise(() => slowly);
  const id = await begin(first.client);
  const said = { id: randomUUID(), text: 'Go on for long.', parentId: null };
  const stream = await post(first.client, `conversations/${id}/messages`, said);
  await readUntil(stream, /word3 /);
  const startedAt = Date.now();
  expect(await first.server.stop('SIGTERM')).toBe(0);
  expect(Date.now() - startedAt).toBeLessThan(9_000);
  const second = await startIn(folder);
  const [, answer] = await messagesOf(second.client, id);
  expect(answer.metadata).toMatchObject({ status: 'interrupted', problem: expect.stringContaining('restart') });
  await second.server.stop();
});
