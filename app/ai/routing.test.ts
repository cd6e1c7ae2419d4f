import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Providers, startProviders } from '../../tests/support/providers/server.ts';
import { closeCircuits } from './circuits.server.ts';
import type { LanguageModel, ModelPart } from './model.ts';
import { type ModelEntry, models } from './models.ts';
import { anthropicModel } from './providers/anthropic.ts';
import { chatModel } from './providers/chat.ts';
import type { PaidEntry } from './providers/connection.ts';
import { responsesModel } from './providers/responses.ts';
import { type Candidate, type Route, streamWithFallback } from './routing.server.ts';

let providers: Providers;
beforeAll(async () => {
  providers = await startProviders();
});
beforeEach(() => {
  closeCircuits();
  providers.reset();
});
afterAll(() => providers.close());

const opens = { messages: anthropicModel, responses: responsesModel, chat: chatModel };

function candidate(id: string, more: Partial<Candidate> = {}): Candidate {
  const entry = models.find((each) => each.id === id) as ModelEntry as PaidEntry;
  const baseUrl = providers.urls[entry.provider];
  const model = opens[entry.wire](entry, { apiKey: 'key', baseUrl, firstTokenMs: 1_000, stallMs: 500 });
  return { entry, model, isOwnKey: false, circuit: entry.provider, ...more };
}

const claude = () => candidate('claude-sonnet-5-5');
const gpt = () => candidate('gpt-6.1-terra');
const glm = () => candidate('together/glm-5.3');

async function ask(candidates: Candidate[], signal = new AbortController().signal) {
  const routes: Route[] = [];
  const lost: string[] = [];
  const parts: ModelPart[] = [];
  const call = { prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }], tools: [] };
  let fault: unknown = null;
  try {
    const stream = streamWithFallback(
      candidates,
      { ...call, abortSignal: signal },
      {
        onRoute: (route) => void routes.push(route),
        onLost: (attempt) => void lost.push(attempt.candidate.entry.provider),
      },
    );
    for await (const part of stream) parts.push(part);
  } catch (error) {
    fault = error;
  }
  const text = parts.flatMap((part) => (part.type === 'text-delta' ? [part.delta] : [])).join('');
  return { parts, text, routes, lost, fault, asked: providers.asked.map(({ provider }) => provider) };
}

const answers: Answer = { text: ['It', ' works', '.'] };
const failing = (status: number, type: string, retryAfter?: string): Answer => ({
  fault: { kind: 'status', status, type, ...(retryAfter && { retryAfter }) },
});

describe('while nothing has been shown', () => {
  /** With whether it took the prompt before it failed, which is paid for. */
  const hidden: [string, boolean, Answer][] = [
    ['is rate limited for long', false, failing(429, 'rate_limit_error', '60')],
    ['is overloaded', false, failing(529, 'overloaded_error')],
    ['rejects the key', false, failing(401, 'authentication_error')],
    ['does not know the model', false, failing(404, 'not_found_error')],
    ['declines', true, { fault: { kind: 'refuse' } }],
    ['does not begin', true, { fault: { kind: 'stall', after: 0 } }],
    ['dies at once', true, { text: ['x'], fault: { kind: 'die', after: 0 } }],
    ['ends before it begins', true, { text: ['x'], fault: { kind: 'end-early', after: 0 } }],
    ['sends garbage', true, { text: ['x'], fault: { kind: 'garbage', after: 0 } }],
    ['sends half an event', true, { text: ['x'], fault: { kind: 'half-json', after: 0 } }],
  ];

  it.each(hidden)('the next model takes over from one that %s, unseen', async (_name, isPaid, answer) => {
    providers.answer(answer, answers);
    const { text, parts, fault, routes, lost, asked } = await ask([claude(), gpt(), glm()]);
    expect(fault).toBeNull();
    expect(text).toBe('It works.');
    expect(asked).toEqual(['anthropic', 'openai']);
    expect(lost).toEqual(isPaid ? ['anthropic'] : []);
    expect(routes.map(({ candidate, from }) => [from?.entry.id, candidate.entry.id])).toEqual([
      [undefined, 'claude-sonnet-5-5'],
      ['claude-sonnet-5-5', 'gpt-6.1-terra'],
    ]);
    expect(routes[1]?.because?.message).toMatch(/Anthropic/);
    // Nothing of the first one's frame is left.
    expect(parts.filter(({ type }) => type === 'stream-start')).toHaveLength(1);
    expect(parts.filter(({ type }) => type === 'finish')).toHaveLength(1);
  });

  it('a short wait that was asked for is waited for', async () => {
    providers.answer(failing(429, 'rate_limit_error', '1'), answers);
    const { text, asked } = await ask([claude(), gpt()]);
    expect(text).toBe('It works.');
    expect(asked).toEqual(['anthropic', 'anthropic']);
    expect((providers.asked[1]?.at ?? 0) - (providers.asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it('the last one is waited for longer, once', async () => {
    providers.answer(failing(529, 'overloaded_error', '3'), failing(529, 'overloaded_error', '3'));
    const { fault, asked } = await ask([claude()]);
    expect(fault).toMatchObject({ kind: 'overloaded', retryAfterMs: 3_000 });
    expect(asked).toEqual(['anthropic', 'anthropic']);
  });

  it('stopping ends the waiting, and asks nobody else', async () => {
    providers.answer(failing(429, 'rate_limit_error', '2'));
    const startedAt = performance.now();
    const { fault, asked } = await ask([claude(), gpt()], AbortSignal.timeout(200));
    expect(fault).toMatchObject({ kind: 'aborted' });
    expect(asked).toEqual(['anthropic']);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('says in one sentence that nobody could answer, and why', async () => {
    providers.answer(
      failing(529, 'overloaded_error'),
      failing(401, 'invalid_api_key'),
      failing(429, 'rate_limit', '40'),
    );
    const { fault, parts } = await ask([claude(), gpt(), glm()]);
    expect(parts).toEqual([]);
    expect(fault).toMatchObject({
      name: 'ModelFault',
      retryAfterMs: 40_000,
      message:
        'No model could answer: Anthropic is overloaded; OpenAI does not accept the key; Together takes no more requests for the moment.',
    });
  });

  it('says that no model is set up', async () => {
    expect((await ask([])).fault).toMatchObject({ message: 'No model is set up to answer.' });
  });
});

describe('once something was shown', () => {
  const text = ['One', ' two', ' three'];
  const shown: [string, Answer][] = [
    ['dies', { text, fault: { kind: 'die', after: 2 } }],
    ['falls silent', { text, fault: { kind: 'stall', after: 2 } }],
    ['tells of an error', { text, fault: { kind: 'error-event', after: 2, type: 'overloaded_error' } }],
    ['ends early', { text, fault: { kind: 'end-early', after: 2 } }],
  ];

  it.each(shown)('the fault of a model that %s is thrown, and nobody else is asked', async (_name, answer) => {
    providers.answer(answer, answers);
    const found = await ask([claude(), gpt()]);
    expect(found.text).toBe('One two');
    expect(found.fault).toMatchObject({ name: 'ModelFault' });
    expect(found.asked).toEqual(['anthropic']);
  });
});

describe('a provider that keeps failing', () => {
  it('is left alone, while the others answer', async () => {
    providers.otherwise(({ provider }) => (provider === 'anthropic' ? failing(529, 'overloaded_error') : answers));
    for (let time = 0; time < 6; time++) expect((await ask([claude(), gpt()])).text).toBe('It works.');
    expect(providers.asked.filter(({ provider }) => provider === 'anthropic')).toHaveLength(4);
  });

  it('rests for one key, and not for that of another tenant', async () => {
    providers.answer(failing(401, 'authentication_error'), answers, answers);
    const own = (tenant: string) =>
      candidate('claude-sonnet-5-5', { circuit: `anthropic of ${tenant}`, isOwnKey: true });
    expect((await ask([own('a')])).fault).toMatchObject({ kind: 'bad-key' });
    expect((await ask([own('a')])).fault).toMatchObject({ message: 'Claude Sonnet 5.5 is failing and rests.' });
    expect((await ask([own('b')])).text).toBe('It works.');
    expect((await ask([claude()])).text).toBe('It works.');
  });
});

it('gives what a model says that is no provider of ours, and its faults a kind', async () => {
  const scripted = (stream: LanguageModel['stream']): Candidate => ({
    ...claude(),
    model: { provider: 'test', modelId: 'test', stream },
  });
  const broken = scripted(async function* () {
    yield* [];
    throw new TypeError('of its own');
  });
  expect((await ask([broken])).fault).toMatchObject({ name: 'ModelFault', kind: 'broken' });
});
