import { and, count, gt, isNull, sql, sum } from 'drizzle-orm';
import { invitation, membership, storedFile, tenant } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';

const bytesInMib = 1024 * 1024;

export interface Quotas {
  /** Members that are not suspended, and invitations that are open: each holds a seat. */
  seats: { members: number; invited: number; limit: number };
  storage: { bytes: number; files: number; limitBytes: number };
}

/** How much of what the platform gives the transaction's tenant is used. */
export async function readQuotas(tx: TenantTx): Promise<Quotas> {
  const [limits, members, invited, storage] = await Promise.all([
    tx.select({ seats: tenant.seatLimit, mib: tenant.storageLimitMib }).from(tenant),
    tx.$count(membership, isNull(membership.suspendedAt)),
    tx.$count(invitation, isOpen()),
    tx.select({ bytes: sum(storedFile.size).mapWith(Number), files: count() }).from(storedFile),
  ]);
  return {
    seats: { members, invited, limit: limits[0]?.seats ?? 0 },
    storage: {
      bytes: storage[0]?.bytes ?? 0,
      files: storage[0]?.files ?? 0,
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
  const gib = storage.limitBytes / bytesInMib / 1024;
  throw new Refusal(
    'too-large',
    `This business has used its ${Number(gib.toFixed(2))} GiB of storage. Remove files that are not needed any more.`,
  );
}

/** Not a lock that references wait for: whoever writes something else goes on. */
async function lockLimits(tx: TenantTx): Promise<void> {
  await tx.select({ id: tenant.id }).from(tenant).for('no key update');
}

function isOpen() {
  return and(isNull(invitation.acceptedAt), isNull(invitation.revokedAt), gt(invitation.expiresAt, sql`now()`));
}
