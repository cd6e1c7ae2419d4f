import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { AppLoadContext } from '@remix-run/node';
import { Hono } from 'hono';
import { declareBuiltInModel } from '#app/ai/built-in.server.ts';
import { mountAssistant } from '#app/ai/doors/mount.server.ts';
import type { LanguageModel, ModelCall, ModelPart } from '#app/ai/model.ts';
import { Runs } from '#app/ai/run/runs.server.ts';
import { hashToken } from '#app/auth/session.server.ts';
import { csrfOf } from '#app/http/csrf.server.ts';
import type { Role } from '#app/manifest.ts';
import { membership, session, tenant, user } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';

/** What a scripted model does when it is asked: each call of it takes the next step. */
export type Script = (call: ModelCall, turn: number) => AsyncIterable<ModelPart>;

const usage = (input: number, output: number): LanguageModelV4Usage => ({
  inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: output, text: output, reasoning: 0 },
});

/** Makes the built-in model say what the script says. */
export function script(run: Script): { calls: ModelCall[] } {
  const calls: ModelCall[] = [];
  const model: LanguageModel = {
    provider: 'built-in',
    modelId: 'candlefish-1',
    stream(call) {
      calls.push(call);
      return run(call, calls.length - 1);
    },
  };
  declareBuiltInModel(model);
  return { calls };
}

/** Words, one part each. */
export async function* says(...words: string[]): AsyncGenerator<ModelPart> {
  yield { type: 'text-start', id: '0' };
  for (const delta of words) yield { type: 'text-delta', id: '0', delta };
  yield { type: 'text-end', id: '0' };
  yield { type: 'finish', usage: usage(10, words.length), finishReason: { unified: 'stop', raw: 'stop' } };
}

/** Tool calls of one step. */
export async function* asks(...calls: [tool: string, input: unknown][]): AsyncGenerator<ModelPart> {
  for (const [toolName, input] of calls) {
    const text = typeof input === 'string' ? input : JSON.stringify(input);
    yield { type: 'tool-call', toolCallId: randomUUID(), toolName, input: text };
  }
  yield { type: 'finish', usage: usage(10, 5), finishReason: { unified: 'tool-calls', raw: 'tool_calls' } };
}

/** One that is answered when it is let go. */
export function latch(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** The doors of the assistant on a socket of their own, with nothing in front of them. */
export async function openAssistant() {
  const runs = new Runs();
  const app = new Hono<{ Bindings: HttpBindings; Variables: { load: AppLoadContext } }>();
  app.use(async (c, next) => {
    const { signal } = c.req.raw;
    c.set('load', { requestId: randomUUID(), nonce: '', clientAddress: '203.0.113.9', isSecure: false, signal, runs });
    await next();
  });
  mountAssistant(app, { runs, finish: () => {} });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    runs,
    url,
    as: (member: Member) => new Talker(url, member),
    async close() {
      await runs.close(0);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Member {
  userId: string;
  tenantId: string;
  slug: string;
  token: string;
}

/** A business and its owner. */
export async function makeBusiness(name = 'Acme'): Promise<Member> {
  const tenantId = randomUUID();
  const slug = `${name.toLowerCase()}-${tenantId.slice(0, 8)}`;
  await withPlatform((tx) => tx.insert(tenant).values({ id: tenantId, slug, name }));
  return join({ tenantId, slug }, 'owner');
}

/** One more member of a business, signed in. */
export async function join({ tenantId, slug }: Pick<Member, 'tenantId' | 'slug'>, role: Role): Promise<Member> {
  const userId = randomUUID();
  const token = randomBytes(20).toString('hex');
  await withPlatform(async (tx) => {
    const email = `${userId}@example.com`;
    await tx.insert(user).values({ id: userId, email, name: `Some ${role}`, passwordHash: 'secret' });
    await tx.insert(membership).values({ tenantId, userId, role });
    await tx.insert(session).values({ id: hashToken(token), userId, expiresAt: new Date(Date.now() + 3_600_000) });
  });
  return { userId, tenantId, slug, token };
}

export interface Told {
  status: number;
  headers: Headers;
  text: string;
  // What an answer holds is what each test asks of it.
  // biome-ignore lint/suspicious/noExplicitAny: the tests compare it
  json: any;
  // biome-ignore lint/suspicious/noExplicitAny: the tests compare it
  chunks: any[];
  /** The words that were streamed. */
  said: string;
}

/** A member's browser, as far as the assistant is concerned. */
export class Talker {
  readonly member: Member;
  readonly #base: string;
  readonly #cookies: string;
  readonly #csrf: string;

  constructor(url: string, member: Member) {
    this.member = member;
    this.#base = `${url}/t/${member.slug}/assistant/api/`;
    this.#cookies = `candlefish_session=${member.token}; candlefish_visit=${randomBytes(18).toString('base64url')}`;
    this.#csrf = csrfOf(new Request(url, { headers: { Cookie: this.#cookies } })).token;
  }

  open(method: string, path: string, body?: unknown, init: RequestInit = {}): Promise<Response> {
    const isForm = body instanceof FormData;
    return fetch(this.#base + path, {
      method,
      redirect: 'manual',
      ...init,
      headers: {
        Cookie: this.#cookies,
        'X-CSRF-Token': this.#csrf,
        ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
        ...init.headers,
      },
      ...(body !== undefined && { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  async ask(method: string, path: string, body?: unknown, init?: RequestInit): Promise<Told> {
    const response = await this.open(method, path, body, init);
    const text = await response.text();
    const chunks = chunksIn(text);
    const said = chunks.flatMap((chunk) => (chunk.type === 'text-delta' ? chunk.delta : [])).join('');
    return { status: response.status, headers: response.headers, text, json: parsed(text), chunks, said };
  }

  async begin(): Promise<string> {
    return (await this.ask('POST', 'conversations', {})).json.id;
  }

  /** Says something, and waits for the end of the answer. */
  say(id: string, text: string, more: Record<string, unknown> = {}): Promise<Told> {
    return this.ask('POST', `conversations/${id}/messages`, { id: randomUUID(), text, parentId: null, ...more });
  }

  read(id: string): Promise<Told> {
    return this.ask('GET', `conversations/${id}`);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the tests compare it
function chunksIn(text: string): any[] {
  return text
    .split('\n\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
