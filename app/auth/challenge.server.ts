import { randomBytes } from 'node:crypto';
import { and, eq, gt, lt, lte, sql } from 'drizzle-orm';
import { challenge, challengeKinds } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import { HostCookie } from '../http/host-cookie.server.ts';
import { hashToken, type Visitor } from './session.server.ts';

export type ChallengeKind = (typeof challengeKinds)[number];

/** What a browser was asked and has not answered. */
export interface Challenge {
  id: string;
  /** Null when the answer will say who it is. */
  userId: string | null;
  payload: unknown;
}

/** How long an answer is waited for. A second step may mean fetching the phone from the van. */
const minutes: Record<ChallengeKind, number> = {
  'second-step': 15,
  'passkey-registration': 5,
  'passkey-proof': 5,
  'passkey-sign-in': 15,
  'api-second-step': 5,
};

const cookies = Object.fromEntries(
  challengeKinds.map((kind) => [
    kind,
    new HostCookie(`candlefish_${kind}`, { sameSite: 'Strict', maxAgeSeconds: minutes[kind] * 60 }),
  ]),
) as Record<ChallengeKind, HostCookie>;

interface Question {
  userId: string | null;
  payload: unknown;
}

/** Asks a browser something, with a token that only it has. Gives the `Set-Cookie` value that carries it. */
export async function ask({ request }: Visitor, kind: ChallengeKind, question: Question): Promise<string> {
  return cookies[kind].write(request, await askByToken(kind, question));
}

/** Asks a program something: the token is what it answers with. */
export async function askByToken(kind: ChallengeKind, { userId, payload }: Question): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + secondsToAnswer(kind) * 1_000);
  await withPlatform((tx) => tx.insert(challenge).values({ id: hashToken(token), kind, userId, payload, expiresAt }));
  return token;
}

/** How long an answer is waited for. */
export function secondsToAnswer(kind: ChallengeKind): number {
  return minutes[kind] * 60;
}

/** What the browser was asked, left where it is. */
export async function findAsked({ request }: Visitor, kind: ChallengeKind): Promise<Challenge | null> {
  const token = cookies[kind].read(request);
  return token === null ? null : findByToken(token, kind);
}

export async function findByToken(token: string, kind: ChallengeKind): Promise<Challenge | null> {
  const isAsked = isOpen(hashToken(token), kind);
  const [found] = await withPlatform((tx) => tx.select(shown).from(challenge).where(isAsked), { readOnly: true });
  return found ?? null;
}

/** What the browser was asked, taken away: of two answers one finds it. */
export async function takeAsked({ request }: Visitor, kind: ChallengeKind): Promise<Challenge | null> {
  const token = cookies[kind].read(request);
  return token === null ? null : takeByToken(token, kind);
}

export async function takeByToken(token: string, kind: ChallengeKind): Promise<Challenge | null> {
  const isAsked = isOpen(hashToken(token), kind);
  const [taken] = await withPlatform((tx) => tx.delete(challenge).where(isAsked).returning(shown));
  return taken ?? null;
}

/** Counts a try before it is looked at, so that many at once do not get more than their number. False: none is left. */
export async function countTry(id: string, atMost: number): Promise<boolean> {
  const counted = await withPlatform((tx) =>
    tx
      .update(challenge)
      .set({ failures: sql`${challenge.failures} + 1` })
      .where(and(eq(challenge.id, id), lt(challenge.failures, atMost)))
      .returning({ id: challenge.id }),
  );
  return counted.length > 0;
}

/** The `Set-Cookie` value that forgets what was asked. */
export function forgetAsked({ request }: Visitor, kind: ChallengeKind): string {
  return cookies[kind].forget(request);
}

/** Removes what nobody answered in time. */
export async function removeExpiredChallenges(): Promise<void> {
  await withPlatform((tx) => tx.delete(challenge).where(lte(challenge.expiresAt, sql`now()`)));
}

const shown = { id: challenge.id, userId: challenge.userId, payload: challenge.payload };

function isOpen(id: string, kind: ChallengeKind) {
  return and(eq(challenge.id, id), eq(challenge.kind, kind), gt(challenge.expiresAt, sql`now()`));
}
