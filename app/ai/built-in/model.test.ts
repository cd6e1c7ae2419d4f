import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { type ResultFacts, withFacts } from '../facts.ts';
import type { ModelCall, ModelPart, Prompt } from '../model.ts';
import { ModelFault } from '../model.ts';
import type { Intent } from './intent.ts';
import { builtInModel } from './model.ts';
import { asking, rest } from './said.ts';

const clientAt = /^\/t\/[^/]+\/paintbox\/clients\/([0-9a-f-]{36})$/;
const ada = { label: 'Ada Moss', href: '/t/moss/paintbox/clients/01900000-0000-7000-8000-000000000001' };
const abe = { label: 'Abe Moss', href: '/t/moss/paintbox/clients/01900000-0000-7000-8000-000000000002' };

const find: Intent = {
  tool: 'find_clients',
  example: 'Find the client Moss',
  words: ['client'],
  recognise: (said) =>
    said.has('client') && said.has('find')
      ? { confidence: 0.8, input: { query: rest(said, new Set([...asking, 'client'])) } }
      : null,
};
const note: Intent = {
  tool: 'add_note',
  example: 'Note for Ada Moss: “call on Monday”',
  words: ['note'],
  recognise(said) {
    if (!said.has('note')) return null;
    const called = rest(said, new Set([...asking, 'add', 'note']));
    const body = said.quoted[0]?.text;
    return {
      confidence: 0.8,
      input: body ? { body } : {},
      needs: [
        {
          into: 'client',
          what: 'client',
          called,
          at: clientAt,
          find: { tool: 'find_clients', input: { query: called } },
        },
      ],
      ...(body ? {} : { asks: 'What should the note say?' }),
    };
  },
};

const functions: LanguageModelV4FunctionTool[] = ['find_clients', 'add_note'].map((name) => ({
  type: 'function',
  name,
  inputSchema: { type: 'object' },
}));

const model = builtInModel([find, note], { makeId: () => '1', clock: () => new Date('2026-05-31T12:00:00Z') });

function callOf(prompt: Prompt, tools = functions): ModelCall {
  return { prompt, tools, abortSignal: new AbortController().signal };
}

async function ask(prompt: Prompt, tools = functions) {
  const parts: ModelPart[] = [];
  for await (const part of model.stream(callOf(prompt, tools))) parts.push(part);
  return {
    parts,
    text: parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join(''),
    calls: parts.flatMap((part) =>
      part.type === 'tool-call' ? [{ tool: part.toolName, input: JSON.parse(part.input) }] : [],
    ),
  };
}

const says = (text: string): Prompt[number] => ({ role: 'user', content: [{ type: 'text', text }] });

function did(tool: string, input: unknown, result: ResultFacts): Prompt {
  return [
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c', toolName: tool, input }] },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: 'c',
          toolName: tool,
          output: { type: 'text', value: 'data' },
          providerOptions: withFacts({ result }),
        },
      ],
    },
  ];
}

describe('the built-in model', () => {
  test('calls the tool that was asked for, with the protocol’s parts', async () => {
    const { parts, calls } = await ask([says('Find the client Ada Moss')]);
    expect(calls).toEqual([{ tool: 'find_clients', input: { query: 'Ada Moss' } }]);
    expect(parts.map(({ type }) => type)).toEqual([
      'stream-start',
      'response-metadata',
      'tool-input-start',
      'tool-input-delta',
      'tool-input-end',
      'tool-call',
      'finish',
    ]);
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'tool-calls' } });
  });

  test('reads a slip of the fingers', async () => {
    expect((await ask([says('find clinet Moss')])).calls).toEqual([{ tool: 'find_clients', input: { query: 'Moss' } }]);
  });

  test('says what was found, with links', async () => {
    const { text, calls } = await ask([
      says('Find client Moss'),
      ...did('find_clients', { query: 'Moss' }, { kind: 'finding', text: 'Two clients.', records: [ada, abe] }),
    ]);
    expect(calls).toEqual([]);
    expect(text).toBe(`Two clients.\n\n- [Ada Moss](${ada.href})\n- [Abe Moss](${abe.href})`);
  });

  test('finds the record first, then acts on its id', async () => {
    const request = says('add a note to Ada Moss "call on Monday"');
    expect((await ask([request])).calls).toEqual([{ tool: 'find_clients', input: { query: 'Ada Moss' } }]);
    const found = did('find_clients', { query: 'Ada Moss' }, { kind: 'finding', text: 'One client.', records: [ada] });
    expect((await ask([request, ...found])).calls).toEqual([
      { tool: 'add_note', input: { body: 'call on Monday', client: ada.href.slice(-36) } },
    ]);
  });

  test('asks which of two, and takes the answer', async () => {
    const before: Prompt = [
      says('note for Moss "call"'),
      ...did('find_clients', { query: 'Moss' }, { kind: 'finding', text: 'Two clients.', records: [ada, abe] }),
    ];
    const asked = await ask(before);
    expect(asked.calls).toEqual([]);
    expect(asked.text).toContain('Which client do you mean?');
    for (const answer of ['the second one', 'Abe', 'Abe Moss', '2']) {
      expect((await ask([...before, says(answer)])).calls).toEqual([
        { tool: 'add_note', input: { body: 'call', client: abe.href.slice(-36) } },
      ]);
    }
  });

  test('asks for what is missing, and reads the answer with the request', async () => {
    const before = says('add a note to Ada Moss');
    expect((await ask([before])).text).toBe('What should the note say?');
    expect((await ask([before, says('"gate code 12"')])).calls).toEqual([
      { tool: 'find_clients', input: { query: 'Ada Moss' } },
    ]);
  });

  test('never calls what it was not given', async () => {
    const { calls, text } = await ask([says('find client Moss')], functions.slice(1));
    expect(calls).toEqual([]);
    expect(text).toContain('role');
  });

  test.each([
    ['hello', 'Hello'],
    ['what can you do?', 'Find the client Moss'],
    ['thanks!', 'You are welcome.'],
    ['write me a poem about the sea', 'I cannot help with that'],
    ['Zeige mir bitte alle Kunden', 'ich verstehe nur Englisch'],
    ['yes', 'Approve button'],
    ['покажи клиентов', 'English only'],
  ])('answers “%s” without a tool', async (words, expected) => {
    const { calls, text } = await ask([says(words)]);
    expect(calls).toEqual([]);
    expect(text).toContain(expected);
  });

  test('says the same to the same', async () => {
    const prompt = [says('find client Ada Moss')];
    expect((await ask(prompt)).parts).toEqual((await ask(prompt)).parts);
  });

  test('stops when it is stopped', async () => {
    const control = new AbortController();
    const seen: ModelPart[] = [];
    const run = async () => {
      for await (const part of model.stream({ ...callOf([says('help')]), abortSignal: control.signal })) {
        seen.push(part);
        if (part.type === 'text-delta') control.abort();
      }
    };
    await expect(run()).rejects.toSatisfy((fault) => fault instanceof ModelFault && fault.kind === 'aborted');
    expect(seen.filter(({ type }) => type === 'text-delta')).toHaveLength(1);
  });

  test('ends where the limit of tokens is', async () => {
    const parts: ModelPart[] = [];
    for await (const part of model.stream({ ...callOf([says('help')]), maxOutputTokens: 10 })) parts.push(part);
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'length' } });
  });
});
