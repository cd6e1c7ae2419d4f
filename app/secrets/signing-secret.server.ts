import { decrypt, encrypt } from './cipher.server.ts';
import { type MasterKeys, masterKeys } from './master-keys.server.ts';

/** The private half of a key pair of the platform's own, as the database holds it: no tenant and no person owns it. */
export interface WrappedSecret {
  id: string;
  wrapped: Uint8Array;
  masterKeyId: string;
}

export function wrapSecret(
  id: string,
  secret: Uint8Array,
  { newest } = masterKeys(),
): Pick<WrappedSecret, 'wrapped' | 'masterKeyId'> {
  return { wrapped: encrypt(newest.key, secret, contextOf(id)), masterKeyId: newest.id };
}

/** @throws MasterKeyMissing */
export function openSecret({ id, wrapped, masterKeyId }: WrappedSecret, keys = masterKeys()): Buffer {
  return decrypt(keys.get(masterKeyId).key, wrapped, contextOf(id));
}

/** The same secret, wrapped by the newest master key. */
export function rewrapSecret(secret: WrappedSecret, keys: MasterKeys) {
  return wrapSecret(secret.id, openSecret(secret, keys), keys);
}

function contextOf(id: string): string[] {
  return ['candlefish signing key', id];
}
