import type { ServerResponse } from 'node:http';
import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import { type TenantTx, withSession } from '#db/tenant.server.ts';
import { noteAccess } from '../../access/request.server.ts';
import { answerJson, answerProblem } from '../../api/answer.server.ts';
import { parseInput, parseJson, readBytes } from '../../api/body.server.ts';
import { hashToken, sessionToken } from '../../auth/session.server.ts';
import { notFound, Refusal } from '../../errors/refusal.ts';
import { requireCsrf } from '../../http/csrf.server.ts';
import { standAside } from '../../http/gate.server.ts';
import { isSameOrigin } from '../../http/headers.server.ts';
import { limit } from '../../limits/limit.server.ts';
import { rules } from '../../limits/rules.ts';
import { type Admitted, admit } from '../../tenancy/entry.server.ts';
import type { Gate } from '../../tenancy/gate.server.ts';
import type { OperationContext } from '../../tenancy/operation.server.ts';
import { whoActs } from '../../tenancy/stand-in.server.ts';
import type { Runs } from '../run/runs.server.ts';

/** What the HTTP entry knows of a call. */
export interface Call {
  request: Request;
  params: Record<string, string>;
  context: AppLoadContext;
  outgoing: ServerResponse;
  runs: Runs;
  /** Puts what every answer carries on this one. */
  finish: (answer: Response, context: AppLoadContext) => void;
}

/** A door of the assistant, under {@link assistantBase}. Made by {@link assistantDoor} alone; tests read its mark. */
export interface AssistantDoor {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  gate: Extract<Gate, { kind: 'tenant' }>;
  answer(call: Call): Promise<Response>;
}

export const assistantBase = '/t/:tenant/assistant/api';

const permission = 'assistant:use';

interface Options<P, S, I> {
  method: AssistantDoor['method'];
  path: string;
  params?: z.ZodType<P>;
  search?: z.ZodType<S>;
  /** The body, as JSON. */
  input?: z.ZodType<I>;
  /** Counted as a question to the assistant. */
  isQuestion?: true;
  /** Looks at the body itself, before the transaction. */
  read?: (request: Request) => Promise<I>;
}

export interface Args<P, S, I> extends Admitted {
  tx: TenantTx;
  operation: OperationContext;
  params: P;
  search: S;
  input: I;
  call: Call;
}

/** What is done once the transaction has ended: its answer is the door's. */
type Afterwards = () => Promise<Response> | Response;

const nothing = z.object({});

/**
 * A door of the assistant: origin and token -> how often -> session -> membership -> permission -> params and input -> one
 * transaction. The permission is one that an operator in a member's place does not have.
 * `handle` gives what is answered as JSON, or what is to be done after the commit.
 */
export function assistantDoor<P = object, S = object, I = object>(
  options: Options<P, S, I>,
  handle: (args: Args<P, S, I>) => Promise<object | Afterwards>,
): AssistantDoor {
  const { method, path } = options;
  return {
    method,
    path,
    gate: { kind: 'tenant', permission },
    answer: (call) => run(options, handle, call).catch(answerFault),
  };
}

async function run<P, S, I>(
  options: Options<P, S, I>,
  handle: (args: Args<P, S, I>) => Promise<object | Afterwards>,
  call: Call,
): Promise<Response> {
  const { method } = options;
  const { request, params, context } = call;
  const url = new URL(request.url);
  const isWrite = method !== 'GET';
  if (isWrite) refuseForeign(request);
  const input = isWrite ? await bodyOf(options, request) : () => ({}) as I;
  const answer = await withSession(
    hashToken(sessionToken(request) ?? ''),
    params.tenant ?? null,
    async ({ tx, entry }) => {
      const admitted = admit(entry, permission, url, context.clientAddress);
      const { tenant, member } = admitted;
      noteAccess(context, { tenantId: tenant.id, userId: member.userId });
      if (options.isQuestion) await countQuestion(tenant.id, member.userId);
      const operation = { tx, tenant, now: new Date(), requestId: context.requestId, ...whoActs(admitted) };
      return handle({
        ...admitted,
        tx,
        operation,
        params: paramsOf(options.params, params),
        search: parseInput(orNothing(options.search), Object.fromEntries(url.searchParams)),
        input: input(),
        call,
      });
    },
    { readOnly: !isWrite },
  );
  return typeof answer === 'function' ? answer() : answerJson(answer);
}

function refuseForeign(request: Request): void {
  if (!isSameOrigin(request)) throw new Refusal('forbidden', 'This was sent from another site.');
  requireCsrf(request, {});
}

/** Reads the body before the transaction, and says what is wrong with it only to whoever may come in. */
async function bodyOf<P, S, I>({ read, input }: Options<P, S, I>, request: Request): Promise<() => I> {
  try {
    if (read) return always(await read(request));
    if (!input) return () => ({}) as I;
    const bytes = await readBytes(request);
    return () => parseInput(input, parseJson(request, bytes));
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function always<T>(value: T): () => T {
  return () => value;
}

async function countQuestion(tenantId: string, userId: string): Promise<void> {
  const { isAllowed, resetMs } = await limit(rules.assistant, `${userId} in ${tenantId}`);
  if (isAllowed) return;
  const retryAfter = Math.max(1, Math.ceil(resetMs / 1000));
  throw new Refusal('too-many', `You asked very much in a short time. Wait ${retryAfter} seconds.`, { retryAfter });
}

/** A gate that sends people elsewhere says so in words here: a script follows no redirect to a page. */
function answerFault(error: unknown): Response {
  if (!(error instanceof Response)) return answerProblem(error);
  const location = error.headers.get('Location') ?? '/sign-in';
  const message = 'You are signed out, or this business asks for another proof. Reload the page.';
  return answerJson({ error: { code: 'unauthenticated', message, location } }, 401);
}

function paramsOf<P>(schema: z.ZodType<P> | undefined, params: Record<string, string>): P {
  const result = orNothing(schema).safeParse(params);
  if (result.success) return result.data;
  throw notFound('conversation');
}

/** Without a schema there is nothing to read, and P, S and I are the empty object that they default to. */
function orNothing<T>(schema: z.ZodType<T> | undefined): z.ZodType<T> {
  return schema ?? (nothing as unknown as z.ZodType<T>);
}

/**
 * Answers with a stream of UI messages that is written past Hono, which would read it piece by piece, and past everything
 * that collects or compresses.
 */
export function sendText(
  { outgoing, context, finish }: Call,
  write: (outgoing: ServerResponse, headers: Record<string, string>) => void,
): Response {
  const head = new Response(null, { headers: streamHeaders });
  finish(head, context);
  // It is not one of those requests any more that are answered in a moment and counted until then.
  standAside(outgoing);
  write(outgoing, Object.fromEntries(head.headers));
  // What Hono knows an answer by that it does not have to send. Not its own, which is one for all.
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
}

/** What a stream of UI messages is sent with. `no-transform` and `X-Accel-Buffering` keep proxies from holding it back. */
const streamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'private, no-store, no-transform',
  'X-Accel-Buffering': 'no',
  'x-vercel-ai-ui-message-stream': 'v1',
};
