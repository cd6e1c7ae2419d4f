import { desc, notInArray } from 'drizzle-orm';
import { archive } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { findArrival, mostArchive } from './arrival.server.ts';
import { findClosing } from './closing.server.ts';
import { whatIsThere } from './import.server.ts';
import { listFormerMembers } from './person/former-member.server.ts';

/** What an owner sees of the business's data as a whole. */
export async function dataOverview(tx: TenantTx, now: Date) {
  const archives = await tx
    .select({
      id: archive.id,
      direction: archive.direction,
      state: archive.state,
      rowsDone: archive.rowsDone,
      rowsTotal: archive.rowsTotal,
      size: archive.size,
      problem: archive.problem,
      createdAt: archive.createdAt,
      expiresAt: archive.expiresAt,
    })
    .from(archive)
    .where(notInArray(archive.state, ['arriving', 'cancelled']))
    .orderBy(desc(archive.createdAt))
    .limit(5);
  const isEmpty = (await whatIsThere(tx)).length === 0;
  return {
    archives: archives.map((one) => ({ ...one, isThere: one.expiresAt !== null && one.expiresAt > now })),
    formerMembers: await listFormerMembers(tx, 50),
    isEmpty,
    isBusy: archives.some(({ state }) => state === 'working' || state === 'undoing'),
    arrival: await findArrival(tx),
    mostArchive: mostArchive(),
    closing: await findClosing(tx),
  };
}
