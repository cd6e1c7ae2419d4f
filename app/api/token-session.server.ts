import type { Proof, Visitor } from '../auth/session.server.ts';
import { signAccessToken } from './access-token.server.ts';
import { type Business, type Grant, openGrant, renewGrant } from './grants.server.ts';
import { tokenSeconds } from './signing-keys.server.ts';

/** What a client of the API is given: a token for its requests, and one to get the next with. */
export interface Tokens {
  accessToken: string;
  tokenType: 'Bearer';
  /** Seconds. */
  expiresIn: number;
  refreshToken: string;
}

/** @throws Refusal forbidden when the business's sign-in policy asks for something that cannot be shown here */
export async function openTokenSession(
  visitor: Visitor,
  proof: Proof & { userId: string },
  business: Business,
): Promise<Tokens> {
  return tokensOf(await openGrant(visitor, proof, business));
}

/** The next pair of tokens for a refresh token, which is used up by it. @throws Refusal unauthenticated, forbidden */
export async function renewTokens(visitor: Visitor, token: string): Promise<Tokens> {
  return tokensOf(await renewGrant(visitor, token));
}

async function tokensOf({ userId, sessionId, business, refresh }: Grant): Promise<Tokens> {
  const accessToken = await signAccessToken({ userId, tenantId: business.id, slug: business.slug, sessionId });
  return { accessToken, tokenType: 'Bearer', expiresIn: tokenSeconds, refreshToken: refresh };
}
