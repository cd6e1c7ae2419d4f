import { z } from 'zod';
import { type PersonScope, scopeSchema } from './scope.server.ts';

/** How far an erasure is: which table, behind which row, in which round, and whether the round changed anything. */
export const placeSchema = z.object({
  scope: scopeSchema,
  table: z.number().int(),
  after: z.string().nullable(),
  round: z.number().int(),
  changed: z.boolean(),
});

export type Place = z.infer<typeof placeSchema>;

export function startPlace(scope: PersonScope): Place {
  return { scope, table: 0, after: null, round: 0, changed: false };
}
