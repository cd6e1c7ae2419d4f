import { createHash, randomBytes } from 'node:crypto';
import { and, count, eq, isNull, sql } from 'drizzle-orm';
import { recoveryCode } from '#db/schema/index.ts';
import type { PlatformTx } from '#db/tenant.server.ts';

const howMany = 10;

/** Without the letters and digits that look alike (I, L, O, U; 0 and 1 stay, as Crockford has them). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Ten new codes in place of those there were. Each is 80 bits of chance in four groups of four; only their SHA-256 is
 * kept, so this is the one time they can be read.
 */
export async function replaceRecoveryCodes(tx: PlatformTx, userId: string): Promise<string[]> {
  const codes = Array.from({ length: howMany }, makeCode);
  await removeRecoveryCodes(tx, userId);
  await tx.insert(recoveryCode).values(codes.map((code) => ({ userId, codeHash: hashOf(code) })));
  return codes;
}

/** Takes a code: true once, false for every repeat and for a code that never was. */
export async function takeRecoveryCode(tx: PlatformTx, userId: string, typed: string): Promise<boolean> {
  const taken = await tx
    .update(recoveryCode)
    .set({ usedAt: sql`now()` })
    .where(and(eq(recoveryCode.userId, userId), eq(recoveryCode.codeHash, hashOf(typed)), isNull(recoveryCode.usedAt)))
    .returning({ id: recoveryCode.id });
  return taken.length > 0;
}

/** How many are unused. */
export async function countRecoveryCodes(tx: PlatformTx, userId: string): Promise<number> {
  const [row] = await tx
    .select({ left: count() })
    .from(recoveryCode)
    .where(and(eq(recoveryCode.userId, userId), isNull(recoveryCode.usedAt)));
  return row?.left ?? 0;
}

export async function removeRecoveryCodes(tx: PlatformTx, userId: string): Promise<void> {
  await tx.delete(recoveryCode).where(eq(recoveryCode.userId, userId));
}

function makeCode(): string {
  const symbols = Array.from(randomBytes(16), (byte) => alphabet[byte % 32]).join('');
  return symbols.replace(/.{4}(?=.)/g, '$&-');
}

/** People type without the hyphens, in small letters, and an O for a 0: Crockford's rules read it all the same. */
function hashOf(typed: string): string {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return createHash('sha256').update(plain).digest('hex');
}
