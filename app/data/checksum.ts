import { createHash } from 'node:crypto';

const modulus = 1n << 256n;

/**
 * The checksum of rows in whatever order they come: the sum of the SHA-256 of each row's JSON text, modulo 2^256. A row
 * that is there twice counts twice, and two sums add up to that of both together.
 */
export class RowChecksum {
  #sum: bigint;

  /** @param hex 64 digits, as `toString` gives them */
  constructor(hex = '0') {
    this.#sum = BigInt(`0x${hex}`);
  }

  add(line: string): void {
    this.#sum = (this.#sum + BigInt(`0x${createHash('sha256').update(line).digest('hex')}`)) % modulus;
  }

  toString(): string {
    return this.#sum.toString(16).padStart(64, '0');
  }
}
