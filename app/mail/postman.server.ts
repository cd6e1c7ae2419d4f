import { and, eq, isNotNull, lt, or, sql } from 'drizzle-orm';
import type { Database } from '#db/client.server.ts';
import { accountMail } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import { pauseAfter } from '../jobs/worker.server.ts';
import { type Outcome, recordSurely, settled, tryToSend } from './delivery.server.ts';
import type { Transport } from './transport.server.ts';

export interface Postman {
  /** Delivers whatever is due now, and returns when nothing is. */
  drain(): Promise<void>;
  /** Takes no more letters, and waits for those that are on their way. */
  stop(): Promise<void>;
}

interface PostmanOptions {
  database: Database;
  transport: Transport;
  /** How often to look without being told, in milliseconds. */
  pollMs?: number;
  report?: (problem: { error: Error }) => void;
}

const channel = 'candlefish_mail';

/** Longer than the slowest SMTP conversation: a letter is not taken again while it may still be on its way. */
const leaseMs = 120_000;
const atOnce = 4;

type AccountLetter = typeof accountMail.$inferSelect;

/** Starts delivering the letters about accounts. A commit wakes it; a slow poll finds those that wait for another try. */
export async function startPostman({ database, transport, pollMs = 5_000, report }: PostmanOptions): Promise<Postman> {
  let isStopping = false;
  let round: Promise<void> | undefined;
  let isWokenAgain = false;

  const wake = () => {
    if (round) {
      isWokenAgain = true;
      return;
    }
    round = walk()
      .catch((error: unknown) => report?.({ error: error instanceof Error ? error : new Error(String(error)) }))
      .finally(() => {
        round = undefined;
        if (isWokenAgain && !isStopping) {
          isWokenAgain = false;
          wake();
        }
      });
  };

  async function walk(): Promise<void> {
    while (!isStopping) {
      const letters = await lease(database);
      if (letters.length === 0) return;
      await Promise.all(letters.map((letter) => deliver(database, transport, letter)));
    }
  }

  const silence = await database.listen(channel, wake);
  const poll = setInterval(wake, pollMs);
  poll.unref();
  wake();
  return {
    async drain() {
      wake();
      while (round) await round;
    },
    async stop() {
      isStopping = true;
      clearInterval(poll);
      await silence().catch(() => {});
      await round;
    },
  };
}

/** Takes what is due. Two postmen never have the same letter; one that died leaves it when its lease ends. */
function lease(database: Database): Promise<AccountLetter[]> {
  return withPlatform(
    (tx) =>
      tx
        .update(accountMail)
        .set({
          attempts: sql`${accountMail.attempts} + 1`,
          leasedUntil: sql`now() + ${leaseMs} * interval '1 millisecond'`,
        })
        .where(
          sql`${accountMail.id} in (
            select due.id from account_mail due
            where due.sent_at is null and due.dead_at is null and due.run_at <= now()
              and (due.leased_until is null or due.leased_until < now())
            order by due.run_at limit ${atOnce} for update skip locked)`,
        )
        .returning(),
    { database },
  );
}

async function deliver(database: Database, transport: Transport, letter: AccountLetter): Promise<void> {
  const outcome = await tryToSend(transport, letter, new Date());
  await recordSurely(() => settle(database, letter, outcome));
}

// Every lease raises `attempts`, so id and attempts together name one lease.
function settle(database: Database, { id, attempts }: AccountLetter, outcome: Outcome): Promise<void> {
  const pauseMs = pauseAfter(attempts);
  const again = outcome.kind === 'failed' && { runAt: sql`now() + ${pauseMs} * interval '1 millisecond'` };
  return withPlatform(
    async (tx) => {
      await tx
        .update(accountMail)
        .set({ ...settled(outcome, new Date()), leasedUntil: null, ...again })
        .where(and(eq(accountMail.id, id), eq(accountMail.attempts, attempts)));
    },
    { database },
  );
}

const keptDays = 30;

/** Removes letters about accounts that were delivered or given up a month ago. */
export async function removeOldAccountMail(): Promise<void> {
  const over = or(isNotNull(accountMail.sentAt), isNotNull(accountMail.deadAt));
  const before = new Date(Date.now() - keptDays * 24 * 3600 * 1000);
  await withPlatform((tx) => tx.delete(accountMail).where(and(over, lt(accountMail.createdAt, before))));
}
