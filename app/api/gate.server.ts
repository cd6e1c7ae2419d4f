import { createHash } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import { noteAccess } from '../access/request.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { limit } from '../limits/limit.server.ts';
import { headersOf } from '../limits/requests.server.ts';
import { rules } from '../limits/rules.ts';
import type { Permission } from '../manifest.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { once } from '../tenancy/submission.server.ts';
import { answerProblem, answerText } from './answer.server.ts';
import { parseInput, parseJson, readBytes } from './body.server.ts';
import { type Caller, type Entered, identify, nameOf, withCaller } from './caller.server.ts';
import { countCall } from './quota.server.ts';
import { takeSignature } from './request-signature.server.ts';

/** What the HTTP entry knows of a call. */
export interface Call {
  request: Request;
  params: Record<string, string>;
  context: AppLoadContext;
}

/** A door of the API under `/api/v1/`. Made by {@link apiRoute} alone; tests read its mark. */
export interface ApiDoor {
  method: 'GET' | 'POST';
  /** Such as `paintbox/clients/:id`. */
  path: string;
  gate: { kind: 'api'; permission: Permission };
  answer(call: Call): Promise<Response>;
}

interface Options<P, S, I> {
  method: 'GET' | 'POST';
  path: string;
  /** What a member's role, or a key's scopes, must hold. */
  permission: Permission;
  params?: z.ZodType<P>;
  /** The query. */
  search?: z.ZodType<S>;
  /** The body, for POST. */
  input?: z.ZodType<I>;
  /** Whose data it hands out, such as `clients`: the access log says so. */
  personalData?: string;
}

interface Args<P, S, I> extends Entered {
  params: P;
  search: S;
  input: I;
  /** What operations take. */
  operation: OperationContext;
}

const nothing = z.object({});

/**
 * A door of the JSON API, for access tokens and keys alike: who calls -> how often -> signature -> tenant and permission
 * -> params and input -> one transaction. POST creates: it answers 201, and with an `Idempotency-Key` takes effect once.
 */
export function apiRoute<T, P = object, S = object, I = object>(
  options: Options<P, S, I>,
  handle: (args: Args<P, S, I>) => Promise<T>,
): ApiDoor {
  const { method, path, permission } = options;
  return {
    method,
    path,
    gate: { kind: 'api', permission },
    async answer(call) {
      const counted: Headers = new Headers();
      const answer = await admit(call, counted)
        .then((admitted) => run(options, handle, call, admitted))
        .catch(answerProblem);
      for (const [name, value] of counted) answer.headers.append(name, value);
      return answer;
    },
  };
}

interface Admitted {
  caller: Caller;
  body: Buffer;
}

async function admit({ request, context }: Call, counted: Headers): Promise<Admitted> {
  const caller = await identify(request, context.clientAddress);
  const verdict = await limit(rules.apiCaller, nameOf(caller));
  for (const [name, value] of headersOf([{ rule: rules.apiCaller, verdict }])) counted.set(name, value);
  if (!verdict.isAllowed) {
    const retryAfter = Math.max(1, Math.ceil(verdict.resetMs / 1000));
    throw new Refusal('too-many', `Too many requests by this key or person. Wait ${retryAfter} seconds.`, {
      retryAfter,
    });
  }
  const body = request.method === 'GET' ? Buffer.alloc(0) : await readBytes(request);
  if (caller.kind === 'key') await takeSignature({ ...caller, body }, request);
  return { caller, body };
}

async function run<T, P, S, I>(
  options: Options<P, S, I>,
  handle: (args: Args<P, S, I>) => Promise<T>,
  { request, params, context }: Call,
  { caller, body }: Admitted,
): Promise<Response> {
  const { method, permission, personalData } = options;
  const url = new URL(request.url);
  const json = await withCaller(
    caller,
    context,
    async (entered) => {
      refuseHindered(entered, permission);
      await countCall(entered.tx, entered.tenant.id, new Date());
      if (personalData) noteAccess(context, { personalData });
      const args = {
        ...entered,
        params: parsedParams(options.params, params),
        search: parseInput(orNothing(options.search), Object.fromEntries(url.searchParams)),
        input: parseInput(orNothing(options.input), method === 'POST' ? parseJson(request, body) : {}),
        operation: operationOf(entered, context),
      };
      const work = async () => JSON.stringify((await handle(args)) ?? null);
      if (method === 'GET') return work();
      return once(args.operation, submissionOf(request, url, caller, args.input), work);
    },
    { readOnly: method === 'GET' },
  );
  return answerText(json, method === 'POST' ? 201 : 200);
}

/** The key is the caller's own: somebody else's same key is another one, and learns nothing of this one's answer. */
function submissionOf(request: Request, url: URL, caller: Caller, input: unknown) {
  const given = request.headers.get('Idempotency-Key');
  if (given !== null && !/^[\x21-\x7e]{1,255}$/.test(given))
    throw new Refusal('invalid', 'An Idempotency-Key has 1 to 255 visible ASCII characters.');
  const key =
    given === null
      ? null
      : createHash('sha256')
          .update(`${nameOf(caller)} ${given}`)
          .digest('hex');
  const reused = () => new Refusal('invalid', 'This Idempotency-Key was used before, with another body.');
  return { key, action: `POST ${url.pathname}`, input, reused };
}

function operationOf(
  { tx, tenant, actor, door, onBehalfOf }: Entered,
  { requestId }: AppLoadContext,
): OperationContext {
  return { tx, tenant, actor, door, now: new Date(), requestId, ...(onBehalfOf && { onBehalfOf }) };
}

function refuseHindered(entered: Entered, permission: Permission): void {
  const hindrance = entered.hindrance(permission);
  if (hindrance === null) return;
  if (hindrance === 'switched-off') throw new Refusal('not-found', 'This product is switched off in this business.');
  const message =
    hindrance === 'scope' ? `This key lacks the scope ${permission}.` : `This needs the permission ${permission}.`;
  throw new Refusal('forbidden', message);
}

function parsedParams<P>(schema: z.ZodType<P> | undefined, params: Record<string, string>): P {
  const result = orNothing(schema).safeParse(params);
  if (result.success) return result.data;
  throw notFound('thing');
}

/** Without a schema there is nothing to read, and P, S and I are the empty object that they default to. */
function orNothing<T>(schema: z.ZodType<T> | undefined): z.ZodType<T> {
  return schema ?? (nothing as unknown as z.ZodType<T>);
}
