import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Member, makeBusiness, openAssistant, says, script, type Talker } from '#tests/support/assistant.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';

let database: FreshDatabase;
let assistant: Awaited<ReturnType<typeof openAssistant>>;
let owner: Member;
let me: Talker;

beforeAll(async () => {
  database = await freshDatabase();
  assistant = await openAssistant();
  owner = await makeBusiness();
  me = assistant.as(owner);
});
beforeEach(() => {
  script(() => says('Hello', ' there', '.'));
});
afterAll(async () => {
  await assistant.close();
  await database.close();
});

describe('a question', () => {
  test('is answered as it is made, and is there when one comes back', async () => {
    const id = await me.begin();
    const told = await me.say(id, 'Good morning, who are you?');
    expect(told.status).toBe(200);
    expect(told.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1');
    expect(told.headers.get('content-encoding')).toBeNull();
    expect(told.chunks.map(({ type }) => type)).toEqual([
      'start',
      'start-step',
      'text-start',
      'text-delta',
      'text-end',
      'finish-step',
      'finish',
    ]);
    expect(told.said).toBe('Hello there.');
    expect(told.text.endsWith('data: [DONE]\n\n')).toBe(true);
    const { json } = await me.read(id);
    expect(json.conversation.title).toBe('Good morning, who are you?');
    expect(json.messages.map(({ role }: { role: string }) => role)).toEqual(['user', 'assistant']);
    expect(json.messages[1]).toMatchObject({
      id: told.chunks[0].messageId,
      parts: [{ type: 'step-start' }, { type: 'text', text: 'Hello there.' }],
      metadata: { status: 'complete', model: 'candlefish-1', inputTokens: 10, outputTokens: 3 },
    });
    expect(json.live).toBe(false);
  });
});
