import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assistantUsage } from '#db/schema/index.ts';
import { type TenantTx, withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { declareBuiltInModel } from './built-in.server.ts';
import { listKeys, openKeys, removeKey, saveKey } from './keys.server.ts';
import { BUILT_IN_ID } from './models.ts';
import {
  type AssistantSettings,
  candidatesFor,
  choosableModels,
  readSettings,
  saveSettings,
} from './settings.server.ts';
import { readMonth } from './usage.server.ts';

process.env.MASTER_KEYS = `test:${randomBytes(32).toString('base64')}`;
process.env.TOGETHER_API_KEY = 'key-of-the-platform';

let database: FreshDatabase;
let acme: TestTenant;
let birch: TestTenant;

beforeAll(async () => {
  database = await freshDatabase();
  acme = await makeTenant('Acme');
  birch = await makeTenant('Birch');
  declareBuiltInModel({ provider: 'built-in', modelId: BUILT_IN_ID, stream: async function* () {} });
});
afterAll(() => database.close());

function operation(tx: TenantTx, { tenantId, userId }: TestTenant): OperationContext {
  const place = {
    slug: 'acme',
    name: 'Acme',
    locale: 'en',
    timeZone: 'UTC',
    currency: 'USD',
    units: 'metric',
  } as const;
  return { tx, tenant: { id: tenantId, ...place }, actor: { userId, name: 'Ada' }, now: new Date() };
}

const within = <T>(tenant: TestTenant, run: (ctx: OperationContext) => Promise<T>) =>
  withTenant(tenant, (tx) => run(operation(tx, tenant)));

const choice = (more: Partial<AssistantSettings>): AssistantSettings => ({
  models: [],
  monthlyBudgetMicros: null,
  memberBudgetMicros: null,
  instructions: '',
  ...more,
});

const asked = async (tenant: TestTenant, model?: string) =>
  within(tenant, async ({ tx, tenant }) =>
    (await candidatesFor(tx, tenant, model)).map(({ entry, isOwnKey, circuit }) => ({
      id: entry.id,
      isOwnKey,
      circuit,
    })),
  );

describe('the models that may answer', () => {
  test('are those of the platform that it has a key for, before anything is chosen', async () => {
    const found = await asked(acme);
    expect(found.map(({ id }) => id)).toEqual(['together/glm-5.3', 'together/kimi-k3', 'together/gpt-oss-120b']);
    expect(new Set(found.map(({ circuit }) => circuit))).toEqual(new Set(['together']));
  });

  test('are those that were chosen, in order, and the built-in one where it was named', async () => {
    await within(acme, (ctx) =>
      saveSettings(ctx, choice({ models: ['together/kimi-k3', BUILT_IN_ID, 'claude-sonnet-5-5'] })),
    );
    expect((await asked(acme)).map(({ id }) => id)).toEqual(['together/kimi-k3', BUILT_IN_ID]);
    expect((await asked(acme, BUILT_IN_ID)).map(({ id }) => id)).toEqual([BUILT_IN_ID, 'together/kimi-k3']);
  });

  test('are none that nobody offers: another choice, or none at all, is as if nothing was asked for', async () => {
    const usual = await asked(acme);
    for (const model of ['together/glm-5.3', 'gpt-99', '', "'; drop table tenant", '__proto__'])
      expect(await asked(acme, model)).toEqual(usual);
  });

  test('are the built-in one alone, where no provider of the choice can be asked', async () => {
    await within(birch, (ctx) => saveSettings(ctx, choice({ models: ['claude-opus-5-5'] })));
    expect((await asked(birch)).map(({ id }) => id)).toEqual([BUILT_IN_ID]);
  });

  test('are asked with the tenant’s own key, where it has one, and in a circuit of its own', async () => {
    await within(birch, (ctx) => saveKey(ctx, 'anthropic', 'sk-of-birch-0000-ABCD'));
    expect(await asked(birch)).toEqual([
      { id: 'claude-opus-5-5', isOwnKey: true, circuit: `anthropic of ${birch.tenantId}` },
    ]);
    const usable = (await within(acme, ({ tx }) => choosableModels(tx))).filter(({ isUsable }) => isUsable);
    expect(usable.map(({ provider }) => provider)).not.toContain('anthropic');
  });
});

describe('a key', () => {
  test('is seen by its last characters alone, and opens in its tenant alone', async () => {
    expect(await within(birch, ({ tx }) => listKeys(tx))).toMatchObject([{ provider: 'anthropic', hint: 'ABCD' }]);
    expect(await within(birch, ({ tx }) => openKeys(tx))).toEqual(new Map([['anthropic', 'sk-of-birch-0000-ABCD']]));
    expect(await within(acme, ({ tx }) => openKeys(tx))).toEqual(new Map());
  });

  test('is replaced by the next, and gone when it is removed', async () => {
    await within(birch, (ctx) => saveKey(ctx, 'anthropic', 'sk-of-birch-0000-WXYZ'));
    expect(await within(birch, ({ tx }) => listKeys(tx))).toMatchObject([{ hint: 'WXYZ' }]);
    await within(birch, (ctx) => removeKey(ctx, 'anthropic'));
    expect(await within(birch, ({ tx }) => listKeys(tx))).toEqual([]);
  });
});

test('what was chosen is read as it was saved', async () => {
  const settings = choice({ models: ['gpt-6-luna'], monthlyBudgetMicros: 25_500_000, instructions: 'Be short.' });
  await within(acme, (ctx) => saveSettings(ctx, settings));
  expect(await within(acme, ({ tx }) => readSettings(tx))).toEqual(settings);
});

test('the month is summed by member and model, and only what the platform pays counts against the plan', async () => {
  const since = new Date(Date.UTC(2026, 10, 1));
  const row = (more: Partial<typeof assistantUsage.$inferInsert>) => ({
    userId: acme.userId,
    purpose: 'chat' as const,
    provider: 'together' as const,
    model: 'together/kimi-k3',
    inputTokens: 100,
    outputTokens: 20,
    costMicros: 600,
    durationMs: 5,
    outcome: 'complete' as const,
    at: new Date(Date.UTC(2026, 10, 5)),
    ...more,
  });
  await within(acme, async ({ tx }) => {
    await tx
      .insert(assistantUsage)
      .values([
        row({}),
        row({}),
        row({ isOwnKey: true, costMicros: 0, model: 'claude-opus-5-5', provider: 'anthropic' }),
        row({ provider: 'built-in', model: BUILT_IN_ID, costMicros: 0 }),
        row({ model: 'a-model-of-old' }),
        row({ at: new Date(Date.UTC(2026, 9, 31)) }),
      ]);
  });
  const month = await within(acme, ({ tx }) => readMonth(tx, since));
  expect(month).toMatchObject({ costMicros: 1_800, planTokens: 360, planTokenLimit: 1_000_000 });
  expect(month.use[0]).toEqual({
    member: 'Acme Owner',
    model: 'Kimi K3 at Together',
    calls: 2,
    tokens: 240,
    costMicros: 1_200,
  });
  expect(month.use.map(({ model }) => model)).toContain('a-model-of-old');
  expect(await within(birch, ({ tx }) => readMonth(tx, since))).toMatchObject({
    use: [],
    costMicros: 0,
    planTokens: 0,
  });
});
