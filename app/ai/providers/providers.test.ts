import type { LanguageModelV4FunctionTool, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Fault, type Providers, startProviders } from '../../../tests/support/providers/server.ts';
import { type FaultKind, ModelFault, type ModelPart } from '../model.ts';
import { findModel, type ModelEntry } from '../models.ts';
import { anthropicModel } from './anthropic.ts';
import { chatModel } from './chat.ts';
import type { OpenModel, PaidEntry } from './connection.ts';
import { responsesModel } from './responses.ts';

let providers: Providers;
beforeAll(async () => {
  providers = await startProviders();
});
beforeEach(() => {
  providers.reset();
});
afterAll(() => providers.close());

function paid(id: string): PaidEntry {
  return findModel(id) as ModelEntry as PaidEntry;
}

/** Each protocol, with a model that is read by it. */
const wires: { wire: string; entry: PaidEntry; open: OpenModel; url: () => string }[] = [
  { wire: 'messages', entry: paid('claude-sonnet-5-5'), open: anthropicModel, url: () => providers.urls.anthropic },
  { wire: 'responses', entry: paid('gpt-6.1-terra'), open: responsesModel, url: () => providers.urls.openai },
  { wire: 'chat', entry: paid('together/kimi-k3'), open: chatModel, url: () => providers.urls.together },
];

const hello: LanguageModelV4Prompt = [
  { role: 'system', content: 'You help painters.' },
  { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
];

const findClients: LanguageModelV4FunctionTool = {
  type: 'function',
  name: 'find_clients',
  description: 'Finds clients.',
  inputSchema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
};

interface Asking {
  prompt?: LanguageModelV4Prompt;
  tools?: LanguageModelV4FunctionTool[];
  abortSignal?: AbortSignal;
  maxOutputTokens?: number;
  firstTokenMs?: number;
  stallMs?: number;
}

function stream({ entry, open, url }: (typeof wires)[number], asking: Asking = {}) {
  const { firstTokenMs = 2_000, stallMs = 2_000, ...call } = asking;
  const model = open(entry, { apiKey: 'key-of-the-test', baseUrl: url(), firstTokenMs, stallMs });
  return model.stream({ prompt: hello, tools: [], abortSignal: new AbortController().signal, ...call });
}

async function read(parts: AsyncIterable<ModelPart>) {
  const found: ModelPart[] = [];
  try {
    for await (const part of parts) found.push(part);
    return { parts: found, fault: null };
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    return { parts: found, fault: error };
  }
}

function textOf(parts: readonly ModelPart[], type: 'text-delta' | 'reasoning-delta' = 'text-delta'): string {
  return parts.flatMap((part) => (part.type === type ? [part.delta] : [])).join('');
}

const finishOf = (parts: readonly ModelPart[]) => parts.find((part) => part.type === 'finish');

describe.each(wires)('a model that is read by $wire', (wire) => {
  it('says what it thinks, what it says and what it calls, with what it used', async () => {
    providers.answer({
      thinking: ['Who is', ' Ada?'],
      text: ['Let me', ' look.'],
      calls: [{ name: 'find_clients', input: { query: 'Ada Möß “&” 日本' } }],
      usage: { input: 1_000, cached: 800, output: 60, reasoning: 20 },
    });
    const { parts, fault } = await read(stream(wire, { tools: [findClients] }));
    expect(fault).toBeNull();
    expect(textOf(parts, 'reasoning-delta')).toBe('Who is Ada?');
    expect(textOf(parts)).toBe('Let me look.');
    const call = parts.find((part) => part.type === 'tool-call');
    expect(call).toMatchObject({ toolName: 'find_clients' });
    expect(JSON.parse(call?.input ?? '')).toEqual({ query: 'Ada Möß “&” 日本' });
    const pieces = parts.flatMap((part) => (part.type === 'tool-input-delta' ? [part.delta] : [])).join('');
    expect(pieces).toBe(call?.input);
    expect(finishOf(parts)).toMatchObject({
      finishReason: { unified: 'tool-calls' },
      usage: {
        inputTokens: { total: 1_000, noCache: 200, cacheRead: 800 },
        outputTokens: { total: 60, text: 40, reasoning: 20 },
      },
    });
  });

  it('begins and ends each part, and finishes last', async () => {
    providers.answer({ thinking: ['Hm.'], text: ['One.'], calls: [{ name: 'find_clients', input: {} }] });
    const { parts } = await read(stream(wire, { tools: [findClients] }));
    const types = parts.map(({ type }) => type).filter((type) => type !== 'tool-input-delta');
    expect(types).toEqual([
      'stream-start',
      'response-metadata',
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
      'text-end',
      'tool-input-start',
      'tool-input-end',
      'tool-call',
      'finish',
    ]);
    const [begun] = parts.filter((part) => part.type === 'tool-input-start');
    expect(parts.find((part) => part.type === 'tool-call')).toMatchObject({ toolCallId: begun?.id });
  });

  it('says that it was cut off', async () => {
    providers.answer({ text: ['And then'], isCutOff: true });
    const { parts } = await read(stream(wire, { maxOutputTokens: 5 }));
    expect(finishOf(parts)).toMatchObject({ finishReason: { unified: 'length' } });
  });

  it('is asked with its key alone, and told nothing of the environment', async () => {
    await read(stream(wire));
    const [asked] = providers.asked;
    const { authorization, 'openai-organization': organisation } = asked?.headers ?? {};
    expect(authorization).toBe('Bearer key-of-the-test');
    expect(organisation).toBeUndefined();
    expect(asked?.body).toMatchObject({ model: wire.entry.name, stream: true });
    expect(asked?.body).not.toHaveProperty('temperature');
  });

  it('asks for no more than the model can write', async () => {
    await read(stream(wire, { maxOutputTokens: 10_000_000 }));
    const { max_tokens, max_output_tokens } = providers.asked[0]?.body ?? {};
    expect(max_tokens ?? max_output_tokens).toBe(wire.entry.maxOutput);
  });

  it('tells a provider within 200 ms that nobody listens any more', async () => {
    providers.answer({ text: Array.from({ length: 500 }, (_, at) => `${at} `), gapMs: 10 });
    const controller = new AbortController();
    let stoppedAt = 0;
    const reading = (async () => {
      for await (const part of stream(wire, { abortSignal: controller.signal })) {
        if (part.type === 'text-delta' && stoppedAt === 0) {
          stoppedAt = Date.now();
          controller.abort();
        }
      }
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'aborted' });
    await expect.poll(() => providers.asked[0]?.abortedAt, { interval: 5 }).not.toBeNull();
    expect((providers.asked[0]?.abortedAt ?? 0) - stoppedAt).toBeLessThanOrEqual(200);
  });

  it('hangs up when whoever reads it stops reading', async () => {
    providers.answer({ text: Array.from({ length: 500 }, () => 'more '), gapMs: 10 });
    for await (const part of stream(wire)) if (part.type === 'text-delta') break;
    await expect.poll(() => providers.asked[0]?.abortedAt, { interval: 5, timeout: 500 }).not.toBeNull();
  });

  it('asks nobody for somebody who has left already', async () => {
    const { fault } = await read(stream(wire, { abortSignal: AbortSignal.abort() }));
    expect(fault?.kind).toBe('aborted');
  });

  describe('fails', () => {
    const text = Array.from({ length: 10 }, (_, at) => `word ${at} `);
    const status = (status: number, type: string, more: object = {}): Fault => ({
      kind: 'status',
      status,
      type,
      ...more,
    });
    const faults: [string, Partial<Answer> & { fault: Fault }, FaultKind][] = [
      ['is rate limited', { fault: status(429, 'rate_limit_error', { retryAfter: '7' }) }, 'rate-limited'],
      ['has no credit', { fault: status(429, 'insufficient_quota') }, 'rate-limited'],
      ['is overloaded (529)', { fault: status(529, 'overloaded_error') }, 'overloaded'],
      ['is away (503)', { fault: status(503, 'unavailable') }, 'overloaded'],
      ['rejects the key', { fault: status(401, 'authentication_error') }, 'bad-key'],
      ['lets the key do nothing', { fault: status(403, 'permission_error') }, 'bad-key'],
      ['does not know the model', { fault: status(404, 'not_found_error') }, 'invalid'],
      ['does not like the request', { fault: status(400, 'invalid_request_error') }, 'invalid'],
      [
        'cannot read so much',
        { fault: status(400, 'invalid_request_error', { message: 'prompt is too long: 2000000 tokens > 1000000' }) },
        'too-long',
      ],
      ['cannot read so much (413)', { fault: status(413, 'request_too_large') }, 'too-long'],
      ['fails (500)', { fault: status(500, 'api_error') }, 'broken'],
      [
        'tells of an error in the stream',
        { text, fault: { kind: 'error-event', after: 3, type: 'server_error' } },
        'broken',
      ],
      ['dies in the middle', { text, fault: { kind: 'die', after: 3 } }, 'broken'],
      ['ends without saying so', { text, fault: { kind: 'end-early', after: 3 } }, 'broken'],
      ['sends garbage', { text, fault: { kind: 'garbage', after: 3 } }, 'broken'],
      ['sends half an event', { text, fault: { kind: 'half-json', after: 3 } }, 'broken'],
      [
        'sends half of an input',
        { calls: [{ name: 'find_clients', input: { query: 'Ada' } }], fault: { kind: 'half-input', after: 8 } },
        'broken',
      ],
      ['repeats itself for ever', { fault: { kind: 'repeat', piece: 'and so on ' } }, 'broken'],
      ['declines', { fault: { kind: 'refuse' } }, 'refused'],
    ];

    it.each(faults)('in a clear way when the provider %s', async (_name, answer, kind) => {
      providers.answer(answer);
      const { parts, fault } = await read(stream(wire));
      expect(fault).toMatchObject({ kind });
      // A whole sentence, in our words.
      expect(fault?.message).toMatch(/^[A-Z].+\.$/);
      expect(fault?.message).not.toMatch(/word|went wrong|did not work|prompt is/i);
      expect(finishOf(parts)).toBeUndefined();
      if (answer.text && answer.fault.kind !== 'status') expect(textOf(parts)).toBe('word 0 word 1 word 2 ');
    });

    it('with the wait that was asked for', async () => {
      providers.answer({ fault: status(429, 'rate_limit_error', { retryAfter: '7' }) });
      expect((await read(stream(wire))).fault?.retryAfterMs).toBe(7_000);
      const date = new Date(Date.now() + 30_000).toUTCString();
      providers.answer({ fault: status(529, 'overloaded_error', { retryAfter: date }) });
      const wait = (await read(stream(wire))).fault?.retryAfterMs ?? 0;
      expect(wait).toBeGreaterThan(25_000);
      expect(wait).toBeLessThanOrEqual(30_000);
    });

    it('when nothing begins in time', async () => {
      providers.answer({ text, delayMs: 3_000 });
      const { fault } = await read(stream(wire, { firstTokenMs: 150 }));
      expect(fault?.kind).toBe('timed-out');
    });

    it('when the stream begins and says nothing', async () => {
      providers.answer({ text, fault: { kind: 'stall', after: 0 } });
      const { parts, fault } = await read(stream(wire, { firstTokenMs: 150 }));
      expect(fault?.kind).toBe('timed-out');
      expect(textOf(parts)).toBe('');
    });

    it('when it falls silent in the middle, and the connection is closed', async () => {
      providers.answer({ text, fault: { kind: 'stall', after: 4 } });
      const { parts, fault } = await read(stream(wire, { stallMs: 150 }));
      expect(fault?.kind).toBe('timed-out');
      expect(textOf(parts)).toBe('word 0 word 1 word 2 word 3 ');
      await expect.poll(() => providers.asked[0]?.abortedAt, { interval: 5 }).not.toBeNull();
    });

    it('when it writes far more than it was asked for', async () => {
      providers.answer({ text: Array.from({ length: 400 }, (_, at) => `${at} is another number. `) });
      const { fault } = await read(stream(wire, { maxOutputTokens: 50 }));
      expect(fault).toMatchObject({ kind: 'broken', message: expect.stringContaining('did not stop') });
    });

    it('when nobody is there', async () => {
      const gone = { ...wire, url: () => 'http://127.0.0.1:9' };
      expect((await read(stream(gone))).fault?.kind).toBe('unreachable');
    });
  });

  it('is not hurried by a reader who takes their time', async () => {
    providers.answer({ text: ['one ', 'two '] });
    let text = '';
    for await (const part of stream(wire, { firstTokenMs: 100, stallMs: 100 })) {
      if (part.type !== 'text-delta') continue;
      text += part.delta;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(text).toBe('one two ');
  });
});
