import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM under a fresh nonce: nonce, then what was sealed, then the tag. What `context` says is not in the result
 * and must be said again to open it.
 */
export function encrypt(key: Uint8Array, plain: Uint8Array, context: readonly string[]): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bytesOf(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when the key, the context or a single bit is another than when it was encrypted. */
export function decrypt(key: Uint8Array, sealed: Uint8Array, context: readonly string[]): Buffer {
  const end = sealed.length - tagBytes;
  if (end < nonceBytes) throw new Error('Too short to have been encrypted.');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(bytesOf(context))
    .setAuthTag(sealed.subarray(end));
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, end)), decipher.final()]);
}

/** JSON keeps the parts apart: ["a", "bc"] is never ["ab", "c"]. */
function bytesOf(context: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(context));
}
