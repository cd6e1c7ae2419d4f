import { z } from 'zod';
import type { TenantTx } from '#db/tenant.server.ts';
import { enqueue } from '../../jobs/job.server.ts';

/** The envelope of the job that reads one record again, shared by who asks for it and who does it. */
export const recordReading = {
  name: 'knowledge.record',
  schema: z.object({ recordType: z.string(), recordId: z.uuid() }),
};

const minuteMs = 60_000;

/**
 * Has a record read again that is searched for what it says, in the transaction that changed it. Saves of one minute are
 * read once: after that minute, so that none of them comes too late for it.
 */
export async function recordChanged(tx: TenantTx, recordType: string, recordId: string, now: Date): Promise<void> {
  const minute = Math.floor(now.getTime() / minuteMs);
  const runAt = new Date((minute + 1) * minuteMs);
  await enqueue(tx, recordReading, { recordType, recordId }, { runAt, key: `${recordType} ${recordId} ${minute}` });
}
