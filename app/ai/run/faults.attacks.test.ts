import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { assistantSettings, assistantUsage } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { assistantStage } from '#tests/support/assistant-stage.ts';
import { runs as toolRuns, written } from '#tests/support/assistant-tools.ts';
import { type Answer, type Fault, startProviders } from '#tests/support/providers/server.ts';
import { nameConversations } from '#tests/support/providers/titles.ts';

const providers = await startProviders();
process.env.ANTHROPIC_API_KEY = 'key-of-the-platform';
process.env.ANTHROPIC_BASE_URL = providers.urls.anthropic;
process.env.ASSISTANT_STALL_SECONDS = '0.3';
process.env.ASSISTANT_FIRST_TOKEN_SECONDS = '2';
nameConversations(providers, 'A title');

const stage = assistantStage();

beforeEach(async () => {
  providers.reset();
  await withTenant(stage.owner, (tx) => tx.insert(assistantSettings).values({ models: ['claude-sonnet-5-5'] }));
});
afterAll(() => providers.close());

const text = ['One ', 'two ', 'three ', 'four '];

describe('a provider that goes wrong in the middle of an answer', () => {
  test.each<[string, Fault]>([
    ['falls silent', { kind: 'stall', after: 3 }],
    ['dies', { kind: 'die', after: 3 }],
    ['ends without saying so', { kind: 'end-early', after: 3 }],
    ['sends garbage', { kind: 'garbage', after: 3 }],
    ['sends half a JSON', { kind: 'half-json', after: 3 }],
    ['tells of an error', { kind: 'error-event', after: 3, type: 'overloaded_error' }],
  ])('%s: what was said is kept, it says what happened, and goes on when asked', async (_, fault) => {
    providers.answer({ text, fault });
    const id = await stage.me.begin();
    const told = await stage.me.say(id, 'Count.');
    const { messageId } = told.chunks[0];
    expect(told.said).toBe('One two three ');
    expect(told.chunks.at(-1).messageMetadata).toMatchObject({
      status: 'interrupted',
      problem: expect.stringMatching(/^[A-Z].*\.$/),
    });
    expect(told.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect((await stage.me.read(id)).json.messages[1].parts[1].text).toBe('One two three ');
    expect(providers.asked).toHaveLength(1);

    providers.answer({ text: ['four.'] });
    const rest = await stage.me.ask('POST', `conversations/${id}/continue`, { messageId });
    expect(rest.said).toBe('One two three four.');
    const { messages } = (await stage.me.read(id)).json;
    expect(messages).toHaveLength(2);
    expect(messages[1].metadata.status).toBe('complete');
    const rows = await withTenant(stage.owner, (tx) => tx.select().from(assistantUsage));
    expect(rows.filter(({ purpose }) => purpose === 'chat').map(({ outcome }) => outcome)).toEqual([
      'interrupted',
      'complete',
    ]);
  });
});

test('one that says the same for ever is cut off, and so is its connection', async () => {
  providers.answer({ fault: { kind: 'repeat', piece: 'and so on ' } });
  const id = await stage.me.begin();
  const told = await stage.me.say(id, 'Go on.');
  expect(told.chunks.at(-1).messageMetadata.status).toBe('interrupted');
  expect(told.said.length).toBeLessThan(200_000);
  await expect.poll(() => providers.asked[0]?.abortedAt).not.toBeNull();
  expect((await stage.me.read(id)).json.live).toBe(false);
});

test.each<[string, Answer, string]>([
  ['half an input of a tool', { fault: { kind: 'half-input', after: 8 } }, '{"name":"Mallory"}'],
  ['an input that fits no schema', {}, '{"name":7}'],
  ['a tool that there is not', {}, 'none'],
])('%s does nothing, and the person is told', async (_, answer, input) => {
  const name = input === 'none' ? 'drop_tables' : 'test_write';
  providers.answer({ ...answer, calls: [{ name, input: input === 'none' ? {} : JSON.parse(input) }] });
  const id = await stage.me.begin();
  const told = await stage.me.say(id, 'Write.');
  expect(told.text).toMatch(/tool-output-error|"status":"(failed|interrupted)"/);
  expect(await written(stage.owner.tenantId)).toEqual([]);
  expect((await stage.me.read(id)).text).not.toContain('"status":"proposed"');
});

test('a stream that dies after a tool was called does not call it again when it goes on', async () => {
  providers.answer(
    { calls: [{ name: 'test_look', input: { what: 'oak' } }] },
    { text: ['There is '], fault: { kind: 'die', after: 1 } },
  );
  const id = await stage.me.begin();
  const { messageId } = (await stage.me.say(id, 'What of oak?')).chunks[0];
  providers.answer({ text: ['oak.'] });
  await stage.me.ask('POST', `conversations/${id}/continue`, { messageId });
  expect(toolRuns.look).toBe(1);
  expect(JSON.stringify(providers.asked.at(-1)?.body)).toContain('Found oak.');
});

test('nothing is kept of a megabyte that is said at once, nor sent', async () => {
  const id = await stage.me.begin();
  for (const size of [1_000_000, 1_048_576, 3_000_000])
    expect([413, 422]).toContain((await stage.me.say(id, 'x'.repeat(size))).status);
  expect((await stage.me.read(id)).json.messages).toEqual([]);
  expect(providers.asked).toEqual([]);
});
