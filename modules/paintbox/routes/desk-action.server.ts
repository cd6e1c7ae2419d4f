import type { ActionFunctionArgs } from '@remix-run/node';
import type { z } from 'zod';
import { readBody } from '#app/http/form.server.ts';
import type { Permission } from '#app/manifest.ts';
import { answerAction } from '#app/tenancy/answer.server.ts';
import { marked, tenantAction } from '#app/tenancy/gate.server.ts';
import { betweenTransactions, type Desk } from '../operations/desk.server.ts';

type Options<P, I> = { permission: Permission; params?: z.ZodType<P>; input?: z.ZodType<I> };
type Handled<P, I, T> = Parameters<typeof tenantAction<T, P, I>>[1];

/** An action whose operations ask the desk: it is tried again with the answer, in a new transaction. */
export function deskAction<T, P, I>(
  options: Options<P, I>,
  handle: (args: Parameters<Handled<P, I, T>>[0] & { desk: Desk }) => Promise<T>,
) {
  const desks = new WeakMap<Request, Desk>();
  const once = tenantAction<T, P, I>(options, (args) => {
    const desk = desks.get(args.request);
    if (!desk) throw new Error('The desk of this request is gone.');
    return handle({ ...args, desk });
  });
  const action = (args: ActionFunctionArgs) =>
    answerAction(
      () => readBody(args.request),
      () =>
        betweenTransactions((desk) => {
          desks.set(args.request, desk);
          return once(args);
        }),
    );
  return marked(action, once.gate);
}
