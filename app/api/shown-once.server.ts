import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { withTenant } from '#db/tenant.server.ts';
import { seal, unseal } from '../secrets/seal.server.ts';
import { type Gate, marked } from '../tenancy/gate.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';

const purpose = 'submission.outcome';

/** Secrets that a page shows once, each with what it is. */
export type Shown = { label: string; value: string }[];

/** Secrets as an action hands them on: its answer is kept for a second click, and must not be kept in the clear. */
interface Sealed {
  sealedFor: string;
  sealed: string;
}

/** @param said what the page says besides, which is no secret */
export async function sealShown<S extends object>(
  { tx, tenant }: OperationContext,
  shown: Shown,
  said: S,
): Promise<Sealed & { said: S }> {
  return { sealedFor: tenant.id, sealed: await seal(tx, purpose, JSON.stringify(shown)), said };
}

const shape = z.array(z.object({ label: z.string(), value: z.string() }));

/** An action whose answer holds sealed secrets: they are opened on their way into the page. */
export function revealing<S extends object, A>(
  action: ((args: ActionFunctionArgs) => Promise<(Sealed & { said: S }) | A>) & { gate: Gate },
) {
  const door = async (args: ActionFunctionArgs): Promise<Exclude<A, Sealed> | (S & { ok: true; shown: Shown })> => {
    const answer = await action(args);
    if (!isSealed(answer)) return answer as Exclude<A, Sealed>;
    // What is sealed was answered by `sealShown`, with what it says besides.
    const { sealedFor: tenantId, sealed, said } = answer as Sealed & { said: S };
    const text = await withTenant({ tenantId }, (tx) => unseal(tx, purpose, sealed), { readOnly: true });
    return { ...said, ok: true, shown: shape.parse(JSON.parse(text)) };
  };
  return marked(door, action.gate);
}

function isSealed(answer: unknown): answer is Sealed {
  return typeof answer === 'object' && answer !== null && 'sealed' in answer && 'sealedFor' in answer;
}
