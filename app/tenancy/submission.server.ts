import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { submission } from '#db/schema/index.ts';
import { Refusal } from '../errors/refusal.ts';
import type { OperationContext } from './operation.server.ts';

/** The part of a response that a repeat needs: where to go, what to say, or the data itself. */
type Outcome = { redirect: { status: number; headers: [string, string][] } } | { value: unknown };

interface Submission {
  key: unknown;
  action: string;
  input: unknown;
  /** What to say when the key comes again with other input. */
  reused?: () => Refusal;
}

/**
 * Makes a form take effect once. The key is written in the transaction of the effect: a second click waits for the
 * first to commit and is given the first's answer; if the first fails, its key goes with it and the second is tried.
 */
export async function once<T>(
  { tx, actor }: OperationContext,
  { key, action, input, reused = sentBefore }: Submission,
  run: () => Promise<T>,
): Promise<T> {
  if (typeof key !== 'string' || key === '') return run();
  const inputHash = createHash('sha256')
    .update(JSON.stringify(input) ?? '')
    .digest('hex');
  const [mine] = await tx
    .insert(submission)
    .values({ key: key.slice(0, 64), action, actorId: actor.userId, inputHash })
    .onConflictDoNothing()
    .returning({ id: submission.id });
  if (!mine) {
    const first = await findFirst(tx, key.slice(0, 64), action);
    if (first?.inputHash !== inputHash) throw reused();
    return fromOutcome(first.outcome as Outcome) as T;
  }
  const answer = await run();
  await tx
    .update(submission)
    .set({ outcome: toOutcome(answer) })
    .where(eq(submission.id, mine.id));
  return answer;
}

async function findFirst(tx: OperationContext['tx'], key: string, action: string) {
  const [first] = await tx
    .select({ inputHash: submission.inputHash, outcome: submission.outcome })
    .from(submission)
    .where(and(eq(submission.action, action), eq(submission.key, key)));
  return first;
}

function sentBefore(): Refusal {
  return new Refusal(
    'conflict',
    'This form was already sent with other values. Reload the page to see what was saved.',
  );
}

function toOutcome(answer: unknown): Outcome {
  if (answer instanceof Response) return { redirect: { status: answer.status, headers: [...answer.headers] } };
  return { value: answer ?? null };
}

function fromOutcome(outcome: Outcome): unknown {
  if ('redirect' in outcome) return new Response(null, outcome.redirect);
  return outcome.value;
}
