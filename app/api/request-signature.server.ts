import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { lt } from 'drizzle-orm';
import { apiNonce } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { hashToken } from '../auth/session.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { unseal } from '../secrets/seal.server.ts';
import { type ApiKey, signingPurpose } from './api-keys.server.ts';

/** How far the clock of a request may be from ours, in seconds. A signature is remembered for as long on both sides. */
const windowSeconds = 300;

interface Signed {
  timestamp: string;
  nonce: string;
  method: string;
  /** Path and query, as they are sent. */
  target: string;
  body: Uint8Array;
}

/** What is signed: five lines, the last the SHA-256 of the body in lower-case hex. */
export function textToSign({ timestamp, nonce, method, target, body }: Signed): string {
  return [timestamp, nonce, method, target, createHash('sha256').update(body).digest('hex')].join('\n');
}

/** The value of `Candlefish-Signature`: HMAC-SHA256 under the key's signing secret, as it was shown. */
export function signatureOf(secret: string, signed: Signed): string {
  return `v1=${createHmac('sha256', secret).update(textToSign(signed)).digest('hex')}`;
}

/**
 * Takes the signature of a request by a key that must sign, once: the nonce is written down in a transaction of its own,
 * so that a request which fails later is not taken again either.
 * @throws Refusal unauthenticated
 */
export async function takeSignature(
  { tenantId, key, body }: { tenantId: string; key: ApiKey; body: Uint8Array },
  request: Request,
  now = new Date(),
): Promise<void> {
  const { sealedSigningSecret } = key;
  if (sealedSigningSecret === null) return;
  const given = readHeaders(request);
  const age = now.getTime() / 1000 - Number(given.timestamp);
  if (Math.abs(age) > windowSeconds)
    throw refused('The timestamp of this request is more than five minutes away from our clock.');
  const { pathname, search } = new URL(request.url);
  const signed = { ...given, method: request.method, target: pathname + search, body };
  await withTenant({ tenantId }, async (tx) => {
    const secret = await unseal(tx, signingPurpose, sealedSigningSecret);
    if (!isSame(given.signature, signatureOf(secret, signed))) throw refused('The signature does not fit the request.');
    await tx.delete(apiNonce).where(lt(apiNonce.expiresAt, now));
    const [taken] = await tx
      .insert(apiNonce)
      .values({
        keyId: key.id,
        nonceHash: hashToken(given.nonce),
        expiresAt: new Date((Number(given.timestamp) + 2 * windowSeconds) * 1000),
      })
      .onConflictDoNothing()
      .returning({ id: apiNonce.id });
    if (!taken) throw refused('A request with this nonce was taken already. Sign each request anew.');
  });
}

function readHeaders({ headers }: Request) {
  const timestamp = headers.get('Candlefish-Timestamp') ?? '';
  const nonce = headers.get('Candlefish-Nonce') ?? '';
  const signature = headers.get('Candlefish-Signature') ?? '';
  if (/^\d{10}$/.test(timestamp) && /^[\w-]{16,64}$/.test(nonce) && signature) return { timestamp, nonce, signature };
  throw refused(
    'This key signs its requests: send Candlefish-Timestamp (seconds), Candlefish-Nonce (16 to 64 letters and digits) and Candlefish-Signature.',
  );
}

function refused(message: string): Refusal {
  return new Refusal('unauthenticated', message);
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
