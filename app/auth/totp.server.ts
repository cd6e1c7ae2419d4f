import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const periodSeconds = 30;
/** How far a phone's clock may be off, in steps before and after. */
const drift = 1;

interface Variant {
  digits?: number;
  algorithm?: 'sha1' | 'sha256' | 'sha512';
}

/** The code of a counter (RFC 4226, 5.3). */
function hotp(secret: Uint8Array, counter: number, { digits = 6, algorithm = 'sha1' }: Variant): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac(algorithm, secret).update(message).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The code of an instant (RFC 6238). Authenticator apps know six digits and SHA-1, whatever the address says. */
export function totp(secret: Uint8Array, at: Date, variant: Variant = {}): string {
  return hotp(secret, stepOf(at), variant);
}

function stepOf(at: Date): number {
  return Math.floor(at.getTime() / 1000 / periodSeconds);
}

/**
 * The time step whose code this is: that of the instant, or the one before or after. Null when it is none of them, or
 * of a step that is not after `lastStep`, whose code was used already.
 */
export function matchingStep(secret: Uint8Array, code: string, at: Date, lastStep: number): number | null {
  const typed = Buffer.from(code.replace(/[\s-]/g, ''));
  const now = stepOf(at);
  const steps = Array.from({ length: 2 * drift + 1 }, (_, i) => now - drift + i).filter((step) => step >= 0);
  // Every step is compared, so that the time taken does not tell which one was near.
  const matching = steps.filter((step) => {
    const expected = Buffer.from(hotp(secret, step, {}));
    return typed.length === expected.length && timingSafeEqual(typed, expected) && step > lastStep;
  });
  return matching[0] ?? null;
}

/** 160 bits of chance, as RFC 4226 recommends. */
export function newSecret(): Uint8Array {
  return randomBytes(20);
}

/** What a QR code tells an authenticator app. */
export function otpauthAddress(secret: Uint8Array, account: string, issuer = 'Candlefish'): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=${periodSeconds}`;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 base32 without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}
