import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fromRoot } from '#db/root.server.ts';

let prints: Buffer | undefined;

/**
 * True for a password of the offline list: the million most common ones of public breaches, without regard to case. The
 * file holds four bytes of each password's SHA-256 in ascending order, so one good password in 38,000 is taken for a bad
 * one, which costs its owner another try.
 */
export function isBreached(password: string): boolean {
  prints ??= readFileSync(fromRoot('app/auth/breached-passwords.bin'));
  const wanted = fingerprint(password);
  let [from, to] = [0, prints.length / 4];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const found = prints.readUInt32BE(middle * 4);
    if (found === wanted) return true;
    if (found < wanted) from = middle + 1;
    else to = middle;
  }
  return false;
}

/** The first four bytes of the SHA-256 of a password in lower case. */
export function fingerprint(password: string): number {
  return createHash('sha256').update(password.normalize('NFKC').toLowerCase()).digest().readUInt32BE(0);
}
