import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { assistantHold, assistantSettings, assistantUsage, tenant } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';
import { join, type Member } from '#tests/support/assistant.ts';
import { assistantStage } from '#tests/support/assistant-stage.ts';
import { runs as toolRuns } from '#tests/support/assistant-tools.ts';
import { startProviders } from '#tests/support/providers/server.ts';
import { nameConversations } from '#tests/support/providers/titles.ts';
import { problemOf, usedUp } from '../budget.server.ts';
import { BUILT_IN_ID, costMicros, findModel, type ModelEntry } from '../models.ts';
import { readSetup } from '../setup.server.ts';
import { usageOf } from './meter.server.ts';

const stage = assistantStage();
const model = 'claude-sonnet-5-5';
const providers = await startProviders();
process.env.ANTHROPIC_API_KEY = 'key-of-the-platform';
process.env.ANTHROPIC_BASE_URL = providers.urls.anthropic;
process.env.TOGETHER_API_KEY = 'key-of-the-platform';
process.env.TOGETHER_BASE_URL = providers.urls.together;
process.env.ASSISTANT_FIRST_TOKEN_SECONDS = '2';
nameConversations(providers, 'A title');

beforeEach(() => {
  providers.reset();
  return choose({});
});
afterAll(() => providers.close());

const dollar = 1_000_000;

async function choose(row: Partial<typeof assistantSettings.$inferInsert>): Promise<void> {
  const settings = { models: [model], ...row };
  await withTenant(stage.owner, (tx) =>
    tx
      .insert(assistantSettings)
      .values(settings)
      .onConflictDoUpdate({ target: assistantSettings.tenantId, set: settings }),
  );
}

async function spend(costMicros: number, row: Partial<typeof assistantUsage.$inferInsert> = {}): Promise<void> {
  const of = { provider: 'anthropic', model, purpose: 'chat', outcome: 'complete', durationMs: 1 } as const;
  await withTenant(stage.owner, (tx) =>
    tx.insert(assistantUsage).values({ userId: stage.owner.userId, costMicros, ...of, ...row }),
  );
}

function entryOf(id: string): ModelEntry {
  const entry = findModel(id);
  if (!entry) throw new Error('The table has no such model.');
  return entry;
}

/** What answers cost. */
async function spent(): Promise<number> {
  const rows = await withTenant(stage.owner, (tx) => tx.select().from(assistantUsage));
  // The naming of a conversation is asked at the same time as its first answer.
  return rows.filter(({ purpose }) => purpose === 'chat').reduce((sum, row) => sum + row.costMicros, 0);
}

const setupOf = ({ tenantId, slug, userId }: Member) =>
  withTenant({ tenantId }, async (tx) => {
    const place = { name: 'Acme', locale: 'en', timeZone: 'UTC', currency: 'USD', units: 'metric' } as const;
    return readSetup(tx, { id: tenantId, slug, ...place }, userId, new Date());
  });

describe('a question that a budget has no room for is refused before anything is sent', () => {
  test.each([
    [
      'of the business',
      { monthlyBudgetMicros: 5 * dollar },
      /^The business's budget for the assistant, \$5\.00 a month/,
    ],
    ['of the member', { memberBudgetMicros: 5 * dollar }, /^Your own budget for the assistant, \$5\.00 a month/],
  ])('%s', async (_, budget, said) => {
    await choose(budget);
    await spend(5 * dollar);
    const id = await stage.me.begin();
    const told = await stage.me.say(id, 'Hello');
    expect(told.status).toBe(429);
    expect(told.json.error.message).toMatch(said);
    expect(told.json.error.message).toMatch(/It begins anew on \w+ 1 \(UTC\)\. An admin can raise it\.$/);
    expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(providers.asked).toEqual([]);
    // The words stay in the box they were typed in, above which the same sentence stands.
    expect((await stage.me.read(id)).json.messages).toEqual([]);
    expect((await setupOf(stage.owner)).usedUp).toBe(told.json.error.message);
  });

  test('of the plan', async () => {
    await withPlatform((tx) =>
      tx.update(tenant).set({ assistantTokenLimit: 1_000 }).where(eq(tenant.id, stage.owner.tenantId)),
    );
    await spend(0, { inputTokens: 900, outputTokens: 100 });
    const told = await stage.me.say(await stage.me.begin(), 'Hello');
    expect(told.json.error.message).toMatch(
      /^The plan's 1,000 tokens of this month are used up\. .* A key of your own/,
    );
    expect(providers.asked).toEqual([]);
  });

  test('of one member, while another may go on', async () => {
    await choose({ memberBudgetMicros: 5 * dollar });
    await spend(5 * dollar);
    const other = stage.as(await join(stage.owner, 'member'));
    expect((await stage.me.say(await stage.me.begin(), 'Hello')).status).toBe(429);
    expect((await other.say(await other.begin(), 'Hello')).said).toBe('Hello there.');
    expect(providers.asked).toHaveLength(1);
  });

  test('by whatever door: a retry and a continuation as well', async () => {
    const id = await stage.me.begin();
    providers.answer({ text: ['Half'], fault: { kind: 'die', after: 1 } });
    const { messageId } = (await stage.me.say(id, 'Hello')).chunks[0];
    await choose({ monthlyBudgetMicros: 0 });
    for (const door of ['retry', 'continue'])
      expect((await stage.me.ask('POST', `conversations/${id}/${door}`, { messageId })).status).toBe(429);
    expect(providers.asked).toHaveLength(1);
    expect((await stage.me.read(id)).json.messages[1].metadata.status).toBe('interrupted');
  });

  test('and a model that costs nothing can be asked meanwhile, as the sentence says', async () => {
    await choose({ models: [model, BUILT_IN_ID], monthlyBudgetMicros: 0 });
    const id = await stage.me.begin();
    const told = await stage.me.say(id, 'Hello');
    expect(told.json.error.message).toMatch(/The built-in model can be asked meanwhile: choose it below\.$/);
    const { models } = await setupOf(stage.owner);
    expect(models.map(({ isFree }) => isFree)).toEqual([false, true]);
    expect((await stage.me.say(id, 'Hello', { model: BUILT_IN_ID })).said).toBe('Hello there.');
    expect(providers.asked).toEqual([]);
  });
});

test('a budget that is reached between two steps ends the answer there, with what it has, and it goes on once there is more', async () => {
  await choose({ monthlyBudgetMicros: dollar });
  providers.answer({
    text: ['Let me look. '],
    calls: [{ name: 'test_look', input: { what: 'oak' } }],
    usage: { input: 500_000, output: 100 },
  });
  const id = await stage.me.begin();
  const told = await stage.me.say(id, 'What of oak?');
  expect(providers.asked).toHaveLength(1);
  expect(toolRuns.look).toBe(1);
  expect(told.chunks.at(-1).messageMetadata).toMatchObject({
    status: 'interrupted',
    problem: expect.stringMatching(/^The business's budget .* is used up\. .* An admin can raise it\.$/),
    costMicros: 1_001_000,
  });
  const [, answer] = (await stage.me.read(id)).json.messages;
  expect(answer.metadata.status).toBe('interrupted');
  expect(answer.parts).toMatchObject([
    { type: 'step-start' },
    { type: 'text', text: 'Let me look. ' },
    { type: 'dynamic-tool', state: 'output-available', output: { text: 'Found oak.' } },
  ]);
  expect(await spent()).toBe(1_001_000);
  await choose({ monthlyBudgetMicros: 2 * dollar });
  providers.answer({ text: ['There is oak.'] });
  const rest = await stage.me.ask('POST', `conversations/${id}/continue`, { messageId: answer.id });
  expect(rest.said).toBe('Let me look. There is oak.');
  expect(providers.asked).toHaveLength(2);
});

describe('those that ask at the same moment', () => {
  test('are asked one by one whether there is room: what one may come to is set aside before the next', async () => {
    await choose({ monthlyBudgetMicros: dollar });
    await spend(dollar - 1);
    providers.otherwise(() => ({ text: ['Yes.'], delayMs: 1_000, usage: { input: 5_000, output: 1 } }));
    const members = await Promise.all([1, 2, 3, 4].map(() => join(stage.owner, 'member')));
    const talkers = [stage.owner, ...members].map((member) => stage.as(member));
    const places = await Promise.all(
      talkers.flatMap((talker) => [1, 2, 3, 4].map(async () => ({ talker, id: await talker.begin() }))),
    );
    const told = await Promise.all(places.map(({ talker, id }) => talker.say(id, 'Hello')));
    expect(providers.asked).toHaveLength(1);
    expect(told.filter(({ said }) => said === 'Yes.')).toHaveLength(1);
    // The others hear that it is a matter of a moment, at the door or, where they came in together, in their answer.
    const others = told.filter(({ said }) => said !== 'Yes.');
    for (const { text } of others)
      expect(text).toMatch(
        /the rest is set aside for answers that are being written|is used up|Many answers are being written/,
      );
    expect(others.some(({ text }) => text.includes('set aside'))).toBe(true);
    const after = await Promise.all(talkers.map(async (talker) => talker.say(await talker.begin(), 'Hello')));
    expect(after.map(({ status }) => status)).toEqual([429, 429, 429, 429, 429]);
    expect(providers.asked).toHaveLength(1);
  });

  test('overspend, however many they are, by less than the last call that was let through', async () => {
    const price = (input: number, output: number) => costMicros(entryOf(model), usageOf({ input, output }));
    const calls = fc.record({ input: fc.integer({ min: 1, max: 200 }), output: fc.integer({ min: 1, max: 8_192 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400_000 }),
        fc.array(calls, { minLength: 1, maxLength: 12 }),
        async (budget, usages) => {
          const before = await spent();
          await choose({ monthlyBudgetMicros: before + budget });
          const left = [...usages];
          providers.otherwise(() => ({ text: ['Yes.'], delayMs: 20, usage: left.shift() ?? { input: 1, output: 1 } }));
          const talk = async () => {
            const id = await stage.me.begin();
            for (let turn = 0; turn < 3; turn += 1) await stage.me.say(id, 'Hello', { id: randomUUID() });
          };
          await Promise.all([talk(), talk(), talk(), talk()]);
          const dearest = Math.max(...usages.map(({ input, output }) => price(input, output)));
          expect((await spent()) - before).toBeLessThan(budget + dearest);
          expect(await withTenant(stage.owner, (tx) => tx.select().from(assistantHold))).toEqual([]);
        },
      ),
      { numRuns: 8 },
    );
  });

  test('are named only where the name fits into what is left', async () => {
    const rest = 100;
    await choose({ monthlyBudgetMicros: dollar });
    await spend(dollar - rest);
    const id = await stage.me.begin();
    expect((await stage.me.say(id, 'What of oak and of pine?')).said).toBe('Hello there.');
    expect((await stage.me.read(id)).json.conversation.title).not.toBe('A title');
    const rows = await withTenant(stage.owner, (tx) => tx.select().from(assistantUsage));
    expect(rows.filter(({ purpose }) => purpose === 'title')).toEqual([]);
  });
});

describe('a month', () => {
  const at = (text: string) => new Date(text);
  const usedUpAt = (now: string, userId: string | null = stage.owner.userId) =>
    withTenant(stage.owner, (tx) => usedUp(tx, userId, at(now)));

  test.each([
    ['in the middle of a year', '2026-10-31T23:59:59.999Z', '2026-11-01T00:00:00.000Z', 'November 1'],
    ['at its end', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z', 'January 1'],
    ['of a leap year', '2028-02-29T23:59:59.999Z', '2028-03-01T00:00:00.000Z', 'March 1'],
  ])('ends with UTC’s, wherever the business is: %s', async (_, last, first, named) => {
    await withPlatform((tx) =>
      tx.update(tenant).set({ timeZone: 'Pacific/Auckland' }).where(eq(tenant.id, stage.owner.tenantId)),
    );
    await choose({ monthlyBudgetMicros: dollar });
    await spend(dollar, { at: at(last) });
    expect(await usedUpAt(last)).toContain(`It begins anew on ${named} (UTC).`);
    expect(await usedUpAt(first)).toBeNull();
  });

  test('counts what a key of the tenant’s own paid for nobody, and another’s use for the business alone', async () => {
    await choose({ memberBudgetMicros: dollar, monthlyBudgetMicros: 2 * dollar });
    await spend(0, { isOwnKey: true, inputTokens: 9_000_000 });
    await spend(dollar, { userId: randomUUID() });
    const now = new Date().toISOString();
    expect(await usedUpAt(now)).toBeNull();
    await spend(dollar);
    expect(await usedUpAt(now)).toMatch(/^The business's/);
    await choose({ memberBudgetMicros: dollar, monthlyBudgetMicros: null });
    expect(await usedUpAt(now)).toMatch(/^Your own/);
    expect(await usedUpAt(now, null)).toBeNull();
  });

  test('is over exactly when as much was spent as there was', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.option(fc.nat()), fc.option(fc.nat()), (all, own, monthly, member) => {
        const spent = { tenantMicros: all + own, memberMicros: own, tokens: 0 };
        const limits = { monthlyBudgetMicros: monthly, memberBudgetMicros: member, assistantTokenLimit: 1 };
        const isOver = (monthly !== null && all + own >= monthly) || (member !== null && own >= member);
        expect(problemOf(spent, limits, new Date()) !== null).toBe(isOver);
        const none = { tenantMicros: 0, memberMicros: 0, tokens: 0 };
        // What is set aside counts like what was spent, in other words.
        expect(problemOf(none, limits, new Date(), spent) !== null).toBe(isOver);
      }),
    );
  });
});

describe('what a provider did not say is estimated', () => {
  const rowsOf = () =>
    withTenant(stage.owner, (tx) =>
      tx.select().from(assistantUsage).where(eq(assistantUsage.purpose, 'chat')).orderBy(assistantUsage.at),
    );

  /** A conversation for which nobody asks for a name. */
  async function named(): Promise<string> {
    const id = await stage.me.begin();
    await stage.me.ask('PATCH', `conversations/${id}`, { title: 'Named' });
    return id;
  }

  test('when its answer is whole and has no usage', async () => {
    await choose({ models: ['together/glm-5.3'] });
    providers.answer({ text: ['A long ', 'answer.'.repeat(100)], usage: null });
    const told = await stage.me.say(await named(), 'Hello');
    expect(told.chunks.at(-1).messageMetadata.status).toBe('complete');
    const [row] = await rowsOf();
    expect(row).toMatchObject({ outcome: 'complete', provider: 'together', outputTokens: 177 });
    expect(row?.inputTokens).toBeGreaterThan(100);
    expect(row?.costMicros).toBeGreaterThan(100);
  });

  test('when it took the prompt and failed before its first word, and another answered', async () => {
    await choose({ models: [model, 'together/glm-5.3'] });
    providers.answer({ fault: { kind: 'end-early', after: 0 } }, { text: ['Here.'] });
    const id = await named();
    const told = await stage.me.say(id, 'Hello');
    expect(told.said).toBe('Here.');
    const rows = await rowsOf();
    expect(rows).toHaveLength(2);
    const lost = rows.find(({ provider }) => provider === 'anthropic');
    expect(lost).toMatchObject({ outcome: 'failed', outputTokens: 0, firstTokenMs: null });
    expect(lost?.costMicros).toBeGreaterThan(0);
    const { metadata } = (await stage.me.read(id)).json.messages[1];
    expect(metadata.costMicros).toBe(rows.reduce((sum, { costMicros }) => sum + costMicros, 0));
    expect(metadata.firstTokenMs).toBeGreaterThanOrEqual(0);
  });
});
