import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { startWorker } from '#app/jobs/worker.server.ts';
import { assistantHold, assistantSettings, assistantUsage, chatMessage, job } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { assistantStage } from '#tests/support/assistant-stage.ts';
import { startProviders } from '#tests/support/providers/server.ts';
import { nameConversations } from '#tests/support/providers/titles.ts';
import { BUILT_IN_ID } from '../models.ts';
import { readMonth } from '../usage.server.ts';
import { settleJob } from './holds.server.ts';
import type { UsageRow } from './meter.server.ts';

const stage = assistantStage();
const model = 'claude-sonnet-5-5';
const providers = await startProviders();
process.env.ANTHROPIC_API_KEY = 'key-of-the-platform';
process.env.ANTHROPIC_BASE_URL = providers.urls.anthropic;
nameConversations(providers, 'A title');
afterAll(() => providers.close());
beforeEach(() => {
  providers.reset();
  return withTenant(stage.owner, (tx) => tx.insert(assistantSettings).values({ models: [model] }));
});

const choose = (models: string[]) => withTenant(stage.owner, (tx) => tx.update(assistantSettings).set({ models }));
const holds = () => withTenant(stage.owner, (tx) => tx.select().from(assistantHold));
const usage = () => withTenant(stage.owner, (tx) => tx.select().from(assistantUsage));
const month = () => withTenant(stage.owner, (tx) => readMonth(tx, new Date(0)));

/** An answer that was being made when its process died, so many seconds ago, and what was saved of it. */
async function killed(
  said: string,
  { secondsAgo = 90, ...more }: Partial<typeof assistantHold.$inferInsert> & { secondsAgo?: number } = {},
) {
  const at = new Date(Date.now() - secondsAgo * 1_000);
  const conversationId = await stage.me.begin();
  await choose([BUILT_IN_ID]);
  const { chunks } = await stage.me.say(conversationId, 'Hello');
  await choose([model]);
  const { messageId } = chunks[0];
  const before = [{ type: 'text', text: 'Said before.' }];
  await withTenant(stage.owner, async (tx) => {
    const parts = [...before, { type: 'text', text: said }];
    await tx
      .update(chatMessage)
      .set({ status: 'streaming', beatAt: at, finishedAt: null, parts })
      .where(eq(chatMessage.id, messageId));
    await tx.delete(assistantHold);
    await tx.insert(assistantHold).values({
      userId: stage.owner.userId,
      conversationId,
      messageId,
      purpose: 'chat',
      provider: 'anthropic',
      model,
      isOwnKey: false,
      inputTokens: 1_000,
      outputTokens: 8_192,
      costMicros: 90_000,
      saidBefore: 'Said before.'.length,
      at,
      ...more,
    });
  });
  return { conversationId, messageId };
}

/** Does what waits for a minute at once. */
async function settle(): Promise<void> {
  await withTenant(stage.owner, async (tx) => {
    await tx.insert(job).values({ name: settleJob.name, payload: {} });
    await tx.update(job).set({ runAt: sql`now()` });
  });
  const worker = await startWorker({ database: stage.database, jobs: [settleJob], pollMs: 60_000 });
  await worker.drain();
  await worker.stop();
}

const paid = async () =>
  (await usage()).filter(({ provider, purpose }) => provider === 'anthropic' && purpose === 'chat');

test('while an answer is made, what it may come to is set aside and shown; afterwards it is what it took', async () => {
  providers.answer({ text: ['One ', 'two.'], gapMs: 1_500, usage: { input: 100, output: 50 } });
  const answer = stage.me.say(await stage.me.begin(), 'Count to two.');
  await expect.poll(() => holds(), { interval: 50 }).toMatchObject([{ purpose: 'chat', outputTokens: 8_192 }]);
  const { open } = await month();
  // 8,192 tokens of answer at ten dollars a million, and a prompt that is not long.
  expect(open.calls).toBe(1);
  expect(open.costMicros).toBeGreaterThan(81_920);
  expect(open.costMicros).toBeLessThan(120_000);
  expect((await answer).said).toBe('One two.');
  expect(await holds()).toEqual([]);
  expect(await paid()).toMatchObject([{ inputTokens: 100, outputTokens: 50, costMicros: 700, outcome: 'complete' }]);
  expect((await month()).open).toEqual({ calls: 0, costMicros: 0 });
});

test('nothing is kept aside of a call that failed before it said anything', async () => {
  providers.answer({ fault: { kind: 'status', status: 400, type: 'invalid_request_error' } });
  const told = await stage.me.say(await stage.me.begin(), 'Hello');
  expect(told.chunks.at(-1).messageMetadata.status).toBe('failed');
  expect(await holds()).toEqual([]);
  expect(await paid()).toEqual([]);
});

test('what a process did not live to count is counted once, by what was saved of the answer', async () => {
  const { messageId } = await killed('x'.repeat(400));
  await settle();
  const at = new Date(Date.now() - 60_000);
  const rows = await paid();
  expect(rows).toMatchObject([
    { messageId, inputTokens: 1_000, outputTokens: 100, costMicros: 3_000, outcome: 'interrupted', isOwnKey: false },
  ]);
  // In the month in which it was asked.
  expect(rows[0]?.at.getTime()).toBeLessThan(at.getTime());
  expect(await holds()).toEqual([]);
  await settle();
  expect(await paid()).toHaveLength(1);
});

test.each<[string, Partial<typeof assistantHold.$inferInsert> & { text?: string }, Partial<UsageRow>]>([
  ['no more than was set aside', { text: 'x'.repeat(200_000) }, { outputTokens: 8_192, costMicros: 83_920 }],
  ['nothing where the tenant’s own key pays', { isOwnKey: true }, { outputTokens: 1, costMicros: 0, isOwnKey: true }],
  [
    'a name as it was set aside',
    { purpose: 'title', outputTokens: 1_000 },
    { outputTokens: 1_000, costMicros: 12_000 },
  ],
  ['a model of old as it was set aside', { model: 'a-model-of-old' }, { costMicros: 90_000 }],
])('it is counted as %s', async (_, { text = 'Hi', ...more }, counted) => {
  await killed(text, more);
  await settle();
  const rows = (await usage()).filter(({ provider }) => provider === 'anthropic');
  expect(rows).toMatchObject([counted]);
});

test('an answer whose conversation was deleted is counted as it was set aside', async () => {
  const { conversationId } = await killed('Hi');
  expect((await stage.me.ask('DELETE', `conversations/${conversationId}`)).status).toBeLessThan(300);
  await settle();
  expect(await paid()).toMatchObject([{ outputTokens: 8_192 }]);
});

test('an answer that somebody still makes is left alone, and looked at again', async () => {
  const { messageId } = await killed('Hi');
  await withTenant(stage.owner, (tx) =>
    tx.update(chatMessage).set({ beatAt: new Date() }).where(eq(chatMessage.id, messageId)),
  );
  await settle();
  expect(await paid()).toEqual([]);
  expect(await holds()).toHaveLength(1);
  const jobs = await withTenant(stage.owner, (tx) => tx.select().from(job).where(eq(job.name, settleJob.name)));
  expect(jobs.some(({ runAt }) => runAt.getTime() > Date.now() + 55_000)).toBe(true);
});

test('a budget cannot be passed by dying: what is not counted yet counts as it was set aside', async () => {
  await withTenant(stage.owner, (tx) => tx.update(assistantSettings).set({ monthlyBudgetMicros: 90_000 }));
  await killed('Hi', { secondsAgo: 20 });
  const told = await stage.me.say(await stage.me.begin(), 'Hello');
  expect(told.status).toBe(429);
  expect(told.json.error.message).toMatch(/the rest is set aside for answers that are being written/);
  expect(Number(told.headers.get('retry-after'))).toBeLessThan(60);
  expect(providers.asked).toEqual([]);
});

test('an answer that goes on counts first what was cut off of it', async () => {
  const { conversationId, messageId } = await killed('x'.repeat(40), { secondsAgo: 20 });
  providers.answer({ text: ['And on.'], usage: { input: 5, output: 5 } });
  const rest = await stage.me.ask('POST', `conversations/${conversationId}/continue`, { messageId });
  expect(rest.said).toContain('And on.');
  expect((await paid()).map(({ outcome, outputTokens }) => [outcome, outputTokens])).toEqual(
    expect.arrayContaining([
      ['interrupted', 10],
      ['complete', 5],
    ]),
  );
  expect(await holds()).toEqual([]);
});
