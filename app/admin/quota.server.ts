import { and, count, eq, gt, isNull, sql, sum } from 'drizzle-orm';
import { archive, invitation, membership, storedFile, tenant } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { sizeText } from './size.ts';

const bytesInMib = 1024 * 1024;

export interface Quotas {
  /** Members that are not suspended, and invitations that are open: each holds a seat. */
  seats: { members: number; invited: number; limit: number };
  /** Stored files, and all of an archive that is arriving: room for it is kept from its first piece on. */
  storage: { bytes: number; files: number; arriving: number; limitBytes: number };
}

/** How much of what the platform gives the transaction's tenant is used. */
export async function readQuotas(tx: TenantTx): Promise<Quotas> {
  const [limits, members, invited, storage, arriving] = await Promise.all([
    tx.select({ seats: tenant.seatLimit, mib: tenant.storageLimitMib }).from(tenant),
    tx.$count(membership, isNull(membership.suspendedAt)),
    tx.$count(invitation, isOpen()),
    tx.select({ bytes: sum(storedFile.size).mapWith(Number), files: count() }).from(storedFile),
    tx
      .select({ bytes: sum(archive.size).mapWith(Number) })
      .from(archive)
      .where(eq(archive.state, 'arriving')),
  ]);
  const arrivingBytes = arriving[0]?.bytes ?? 0;
  return {
    seats: { members, invited, limit: limits[0]?.seats ?? 0 },
    storage: {
      bytes: (storage[0]?.bytes ?? 0) + arrivingBytes,
      files: storage[0]?.files ?? 0,
      arriving: arrivingBytes,
      limitBytes: (limits[0]?.mib ?? 0) * bytesInMib,
    },
  };
}

/**
 * Call it before a seat is taken. Two who take the last seat at once wait for each other here, and the second is refused.
 * @throws Refusal conflict when every seat is taken
 */
export async function requireSeat(tx: TenantTx): Promise<void> {
  await lockLimits(tx);
  const { members, invited, limit } = (await readQuotas(tx)).seats;
  if (members + invited < limit) return;
  throw new Refusal(
    'conflict',
    `All ${limit} seats of this business are taken. Remove or suspend somebody, or withdraw an invitation.`,
  );
}

/**
 * Call it before a file is stored, in the transaction that stores it.
 * @throws Refusal too-large when the business would store more than it may
 */
export async function requireRoom(tx: TenantTx, bytes: number): Promise<void> {
  await lockLimits(tx);
  const { storage } = await readQuotas(tx);
  if (storage.bytes + bytes <= storage.limitBytes) return;
  throw new Refusal(
    'too-large',
    `There is no room for ${sizeText(bytes)}: the business has used ${sizeText(storage.bytes)} of its ${sizeText(storage.limitBytes)} of storage. Remove files that are not needed any more.`,
  );
}

/** Not a lock that references wait for: whoever writes something else goes on. */
async function lockLimits(tx: TenantTx): Promise<void> {
  await tx.select({ id: tenant.id }).from(tenant).for('no key update');
}

function isOpen() {
  return and(isNull(invitation.acceptedAt), isNull(invitation.revokedAt), gt(invitation.expiresAt, sql`now()`));
}
