import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { assistantUsage, chatMessage } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { asks, join, latch, makeBusiness, openAssistant, says, script } from '#tests/support/assistant.ts';
import { assistantStage } from '#tests/support/assistant-stage.ts';
import { runs as toolRuns, written } from '#tests/support/assistant-tools.ts';
import { type ModelCall, ModelFault, type ModelPart } from '../model.ts';
import { Broadcast } from './broadcast.server.ts';

const stage = assistantStage();

const settled = (tenantId: string, id: string) => stage.runs.find(tenantId, id)?.done;

describe('a question', () => {
  test('is answered as it is made, and is there when one comes back', async () => {
    const id = await stage.me.begin();
    const told = await stage.me.say(id, 'Good morning, who are you?');
    expect(told.status).toBe(200);
    expect(told.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1');
    expect(told.headers.get('content-encoding')).toBeNull();
    expect(told.headers.get('cache-control')).toContain('no-transform');
    const types = told.chunks.map(({ type }) => type).filter((type) => type !== 'data-title');
    expect(types).toEqual(['start', 'start-step', 'text-start', 'text-delta', 'text-end', 'finish-step', 'finish']);
    expect(told.said).toBe('Hello there.');
    expect(told.text.endsWith('data: [DONE]\n\n')).toBe(true);
    const { json } = await stage.me.read(id);
    expect(json.conversation.title).toBe('Good morning, who are you?');
    expect(json.messages.map(({ role }: { role: string }) => role)).toEqual(['user', 'assistant']);
    expect(json.messages[1]).toMatchObject({
      id: told.chunks[0].messageId,
      parts: [{ type: 'step-start' }, { type: 'text', text: 'Hello there.' }],
      metadata: { status: 'complete', model: 'candlefish-1', inputTokens: 10, outputTokens: 3 },
    });
    expect(json).toMatchObject({ live: false, access: 'own' });
  });

  test('is saved before the first token, and its answer is not lost with the page that asked', async () => {
    const gate = latch();
    script(async function* () {
      await gate.opened;
      yield* says('Late', ' but', ' there');
    });
    const id = await stage.me.begin();
    const page = new AbortController();
    const response = await stage.me.open(
      'POST',
      `conversations/${id}/messages`,
      { id: randomUUID(), text: 'Are you there?', parentId: null },
      { signal: page.signal },
    );
    expect(response.status).toBe(200);
    const before = (await stage.me.read(id)).json;
    expect(before.messages[0].parts[0].text).toBe('Are you there?');
    expect(before.live).toBe(true);
    page.abort();
    const follower = stage.me.ask('GET', `conversations/${id}/stream`);
    gate.open();
    const told = await follower;
    expect(told.chunks[0].type).toBe('start');
    expect(told.said).toBe('Late but there');
    await settled(stage.owner.tenantId, id);
    expect((await stage.me.read(id)).json.messages[1].parts[1].text).toBe('Late but there');
  });

  test('has one reader told the same as any other, from the beginning', async () => {
    const gate = latch();
    script(async function* () {
      yield { type: 'text-start', id: '0' };
      for (let word = 0; word < 50; word += 1) yield { type: 'text-delta', id: '0', delta: `w${word} ` };
      await gate.opened;
      yield { type: 'text-delta', id: '0', delta: 'end' };
      yield { type: 'finish', usage: noUsage, finishReason: { unified: 'stop', raw: 'stop' } };
    });
    const id = await stage.me.begin();
    const first = stage.me.say(id, 'Count.');
    await expect.poll(() => stage.runs.isLive(stage.owner.tenantId, id)).toBe(true);
    const others = [1, 2, 3].map(() => stage.me.ask('GET', `conversations/${id}/stream`));
    await new Promise((resolve) => setTimeout(resolve, 200));
    gate.open();
    const [one, ...rest] = await Promise.all([first, ...others]);
    expect(rest.map(({ said }) => said)).toEqual([one.said, one.said, one.said]);
    expect(one.said.endsWith('w49 end')).toBe(true);
  });
});

const noUsage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

async function* endless(call: ModelCall): AsyncGenerator<ModelPart> {
  yield { type: 'text-start', id: '0' };
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (call.abortSignal.aborted) throw new ModelFault('aborted', 'The answer was stopped.');
    yield { type: 'text-delta', id: '0', delta: 'on and ' };
  }
}

test('a stop ends the answer with what there is, and what it took is counted', async () => {
  script(endless);
  const id = await stage.me.begin();
  const told = stage.me.say(id, 'Never stop.');
  await expect.poll(async () => (await stage.me.read(id)).json.live).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await stage.me.ask('POST', `conversations/${id}/stop`, {})).status).toBe(200);
  expect((await told).chunks.at(-1)).toMatchObject({ type: 'finish', messageMetadata: { status: 'stopped' } });
  const { messages } = (await stage.me.read(id)).json;
  expect(messages[1].metadata.status).toBe('stopped');
  expect(messages[1].parts[1].text).toMatch(/^on and /);
  const [row] = await usageOf(id);
  expect(row).toMatchObject({ outcome: 'stopped', purpose: 'chat', provider: 'built-in' });
  expect(row?.outputTokens).toBeGreaterThan(0);
});

test('an answer that broke off goes on in the same message, and the model is shown what it said', async () => {
  const { calls } = script((_, turn) => (turn === 0 ? breaking() : says('and more.')));
  async function* breaking(): AsyncGenerator<ModelPart> {
    yield { type: 'text-start', id: '0' };
    yield { type: 'text-delta', id: '0', delta: 'So far ' };
    throw new ModelFault('broken', 'The answer of Candlefish broke off.');
  }
  const id = await stage.me.begin();
  const cut = await stage.me.say(id, 'Go.');
  expect(cut.chunks.at(-1).messageMetadata).toMatchObject({
    status: 'interrupted',
    problem: 'The answer of Candlefish broke off.',
  });
  const { messageId } = cut.chunks[0];
  const further = await stage.me.ask('POST', `conversations/${id}/continue`, { messageId });
  expect(further.chunks[0].messageId).toBe(messageId);
  expect(further.said).toBe('So far and more.');
  const { messages } = (await stage.me.read(id)).json;
  expect(messages).toHaveLength(2);
  expect(messages[1].parts.map(({ type }: { type: string }) => type)).toEqual([
    'step-start',
    'text',
    'step-start',
    'text',
  ]);
  expect(calls[1]?.prompt.slice(-2).map(({ role }) => role)).toEqual(['assistant', 'user']);
});

describe('tools', () => {
  test('that read are called at the same time, and the model is given more than the page', async () => {
    const { calls } = script((_, turn) =>
      turn === 0 ? asks(['test_look', { what: 'one' }], ['test_look', { what: 'two' }]) : says('Both.'),
    );
    const id = await stage.me.begin();
    const told = await stage.me.say(id, 'Look twice.');
    expect(toolRuns.look).toBe(2);
    expect(told.text).not.toContain('secretOfTheModel');
    expect(JSON.stringify(calls[1]?.prompt)).toContain('secretOfTheModel');
    const { messages } = (await stage.me.read(id)).json;
    expect(JSON.stringify(messages)).not.toContain('secretOfTheModel');
    expect(messages[1].parts[1].output).toMatchObject({ kind: 'finding', text: 'Found one.' });
  });

  test('that write wait for the person, and the answer goes on by itself once all is decided', async () => {
    const { calls } = script((_, turn) =>
      turn === 0 ? asks(['test_write', { name: 'Ada' }], ['test_write', { name: 'Bea' }]) : says('As you wish.'),
    );
    const id = await stage.me.begin();
    const told = await stage.me.say(id, 'Write Ada and Bea down.');
    expect(told.chunks.at(-1).messageMetadata.status).toBe('waiting');
    expect(await written(stage.owner.tenantId)).toEqual([]);
    const sets = told.chunks.flatMap(({ output }) => output?.changeSet ?? []);
    const decide = (index: number, decision: string) =>
      stage.me.ask('POST', `conversations/${id}/changes`, {
        decisions: [{ id: sets[index].id, fingerprint: sets[index].fingerprint, decision }],
      });
    expect((await decide(0, 'approve')).json).toMatchObject({ live: false, changeSets: [{ status: 'applied' }] });
    expect((await decide(1, 'refuse')).json).toMatchObject({ live: true, changeSets: [{ status: 'refused' }] });
    const rest = await stage.me.ask('GET', `conversations/${id}/stream`);
    expect(rest.chunks[0].messageId).toBe(told.chunks[0].messageId);
    expect(rest.said).toBe('As you wish.');
    expect(await written(stage.owner.tenantId)).toEqual(['Ada']);
    const last = JSON.stringify(calls[1]?.prompt);
    expect(last).toContain('The person approved it, and it was done.');
    expect(last).toContain('The person refused it.');
    const { messages } = (await stage.me.read(id)).json;
    const statuses = messages[1].parts.flatMap(
      ({ output }: { output?: { changeSet: { status: string } } }) => output?.changeSet.status ?? [],
    );
    expect(statuses).toEqual(['applied', 'refused']);
  });

  test('are not called for ever', async () => {
    script(() => asks(['test_look', { what: 'again' }]));
    const id = await stage.me.begin();
    const told = await stage.me.say(id, 'Loop.');
    expect(told.chunks.at(-1).messageMetadata).toMatchObject({ status: 'interrupted' });
    expect(toolRuns.look).toBe(12);
  });
});

describe('branches', () => {
  test('a message that is said otherwise and an answer that is tried again stand beside the first', async () => {
    const id = await stage.me.begin();
    const first = await stage.me.say(id, 'One');
    const again = await stage.me.ask('POST', `conversations/${id}/retry`, { messageId: first.chunks[0].messageId });
    expect(again.chunks[0].messageMetadata.siblings).toEqual([first.chunks[0].messageId, again.chunks[0].messageId]);
    await stage.me.say(id, 'One, otherwise');
    const shown = (await stage.me.read(id)).json;
    expect(shown.messages.map(({ parts }: { parts: { text: string }[] }) => parts.at(-1)?.text)).toEqual([
      'One, otherwise',
      'Hello there.',
    ]);
    const [{ metadata }] = shown.messages;
    expect(metadata.siblings).toHaveLength(2);
    await stage.me.ask('PATCH', `conversations/${id}`, { leafId: metadata.siblings[0] });
    const turned = (await stage.me.read(id)).json;
    expect(turned.messages[0].parts[0].text).toBe('One');
    expect(turned.messages[1].id).toBe(again.chunks[0].messageId);
  });
});

test('a stop of the server saves what there is within its time, and nothing new begins', async () => {
  const own = await openAssistant();
  script(endless);
  const talker = own.as(await makeBusiness('Stopping'));
  const id = await talker.begin();
  const told = talker.say(id, 'Begin.');
  await expect.poll(async () => (await talker.read(id)).json.live).toBe(true);
  const startedAt = performance.now();
  await own.runs.close(100);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  expect((await told).chunks.at(-1).messageMetadata.status).toBe('interrupted');
  expect((await talker.say(await talker.begin(), 'And now?')).status).toBe(503);
  await own.close();
});

test('an answer that nobody writes any more is shown as interrupted, and one that is alive is not', async () => {
  const id = await stage.me.begin();
  const told = await stage.me.say(id, 'Hello');
  const beat = (secondsAgo: number) =>
    withTenant(stage.owner, (tx) =>
      tx
        .update(chatMessage)
        .set({ status: 'streaming', beatAt: new Date(Date.now() - secondsAgo * 1000) })
        .where(eq(chatMessage.id, told.chunks[0].messageId)),
    );
  await beat(5);
  expect((await stage.me.read(id)).json.messages[1].metadata.status).toBe('streaming');
  expect((await stage.me.say(id, 'More', { parentId: told.chunks[0].messageId })).status).toBe(409);
  await beat(20);
  expect((await stage.me.read(id)).json.messages[1].metadata).toMatchObject({ status: 'interrupted' });
  expect((await stage.me.say(id, 'More', { parentId: told.chunks[0].messageId })).status).toBe(200);
});

test('a list has what one may read, the youngest first, and finds words', async () => {
  const other = stage.as(await join(stage.owner, 'member'));
  const id = await other.begin();
  await other.say(id, 'About the quayside warehouse');
  expect((await stage.me.ask('GET', 'conversations?search=quayside')).json.conversations).toEqual([]);
  await other.ask('PATCH', `conversations/${id}`, { openTo: 'read', title: 'Shared with all' });
  const found = (await stage.me.ask('GET', 'conversations?search=QUAYSIDE')).json.conversations;
  expect(found).toMatchObject([{ id, title: 'Shared with all', isOwn: false, openTo: 'read' }]);
  // What an answer said in somebody else's conversation is not found.
  expect(
    (await stage.me.ask('GET', 'conversations?search=Hello+there')).json.conversations.map(
      (one: { id: string }) => one.id,
    ),
  ).not.toContain(id);
});

test('a reader who does not read holds nobody up, and gets all of it later', async () => {
  const broadcast = new Broadcast();
  const got: string[] = [];
  let release: (() => void) | undefined;
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _, done) {
      got.push(chunk.toString());
      release = done;
    },
  });
  broadcast.attach(slow);
  for (let piece = 0; piece < 20; piece += 1) {
    broadcast.say(`${piece},`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  broadcast.end();
  expect(got).toEqual(['0,']);
  for (let turn = 0; turn < 30; turn += 1) {
    release?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(got.join('')).toBe(Array.from({ length: 20 }, (_, piece) => `${piece},`).join(''));
});

function usageOf(conversationId: string) {
  return withTenant(stage.owner, (tx) =>
    tx.select().from(assistantUsage).where(eq(assistantUsage.conversationId, conversationId)),
  );
}
