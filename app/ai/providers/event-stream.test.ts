import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { eventSplitter, readEvents, streamingFetch } from './event-stream.ts';

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const event = fc.record({
  name: fc.option(fc.constantFrom('message_start', 'ping')),
  lines: fc.array(
    fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ' ')),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  comment: fc.boolean(),
});

describe('what comes over the network in pieces', () => {
  test('is the events that were sent, wherever it was cut', () => {
    fc.assert(
      fc.property(fc.array(event), lineEnd, fc.array(fc.nat(40)), (events, end, cuts) => {
        const text = events
          .map(({ name, lines, comment }) =>
            [
              ...(comment ? [': still here'] : []),
              ...(name ? [`event: ${name}`] : []),
              ...lines.map((line) => `data: ${line}`),
              '',
              '',
            ].join(end),
          )
          .join('');
        const split = eventSplitter();
        const found: string[] = [];
        let at = 0;
        for (const size of cuts) {
          found.push(...split(text.slice(at, at + size)));
          at += size;
        }
        found.push(...split(text.slice(at)), ...split(end));
        expect(found).toEqual(events.map(({ lines }) => lines.join('\n')));
      }),
      { numRuns: 300 },
    );
  });

  test('is not gathered for ever', () => {
    const split = eventSplitter();
    expect(() => {
      for (let piece = 0; piece < 100; piece += 1) split('x'.repeat(100_000));
    }).toThrow(SyntaxError);
    const lines = eventSplitter();
    expect(() => {
      for (let piece = 0; piece < 100; piece += 1) lines('data: x\n'.repeat(10_000));
    }).toThrow(SyntaxError);
  });
});

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(answer: (outgoing: ServerResponse, request: number) => void): Promise<string> {
  let requests = 0;
  server = createServer((incoming, outgoing) => {
    incoming.resume().on('end', () => {
      requests += 1;
      answer(outgoing, requests);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const post = (url: string, signal?: AbortSignal) => streamingFetch(url, { method: 'POST', body: '{}', signal });

test('an answer that is no stream is one as of fetch', async () => {
  const url = await serving((outgoing) => {
    outgoing.writeHead(429, { 'retry-after': '7', 'content-type': 'application/json' }).end('{"error":{"type":"x"}}');
  });
  const response = await post(url);
  expect([response.status, response.ok, response.headers.get('retry-after')]).toEqual([429, false, '7']);
  expect(await response.json()).toEqual({ error: { type: 'x' } });
  await expect(readEvents(response, new AbortController().signal).next()).rejects.toThrow(SyntaxError);
});

test('a connection that was closed meanwhile is opened anew, once', async () => {
  const url = await serving((outgoing, request) => {
    if (request === 2) outgoing.socket?.resetAndDestroy();
    else outgoing.end('{}');
  });
  expect((await post(url)).status).toBe(200);
  expect((await post(url)).status).toBe(200);
});

test('nobody there is told as by fetch', async () => {
  const url = await serving(() => {});
  await new Promise((resolve) => server?.close(resolve));
  await expect(post(url)).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNREFUSED' } });
});

test('a reader who is slow makes the provider wait, and loses nothing', async () => {
  let isHeldUp = false;
  const url = await serving(async (outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let number = 0; number < 20_000; number += 1) {
      if (!outgoing.write(`data: {"number":${number},"filling":"${'x'.repeat(500)}"}\n\n`)) {
        isHeldUp = true;
        await new Promise((resolve) => outgoing.once('drain', resolve));
      }
    }
    outgoing.end('data: [DONE]\n\n');
  });
  const signal = new AbortController().signal;
  const numbers: number[] = [];
  for await (const events of readEvents<{ number: number }>(await post(url), signal)) {
    if (numbers.length === 0) await new Promise((resolve) => setTimeout(resolve, 200));
    numbers.push(...events.map(({ number }) => number));
  }
  expect(isHeldUp).toBe(true);
  expect(numbers).toEqual(Array.from({ length: 20_000 }, (_, number) => number));
});

test('the signal closes the connection, before the first event too', async () => {
  const closed = new Promise<void>((resolve) => {
    void serving((outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      outgoing.flushHeaders();
      outgoing.on('close', resolve);
    }).then(async (url) => {
      const controller = new AbortController();
      const events = readEvents(await post(url), controller.signal);
      setTimeout(() => controller.abort(), 20);
      await expect(events.next()).rejects.toThrow();
    });
  });
  await closed;
});
