import { and, eq, isNull, sql } from 'drizzle-orm';
import { mail } from '#db/schema/index.ts';
import { defineJob, type Job, type JobContext } from '../jobs/job.server.ts';
import { mailDelivery } from './mail.server.ts';
import { type Envelope, FinalFailure, type Transport } from './transport.server.ts';

/** A letter as its row has it: its words are gone once it is delivered. */
export type LetterRow = Omit<Envelope, 'html' | 'plain'> & {
  html: string | null;
  plain: string | null;
  usefulUntil: Date;
};

/** What became of one try. */
export type Outcome = { kind: 'sent' } | { kind: 'failed' | 'dead'; error: string };

export type LetterState = 'queued' | 'failed' | 'sent' | 'dead';

/** Where a letter stands: `failed` waits for its next try, `dead` was given up. */
export function letterState(row: { sentAt: Date | null; deadAt: Date | null; lastError: string | null }): LetterState {
  if (row.sentAt) return 'sent';
  if (row.deadAt) return 'dead';
  return row.lastError === null ? 'queued' : 'failed';
}

/** Tries to hand a letter over. Never throws. */
export async function tryToSend(transport: Transport, row: LetterRow, now: Date): Promise<Outcome> {
  const { html, plain } = row;
  if (html === null || plain === null) return { kind: 'dead', error: 'The words of this letter are gone.' };
  if (row.usefulUntil <= now) return { kind: 'dead', error: 'It could not be delivered while it was of use.' };
  try {
    await transport.send({ ...row, html, plain });
    return { kind: 'sent' };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: error instanceof FinalFailure ? 'dead' : 'failed', error: message.slice(0, 500) };
  }
}

/** The columns that record an outcome. A letter that was delivered is its reader's: we keep that it went, not what it said. */
export function settled(outcome: Outcome, at: Date) {
  if (outcome.kind === 'sent') return { sentAt: at, lastError: null, html: null, plain: null };
  return { lastError: outcome.error, ...(outcome.kind === 'dead' && { deadAt: at }) };
}

/**
 * Repeats a record that must not be lost: between the handing over and this record lies the only moment in which a dying
 * process sends a letter twice, and a database that is away for a moment must not make it longer.
 */
export async function recordSurely(record: () => Promise<void>): Promise<void> {
  for (let pauseMs = 100; ; pauseMs *= 2) {
    try {
      return await record();
    } catch (error) {
      if (pauseMs > 5_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** The job that delivers the letters of businesses. Its tries reach over more than a day; each letter ends them when it is of no use. */
export function mailJob(transport: Transport): Job<{ mailId: string }> {
  return defineJob(
    mailDelivery.name,
    mailDelivery.schema,
    async (ctx, { mailId }) => {
      const row = await takeLetter(ctx, mailId);
      if (!row) return;
      const outcome = await tryToSend(transport, row, new Date());
      await recordSurely(() => settle(ctx, mailId, outcome));
      if (outcome.kind === 'failed') throw new Error(outcome.error);
    },
    {
      attempts: 200,
      timeoutMs: 90_000,
      onDead: (ctx, { mailId }, error) => settle(ctx, mailId, { kind: 'dead', error: error.message }),
    },
  );
}

function takeLetter(ctx: JobContext, mailId: string) {
  return ctx.inTenant(async ({ tx }) => {
    const [row] = await tx
      .update(mail)
      .set({ attempts: sql`${mail.attempts} + 1` })
      .where(and(eq(mail.id, mailId), isNull(mail.sentAt), isNull(mail.deadAt)))
      .returning();
    return row;
  });
}

function settle(ctx: JobContext, mailId: string, outcome: Outcome): Promise<void> {
  return ctx.inTenant(async ({ tx, now }) => {
    await tx
      .update(mail)
      .set(settled(outcome, now))
      .where(and(eq(mail.id, mailId), isNull(mail.sentAt)));
  });
}
