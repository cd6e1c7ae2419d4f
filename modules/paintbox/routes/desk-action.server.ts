import type { z } from 'zod';
import type { Permission } from '#app/manifest.ts';
import { findingAction } from '#app/tenancy/between.server.ts';
import { type Desk, deskBetween, overtaken } from '../operations/desk.server.ts';

type Options<P, I> = { permission: Permission; params?: z.ZodType<P>; input?: z.ZodType<I> };
type Handled<P, I, T> = Parameters<typeof findingAction<T, P, I>>[1];

/** An action whose operations ask the desk: it is tried again with the answer, in a new transaction. */
export function deskAction<T, P, I>(
  options: Options<P, I>,
  handle: (args: Omit<Parameters<Handled<P, I, T>>[0], 'findOut'> & { desk: Desk }) => Promise<T>,
) {
  return findingAction<T, P, I>(
    options,
    ({ findOut, ...args }) => handle({ ...args, desk: deskBetween(findOut) }),
    overtaken,
  );
}
