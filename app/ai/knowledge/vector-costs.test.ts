import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { assistantSettings, assistantUsage, knowledgeChunk } from '#db/schema/index.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { find, keeperOf, workOff } from '#tests/support/knowledge.ts';
import { type Business, newBusiness } from '#tests/support/paintbox.ts';
import { startProviders } from '#tests/support/providers/server.ts';
import { saveKey } from '../keys.server.ts';
import { readMonth } from '../usage.server.ts';
import { addDocument } from './documents.server.ts';
import { tendKnowledge } from './passes.server.ts';
import { knowledgeSearchTool } from './search-tool.server.ts';
import { waitsForVectors } from './waiting.server.ts';

const providers = await startProviders();
process.env.OPENAI_API_KEY = 'key-of-the-platform';
process.env.OPENAI_BASE_URL = providers.urls.openai;

let database: FreshDatabase;
let acme: Business;

beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  providers.reset();
  acme = await newBusiness();
});
afterAll(async () => {
  await providers.close();
  await database.close();
});

const terms = new TextEncoder().encode('A deposit of thirty percent is due on signing.');

async function add(name: string, bytes: Uint8Array = terms): Promise<void> {
  await acme.run((ctx) => addDocument(ctx, keeperOf(acme), { name, bytes, audience: 'tenant:read' }));
  await workOff(database);
}

const used = () => acme.run(({ tx }) => tx.select().from(assistantUsage));
const isIndexed = async () => {
  const chunks = await acme.run(({ tx }) => tx.select().from(knowledgeChunk));
  return chunks.map(({ embeddingModel }) => embeddingModel !== null);
};
const waits = () => acme.run(({ tx }) => waitsForVectors(tx, new Date()));

async function budget(values: { monthlyBudgetMicros?: number; memberBudgetMicros?: number }): Promise<void> {
  await acme.run(({ tx }) =>
    tx.insert(assistantSettings).values(values).onConflictDoUpdate({ target: assistantSettings.tenantId, set: values }),
  );
}

test('vectors are counted: of what is indexed for nobody, of a search for its member', async () => {
  await add('terms.txt');
  expect(await used()).toMatchObject([
    { userId: null, purpose: 'embedding', provider: 'openai', outcome: 'complete', isOwnKey: false },
  ]);
  expect(await find(acme, 'deposit on signing', { isByMeaning: true })).toHaveLength(1);
  const own = (await used()).filter(({ userId }) => userId === acme.userId);
  expect(own).toMatchObject([{ inputTokens: 3, costMicros: 1 }]);
  const month = await acme.run(({ tx }) => readMonth(tx, new Date(0)));
  expect(month.use.map(({ member, model }) => [member, model])).toEqual(
    expect.arrayContaining([['Documents and records', 'Search by meaning (OpenAI)']]),
  );
  expect(month.costMicros).toBe(2);
  // The tokens that a plan speaks of are those of answers.
  expect(month.planTokens).toBe(0);
});

test('a key of the tenant’s own pays itself', async () => {
  await acme.run((ctx) => saveKey(ctx, 'openai', 'sk-of-acme-0000-ABCD'));
  await budget({ monthlyBudgetMicros: 0 });
  await add('terms.txt');
  expect(await isIndexed()).toEqual([true]);
  expect(await used()).toMatchObject([{ isOwnKey: true, costMicros: 0 }]);
  expect(providers.asked[0]?.headers.authorization).toBe('Bearer sk-of-acme-0000-ABCD');
});

test('where a budget is used up, what is new waits, is found by its words, and says so until there is more', async () => {
  await budget({ monthlyBudgetMicros: 0 });
  await add('terms.txt');
  expect(providers.asked).toEqual([]);
  expect(await isIndexed()).toEqual([false]);
  expect(await waits()).toMatch(/^The business's budget .* is used up\. It begins anew on .* An admin can raise it\.$/);
  expect(await find(acme, 'deposit', { isByMeaning: true })).toHaveLength(1);
  expect(providers.asked).toEqual([]);

  await tendKnowledge();
  await workOff(database);
  expect(providers.asked).toEqual([]);
  await budget({ monthlyBudgetMicros: 1_000 });
  await tendKnowledge();
  await workOff(database);
  expect(await isIndexed()).toEqual([true]);
  expect(await waits()).toBeNull();
});

test('a budget that is reached in the middle of a long document ends the work there', async () => {
  const long = Array.from({ length: 2_000 }, (_, at) => `Paragraph ${at}. ${'Oak and pine and cedar. '.repeat(10)}`);
  await budget({ monthlyBudgetMicros: 10 });
  await add('long.txt', new TextEncoder().encode(long.join('\n\n')));
  expect(providers.asked).toHaveLength(1);
  const made = await isIndexed();
  expect(made.filter(Boolean)).toHaveLength(64);
  expect(made.length).toBeGreaterThan(64);
  expect(await waits()).not.toBeNull();
});

test('a member whose own budget is used up searches by words alone and is told so; the index goes on', async () => {
  await budget({ memberBudgetMicros: 0 });
  await add('terms.txt');
  expect(providers.asked).toHaveLength(1);
  const asker = { name: 'Ada', role: 'owner', ...keeperOf(acme) };
  const scope = { asker, now: new Date(), conversationId: null };
  const finding = await acme.run(({ tx, tenant }) =>
    knowledgeSearchTool.run({ ...scope, tx, tenant }, { query: 'deposit', limit: 5 }),
  );
  const told = typeof finding === 'function' ? await finding() : finding;
  expect(told.text).toContain('thirty percent');
  expect(told.text).toMatch(/Only its words were looked for, not what they mean: Your own budget/);
  expect(providers.asked).toHaveLength(1);
});
