import type { ActionFunctionArgs } from '@remix-run/node';
import type { z } from 'zod';
import { Refusal } from '../errors/refusal.ts';
import { readBody } from '../http/form.server.ts';
import type { Permission } from '../manifest.ts';
import { answerAction } from './answer.server.ts';
import { marked, tenantAction } from './gate.server.ts';

/**
 * Finds something out that takes its time: asks a provider, has a workbook calculated. `key` names all that the answer
 * depends on: the same key gets the same answer. A transaction must not wait for it, so the work is done between two.
 */
export type FindOut = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Thrown out of a transaction that needs to know something first: nothing of it happened. */
class Wait extends Error {
  readonly work: () => Promise<[string, unknown]>;

  constructor(work: () => Promise<[string, unknown]>) {
    super('A transaction has to know something first.');
    this.work = work;
  }
}

/** Each try that fails was overtaken by somebody else's save. */
const mostTries = 6;

/**
 * Runs something that opens a transaction of its own, and that has to find things out. The first transaction ends where it
 * asks, and the next finds the answer there.
 * @param overtaken says it when others save so quickly that no answer is still true when it is used
 * @throws as `run` and the work do
 */
export async function betweenTransactions<T>(
  run: (findOut: FindOut) => Promise<T>,
  overtaken: () => Refusal = busy,
): Promise<T> {
  const known = new Map<string, unknown>();
  const findOut: FindOut = async <A>(key: string, work: () => Promise<A>) => {
    // The answer was given to a question with the same key.
    if (known.has(key)) return known.get(key) as A;
    throw new Wait(async () => [key, await work()]);
  };
  for (let tries = 0; tries < mostTries; tries += 1) {
    try {
      return await run(findOut);
    } catch (error) {
      if (!(error instanceof Wait)) throw error;
      known.set(...(await error.work()));
    }
  }
  throw overtaken();
}

function busy(): Refusal {
  return new Refusal('busy', 'Others are changing the same thing right now. Please try again.');
}

type Options<P, I> = { permission: Permission; params?: z.ZodType<P>; input?: z.ZodType<I>; stepUp?: true };
type Handled<P, I, T> = Parameters<typeof tenantAction<T, P, I>>[1];

/** An action whose operations find something out: it is tried again with the answer, in a new transaction. */
export function findingAction<T, P, I>(
  options: Options<P, I>,
  handle: (args: Parameters<Handled<P, I, T>>[0] & { findOut: FindOut }) => Promise<T>,
  overtaken?: () => Refusal,
) {
  const asking = new WeakMap<Request, FindOut>();
  const once = tenantAction<T, P, I>(options, (args) => {
    const findOut = asking.get(args.request);
    if (!findOut) throw new Error('The action was called past its own door.');
    return handle({ ...args, findOut });
  });
  const action = (args: ActionFunctionArgs) =>
    answerAction(
      () => readBody(args.request),
      () =>
        betweenTransactions((findOut) => {
          asking.set(args.request, findOut);
          return once(args);
        }, overtaken),
      args.context,
    );
  return marked(action, once.gate);
}
