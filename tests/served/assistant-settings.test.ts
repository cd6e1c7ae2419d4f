import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { type Providers, startProviders } from '#tests/support/providers/server.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';

const page = '/t/harbor-pine/admin/assistant';
const secret = 'sk-test-0123456789-abcdefghij-WXYZ';
let providers: Providers;
let server: TestServer;
let owner: TestClient;

beforeAll(async () => {
  providers = await startProviders();
  server = await startServer({
    ANTHROPIC_BASE_URL: providers.urls.anthropic,
    OPENAI_BASE_URL: providers.urls.openai,
    TOGETHER_BASE_URL: providers.urls.together,
    TOGETHER_API_KEY: 'key-of-the-platform',
  });
  owner = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
});
beforeEach(() => providers.reset());
afterAll(async () => {
  await server?.stop();
  await providers?.close();
});

const text = async () => (await owner.get(page)).text();
const choices = { intent: 'save', first: '', second: '', third: '', fourth: '', instructions: '' };
const noBudget = { monthlyBudgetMicros: '', memberBudgetMicros: '' };

describe('a key of the tenant', () => {
  it('is tried before it is saved, and never seen again', async () => {
    const answer = await owner.post(page, { intent: 'addKey', provider: 'anthropic', apiKey: `  ${secret} ` });
    expect(answer.status).toBe(302);
    expect(providers.asked).toHaveLength(1);
    expect(providers.asked[0]).toMatchObject({ provider: 'anthropic', headers: { authorization: `Bearer ${secret}` } });
    expect(providers.asked[0]?.body).toMatchObject({ model: 'claude-haiku-5-5', max_tokens: 64 });
    const html = await text();
    expect(html).toContain('WXYZ');
    expect(html).not.toContain(secret);
    expect(html).not.toContain(secret.slice(0, 12));
  });

  it.each([
    [{ kind: 'status', status: 401, type: 'invalid_api_key' }, 'OpenAI does not accept the key.'],
    [{ kind: 'status', status: 429, type: 'insufficient_quota' }, 'OpenAI takes no more requests for the moment.'],
    [{ kind: 'status', status: 503, type: 'unavailable' }, 'OpenAI is overloaded.'],
    [{ kind: 'die', after: 0 }, 'The answer of OpenAI broke off.'],
  ] as const)('that does not work is not saved, and not sent back: %j', async (fault, says) => {
    providers.answer({ fault });
    const answer = await owner.post(page, { intent: 'addKey', provider: 'openai', apiKey: secret });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain(says);
    expect(html).not.toContain(secret);
    expect(await text()).not.toContain('Remove the key of OpenAI');
  });

  it.each([
    [{ provider: 'nobody', apiKey: secret }],
    [{ provider: 'built-in', apiKey: secret }],
    [{ provider: 'openai', apiKey: '' }],
    [{ provider: 'openai', apiKey: 'with\nline breaks' }],
    [{ provider: 'openai', apiKey: 'x'.repeat(501) }],
    [{ provider: 'openai', apiKey: 'schlüssel-mit-ü' }],
  ])('is asked for again when it cannot be one, and nobody is asked: %j', async (fields) => {
    expect((await owner.post(page, { intent: 'addKey', ...fields })).status).toBe(422);
    expect(providers.asked).toEqual([]);
  });

  it('is tried for nobody who may not administer', async () => {
    const member = await new TestClient(server.url).signIn('member@harborpine.example', demo.password);
    expect((await member.post(page, { intent: 'addKey', provider: 'openai', apiKey: secret })).status).toBe(403);
    expect((await member.get(page)).status).toBe(403);
    expect(providers.asked).toEqual([]);
  });

  it('is replaced by another and removed', async () => {
    await owner.post(page, { intent: 'addKey', provider: 'anthropic', apiKey: 'another-key-0000-QRST' });
    expect(await text()).toContain('QRST');
    expect(await text()).not.toContain('WXYZ');
    expect((await owner.post(page, { intent: 'removeKey', provider: 'anthropic' })).status).toBe(302);
    expect(await text()).not.toContain('QRST');
  });
});

describe('what was chosen', () => {
  it('is kept, each model once and in order', async () => {
    const answer = await owner.post(page, {
      ...choices,
      first: 'together/glm-5.3',
      second: 'candlefish-1',
      third: 'together/glm-5.3',
      monthlyBudgetMicros: '25.50',
      memberBudgetMicros: '5',
      instructions: 'We paint. <script>alert(1)</script>',
    });
    expect(answer.status).toBe(302);
    const html = await text();
    expect(html).toMatch(/name="monthlyBudgetMicros"[^>]*value="25.50"|value="25.50"[^>]*name="monthlyBudgetMicros"/);
    expect(html).toContain('We paint. &lt;script&gt;');
    expect(html).not.toContain('<script>alert(1)');
    expect(html).toMatch(/<option[^>]*selected=""[^>]*value="candlefish-1"|<option value="candlefish-1"[^>]*selected/);
  });

  it.each([
    [{ first: 'gpt-99' }],
    [{ first: 'GPT-6.1-SOL' }],
    [{ first: '../../etc/passwd' }],
    [{ monthlyBudgetMicros: '-1' }],
    [{ monthlyBudgetMicros: '1e9' }],
    [{ memberBudgetMicros: '1.234' }],
    [{ memberBudgetMicros: 'Infinity' }],
    [{ instructions: 'x'.repeat(4_001) }],
  ])('is refused when it is not in the table or no amount: %j', async (fields) => {
    expect((await owner.post(page, { ...choices, ...noBudget, ...fields })).status).toBe(422);
  });

  it('shows the limit of the plan, and that nothing was used', async () => {
    expect(await text()).toContain('Tokens of the plan');
    expect(await text()).toContain('Nothing was asked this month');
  });
});
