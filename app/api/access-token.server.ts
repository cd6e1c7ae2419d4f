import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { Refusal } from '../errors/refusal.ts';
import { ownAddress } from '../http/address.server.ts';
import { algorithm, currentKey, publicKey, tokenSeconds } from './signing-keys.server.ts';

/** What an access token says: who came in where, by which session. It proves no permission: those are looked up. */
export interface AccessToken {
  userId: string;
  tenantId: string;
  slug: string;
  /** The session's id, by which it is looked up at every request; no cookie can be made of it. */
  sessionId: string;
}

/** Who makes access tokens. */
export function issuer(): string {
  return new URL(ownAddress('/')).origin;
}

/** Whom they are for. */
export function audience(): string {
  return `${issuer()}/api`;
}

/** RFC 9068: told apart from id tokens and whatever else may be signed one day. */
const type = 'at+jwt';

export async function signAccessToken({ userId, tenantId, slug, sessionId }: AccessToken): Promise<string> {
  const { kid, key } = await currentKey();
  return new SignJWT({ tenant: tenantId, slug, sid: sessionId })
    .setProtectedHeader({ alg: algorithm, kid, typ: type })
    .setIssuer(issuer())
    .setAudience(audience())
    .setSubject(userId)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${tokenSeconds}s`)
    .sign(key);
}

const claims = z.object({
  sub: z.uuid(),
  tenant: z.uuid(),
  slug: z.string().min(1).max(100),
  sid: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * Reads an access token of ours that is not over. Whether its session still holds is another question.
 * @throws Refusal unauthenticated
 */
export async function readAccessToken(token: string): Promise<AccessToken> {
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => keyOf(kid), {
      // The list is what keeps `none` and HS256 with our public key out, whatever a header says.
      algorithms: [algorithm],
      typ: type,
      issuer: issuer(),
      audience: audience(),
      requiredClaims: ['exp', 'iat', 'jti'],
      clockTolerance: 5,
    });
    const { sub, tenant, slug, sid } = claims.parse(payload);
    return { userId: sub, tenantId: tenant, slug, sessionId: sid };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw unauthenticated('The access token has expired. Get a new one.');
    if (error instanceof errors.JOSEError || error instanceof z.ZodError || error instanceof UnknownKey)
      throw unauthenticated();
    throw error;
  }
}

class UnknownKey extends Error {}

async function keyOf(kid: string | undefined) {
  const found = kid === undefined ? null : await publicKey(kid);
  if (!found) throw new UnknownKey();
  return found;
}

/** The answer to a token or key that opens nothing, whatever is wrong with it. */
export function unauthenticated(message = 'This token or key does not open anything. It may be over or revoked.') {
  return new Refusal('unauthenticated', message);
}
