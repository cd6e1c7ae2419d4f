import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { beginArrival, cancelArrival, endArrival, keepPiece } from '../data/arrival.server.ts';
import { asJson } from '../http/json-answer.server.ts';
import { byIntent, tenantAction } from '../tenancy/gate.server.ts';
import { idSchema } from '../values/id.ts';

const own = { permission: 'tenant:own' } as const;

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

const piece = z.object({
  id: idSchema,
  number: wholeNumber,
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.instanceof(Blob),
});

const steps = byIntent({
  begin: tenantAction(
    { ...own, input: z.object({ name: z.string().min(1).max(255), size: wholeNumber.refine((size) => size > 0) }) },
    ({ operation, input }) => beginArrival(operation, input),
  ),
  piece: tenantAction({ ...own, input: piece }, async ({ operation, input: { bytes, ...rest } }) =>
    keepPiece(operation, { ...rest, bytes: new Uint8Array(await bytes.arrayBuffer()) }),
  ),
  end: tenantAction({ ...own, input: z.object({ id: idSchema }) }, ({ operation, input }) =>
    endArrival(operation, input.id),
  ),
  cancel: tenantAction({ ...own, input: z.object({ id: idSchema }) }, async ({ operation, input }) => {
    await cancelArrival(operation, input.id);
    return { ok: true };
  }),
});

/**
 * An archive that comes in pieces: what a browser sends it to, and is answered in JSON. The page itself takes one that is small
 * enough as a form.
 */
export const action = Object.assign((args: ActionFunctionArgs) => asJson(() => steps(args)), { gates: steps.gates });
