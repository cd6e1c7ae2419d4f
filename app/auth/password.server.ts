import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { Refusal } from '../errors/refusal.ts';

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const tagLength = 32;

/** How many hashes may wait. Each takes some 20 ms of a core: a longer queue would only hide an attack from everybody. */
const maxWaiting = 64;
/** They leave a core to everybody else's pages. */
const maxRunning = Math.min(4, Math.max(1, availableParallelism() - 1));

const derive = promisify(argon2);

/** Hashes a password to a PHC string (`$argon2id$v=19$m=...,t=...,p=...$salt$hash`). */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const hash = await inTurn(() => derive('argon2id', { message: normalize(password), nonce, tagLength, ...cost }));
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(nonce)}$${base64(hash)}`;
}

/**
 * Checks a password against a PHC string. With no stored hash it does the same work and says no, so that the time taken
 * does not tell who has an account.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const parsed = parse(stored ?? decoy);
  if (!parsed) return false;
  const { memory, passes, parallelism, nonce, hash } = parsed;
  const parameters = { message: normalize(password), nonce, tagLength: hash.length, memory, passes, parallelism };
  const actual = await inTurn(() => derive('argon2id', parameters));
  return timingSafeEqual(actual, hash) && stored !== null;
}

const decoy = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(Buffer.alloc(16))}$${base64(Buffer.alloc(tagLength))}`;

function parse(phc: string) {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/-]+)\$([\w+/-]+)$/.exec(phc);
  if (!match) return null;
  const [, memory, passes, parallelism, nonce = '', hash = ''] = match;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(nonce, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

/** One accent has two encodings; people type whichever their keyboard makes. */
function normalize(password: string): string {
  return password.normalize('NFKC');
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= maxRunning) {
    if (waiting.length >= maxWaiting)
      throw new Refusal('busy', 'Too many people are signing in right now. Please try again in a moment.');
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
