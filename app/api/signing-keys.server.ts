import { asc, inArray, sql } from 'drizzle-orm';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { type Database, database } from '#db/client.server.ts';
import { signingKey } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { openSecret, wrapSecret } from '../secrets/signing-secret.server.ts';

/** ECDSA on P-256: short signatures that every library of JSON web tokens can check. */
export const algorithm = 'ES256';

/** How long an access token is good. */
export const tokenSeconds = 15 * 60;

const dayMs = 24 * 3_600_000;
/** How long a key signs before the next one does. */
const signsForMs = 30 * dayMs;
/** A key is published so long before it signs, that whoever keeps the list has it by then. */
const publishedAheadMs = 3_600_000;
/** A key stays published so long after it signed last: until its last token is over, whatever the clocks say. */
const publishedAfterMs = (tokenSeconds + 300) * 1_000;
/** How long this process trusts the list it has read. */
const freshMs = 60_000;
/** Tokens that name a key nobody knows do not make the list be read more often than this. */
const pauseMs = 5_000;

interface Key {
  kid: string;
  publicJwk: JWK;
  wrapped: Uint8Array;
  masterKeyId: string;
  usableFrom: Date;
}

const known = new WeakMap<Database, { at: number; keys: Key[] }>();

/** The key that signs now; the very first one is made at its first use. */
export async function currentKey(now = new Date()): Promise<{ kid: string; key: CryptoKey }> {
  const usable = (keys: Key[]) => keys.findLast(({ usableFrom }) => usableFrom <= now);
  const found = usable(await readKeys(freshMs)) ?? usable(await rotateSigningKeys(now));
  if (!found) throw new Error('There is no key to sign with.');
  return { kid: found.kid, key: await importKey(openPrivate(found)) };
}

/** The published key of this id, or null. */
export async function publicKey(kid: string): Promise<CryptoKey | null> {
  const of = (keys: Key[]) => keys.find((key) => key.kid === kid);
  const found = of(await readKeys(freshMs)) ?? of(await readKeys(pauseMs));
  return found ? importKey(found.publicJwk) : null;
}

/** What `/.well-known/jwks.json` says: public halves, of keys that will sign soon and of those whose tokens may still be good. */
export async function publishedKeys(): Promise<{ keys: JWK[] }> {
  return { keys: (await readKeys(freshMs)).map(({ publicJwk }) => publicJwk) };
}

/**
 * Makes the next key before the last one has signed for 30 days, and removes those whose tokens are all over. Processes
 * that do it at once stand in line, so one key is made.
 */
export async function rotateSigningKeys(now = new Date()): Promise<Key[]> {
  const keys = await withPlatform(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('candlefish signing key'))`);
    const before = await selectKeys(tx);
    const newest = before.at(-1);
    if (!newest) return [await insertKey(tx, now)];
    const isDue = now.getTime() >= newest.usableFrom.getTime() + signsForMs - publishedAheadMs;
    const after = isDue ? [...before, await insertKey(tx, new Date(now.getTime() + publishedAheadMs))] : before;
    const isOver = (_: Key, at: number) => {
      const next = after[at + 1];
      return next !== undefined && next.usableFrom.getTime() + publishedAfterMs < now.getTime();
    };
    const over = after.filter(isOver).map(({ kid }) => kid);
    if (over.length > 0) await tx.delete(signingKey).where(inArray(signingKey.id, over));
    return after.filter(({ kid }) => !over.includes(kid));
  });
  known.set(database(), { at: performance.now(), keys });
  return keys;
}

async function readKeys(maxAgeMs: number): Promise<Key[]> {
  const kept = known.get(database());
  if (kept && performance.now() - kept.at < maxAgeMs) return kept.keys;
  const keys = await withPlatform(selectKeys, { readOnly: true });
  known.set(database(), { at: performance.now(), keys });
  return keys;
}

async function selectKeys(tx: PlatformTx): Promise<Key[]> {
  const rows = await tx.select().from(signingKey).orderBy(asc(signingKey.usableFrom));
  // Written by insertKey alone, as the JWK it made.
  return rows.map(({ id, publicJwk, ...row }) => ({ kid: id, publicJwk: publicJwk as JWK, ...row }));
}

async function insertKey(tx: PlatformTx, usableFrom: Date): Promise<Key> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const [publicHalf, privateJwk] = await Promise.all([exportJWK(pair.publicKey), exportJWK(pair.privateKey)]);
  const kid = await calculateJwkThumbprint(publicHalf);
  const publicJwk: JWK = { ...publicHalf, kid, alg: algorithm, use: 'sig' };
  const secret = Buffer.from(JSON.stringify(privateJwk));
  const made = { publicJwk, usableFrom, ...wrapSecret(kid, secret) };
  await tx.insert(signingKey).values({ id: kid, ...made });
  return { kid, ...made };
}

function openPrivate({ kid, ...key }: Key): JWK {
  return JSON.parse(openSecret({ id: kid, ...key }).toString());
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, algorithm);
  if (key instanceof Uint8Array) throw new Error('A signing key is a pair.');
  return key;
}
