import { desc, inArray } from 'drizzle-orm';
import { mail } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { type LetterState, letterState } from './delivery.server.ts';

/** A letter as the page of what it is about shows it. */
export interface SentLetter {
  id: string;
  aboutId: string | null;
  to: string;
  state: LetterState;
  createdAt: Date;
  sentAt: Date | null;
  /** Why the last try failed. */
  problem: string | null;
}

/** The letters about these rows, the newest first. */
export async function listLettersAbout(tx: TenantTx, ids: readonly string[]): Promise<SentLetter[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({
      id: mail.id,
      aboutId: mail.aboutId,
      to: mail.toAddress,
      createdAt: mail.createdAt,
      sentAt: mail.sentAt,
      deadAt: mail.deadAt,
      lastError: mail.lastError,
    })
    .from(mail)
    .where(inArray(mail.aboutId, [...ids]))
    .orderBy(desc(mail.createdAt))
    .limit(100);
  return rows.map(({ deadAt, lastError, ...row }) => ({
    ...row,
    state: letterState({ sentAt: row.sentAt, deadAt, lastError }),
    problem: lastError,
  }));
}
