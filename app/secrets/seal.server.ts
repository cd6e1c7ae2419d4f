import type { PlatformTx, TenantTx } from '#db/tenant.server.ts';
import { decrypt, encrypt } from './cipher.server.ts';
import { type DataKey, findTenantKey, findUserKey, newestTenantKey, newestUserKey } from './data-key.server.ts';

/** Where the secret is kept, as `table.column`: what was sealed for one column does not open in another. */
export type SealPurpose = `${string}.${string}`;

/** Thrown for whatever does not open: changed, of another tenant, person or column, or never sealed. */
export class UnsealError extends Error {
  override name = 'UnsealError';
  constructor() {
    super('This secret cannot be opened here.');
  }
}

/**
 * Seals a secret of the transaction's tenant with AES-256-GCM under the tenant's own key, bound to tenant and column.
 * The text that comes back (`cf1.key.bytes`) is safe to store, and opens in this tenant alone.
 */
export async function seal(tx: TenantTx, purpose: SealPurpose, plaintext: string): Promise<string> {
  return close(await newestTenantKey(tx), purpose, plaintext);
}

/** @throws UnsealError */
export async function unseal(tx: TenantTx, purpose: SealPurpose, sealed: string): Promise<string> {
  const { keyId, bytes } = parse(sealed);
  return open(await findTenantKey(tx, keyId), purpose, bytes);
}

/** Seals a secret that belongs to a person and to no tenant, such as that of their authenticator app. */
export async function sealForUser(
  tx: PlatformTx,
  userId: string,
  purpose: SealPurpose,
  plaintext: string,
): Promise<string> {
  return close(await newestUserKey(tx, userId), purpose, plaintext);
}

/** @throws UnsealError */
export async function unsealForUser(
  tx: PlatformTx,
  userId: string,
  purpose: SealPurpose,
  sealed: string,
): Promise<string> {
  const { keyId, bytes } = parse(sealed);
  const key = await findUserKey(tx, userId);
  return open(key?.id === keyId ? key : null, purpose, bytes);
}

const shape = /^cf1\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]+)$/;

function parse(sealed: string): { keyId: string; bytes: Buffer } {
  const [, keyId, encoded] = shape.exec(sealed) ?? [];
  if (!keyId || !encoded) throw new UnsealError();
  return { keyId, bytes: Buffer.from(encoded, 'base64url') };
}

function close(key: DataKey, purpose: SealPurpose, plaintext: string): string {
  const bytes = encrypt(key.key, Buffer.from(plaintext), contextOf(key, purpose));
  return `cf1.${key.id}.${bytes.toString('base64url')}`;
}

function open(key: DataKey | null, purpose: SealPurpose, bytes: Buffer): string {
  if (!key) throw new UnsealError();
  try {
    return decrypt(key.key, bytes, contextOf(key, purpose)).toString();
  } catch {
    throw new UnsealError();
  }
}

function contextOf({ owner }: DataKey, purpose: SealPurpose): string[] {
  return ['candlefish secret', owner.kind, owner.id, purpose];
}
