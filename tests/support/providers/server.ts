import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatWire } from './chat-wire.ts';
import { embeddingsOf } from './embeddings.ts';
import { messagesWire } from './messages-wire.ts';
import { responsesWire } from './responses-wire.ts';
import type { Answer, Asked, Wire } from './script.ts';

export type { Answer, Asked, Fault } from './script.ts';

export interface Providers {
  /** Where each is asked: the values of ANTHROPIC_BASE_URL and so on. */
  urls: { anthropic: string; openai: string; together: string; fireworks: string };
  asked: Asked[];
  /** Answers the next requests, one after the other; then as `otherwise` says. */
  answer(...answers: Answer[]): void;
  otherwise(answer: (asked: Asked) => Answer): void;
  /** Answers what the application asks beside the conversation, such as for its title: apart from the script and from `asked`. */
  aside(answer: (asked: Asked) => Answer | undefined): void;
  /** Forgets what was asked and what is still to be answered. */
  reset(): void;
  close(): Promise<void>;
}

const hello = (_asked: Asked): Answer => ({ text: ['Hello', ' there', '.'] });

const wires: Record<string, () => Wire> = {
  '/messages': messagesWire,
  '/chat/completions': chatWire,
  '/responses': responsesWire,
};

/**
 * Anthropic, OpenAI, Together and Fireworks on this machine: what their SDKs send is understood, and what they are sent is
 * what the providers' documents show. What is answered, how fast, and what goes wrong is scripted.
 */
export async function startProviders({ port = 0 } = {}): Promise<Providers> {
  const asked: Asked[] = [];
  const queue: Answer[] = [];
  let usual = hello;
  let beside = (_asked: Asked): Answer | undefined => undefined;

  const server = createServer(async (request, response) => {
    const entry = await read(request);
    const besides = beside(entry);
    if (!besides) asked.push(entry);
    response.on('close', () => {
      if (response.writableFinished) entry.endedAt = Date.now();
      else entry.abortedAt = Date.now();
    });
    const path = entry.path.replace(/^.*\/v1/, '');
    if (path === '/embeddings') return json(response, 200, embeddingsOf(entry.body));
    const wire = wires[path]?.();
    if (!wire) return json(response, 404, { error: { type: 'not_found_error', message: 'No such path.' } });
    await play(response, wire, besides ?? queue.shift() ?? usual(entry), String(entry.body.model)).catch(() =>
      response.destroy(),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    urls: {
      anthropic: `${origin}/anthropic`,
      openai: `${origin}/openai/v1`,
      together: `${origin}/together/v1`,
      fireworks: `${origin}/fireworks/v1`,
    },
    asked,
    answer: (...answers) => void queue.push(...answers),
    otherwise(answer) {
      usual = answer;
    },
    aside(answer) {
      beside = answer;
    },
    reset() {
      asked.length = 0;
      queue.length = 0;
      usual = hello;
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  return {
    provider: path.split('/')[1] ?? '',
    path,
    headers: request.headers,
    body: chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {},
    at: Date.now(),
    abortedAt: null,
    endedAt: null,
  };
}

async function play(response: ServerResponse, wire: Wire, answer: Answer, model: string): Promise<void> {
  const { fault, delayMs = 0, gapMs = 0 } = answer;
  if (delayMs > 0) await sleep(delayMs);
  if (fault?.kind === 'status') {
    if (fault.retryAfter) response.setHeader('retry-after', fault.retryAfter);
    return json(response, fault.status, wire.failure(fault.type, fault.message ?? 'It did not work.'));
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.flushHeaders();
  response.write(wire.begin(model, answer));
  if (fault?.kind === 'repeat') return repeat(response, wire, fault.piece);
  if (fault?.kind === 'refuse') return void response.end(wire.end(answer, 'refusal'));
  const breaks = fault && 'after' in fault && fault.kind !== 'half-input' ? fault : null;
  const frames = framesOf(wire, answer);
  for (let sent = 0; ; sent++) {
    if (breaks && sent >= breaks.after) return fail(response, wire, breaks);
    if (gapMs > 0 && sent > 0) await sleep(gapMs);
    const frame = frames.next();
    if (frame.done || response.destroyed) break;
    response.write(frame.value);
  }
  response.end(wire.end(answer, answer.isCutOff ? 'length' : answer.calls?.length ? 'calls' : 'stop'));
}

function* framesOf(wire: Wire, { thinking = [], text = [], calls = [], fault }: Answer): Generator<string> {
  let hasThought = false;
  for (const piece of thinking) {
    hasThought = true;
    yield wire.thinking(piece);
  }
  let end = hasThought ? wire.endThinking() : '';
  for (const piece of text) {
    yield end + wire.text(piece);
    end = '';
  }
  if ([...text].length > 0) end += wire.endText();
  for (const [index, { name, input }] of calls.entries()) {
    const whole = JSON.stringify(input);
    const said = fault?.kind === 'half-input' ? whole.slice(0, fault.after) : whole;
    yield end + wire.beginCall(index, name);
    end = '';
    for (const piece of said.match(/.{1,12}/gs) ?? []) yield wire.callPiece(index, piece);
    yield wire.endCall(index, name, said);
  }
  if (end) yield end;
}

type Breaking = Extract<NonNullable<Answer['fault']>, { after: number }>;

async function fail(response: ServerResponse, wire: Wire, fault: Breaking): Promise<void> {
  switch (fault.kind) {
    case 'stall':
      await once(response, 'close');
      return;
    case 'die':
      // After what was written has left, as when a process is killed.
      response.write('', () => response.socket?.resetAndDestroy());
      return;
    case 'end-early':
      response.end();
      return;
    case 'garbage':
      response.end('event: content_block_delta\ndata: \u0000\u0001<html>502 Bad Gateway</html>\n\n');
      return;
    case 'half-json':
      response.end(wire.half());
      return;
    case 'error-event':
      response.end(wire.error(fault.type));
      return;
  }
}

async function repeat(response: ServerResponse, wire: Wire, piece: string): Promise<void> {
  while (!response.destroyed) {
    if (!response.write(wire.text(piece))) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    await sleep(0);
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
