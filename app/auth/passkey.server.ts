import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { passkey } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { env } from '../env.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { isSecure } from '../http/host-cookie.server.ts';
import { log } from '../http/log.server.ts';
import { ask, type ChallengeKind, takeAsked } from './challenge.server.ts';
import { recordSignIn } from './history.server.ts';
import type { Visitor } from './session.server.ts';

/** What the browser's authenticator is given, and the `Set-Cookie` value that ties its answer to this browser. */
interface Asked<Options> {
  options: Options;
  cookie: string;
}

/** No extension is used, and their buffers are no JSON. */
/** Two hundred files that read certificates: opened by the first passkey and not by every start. */
const webauthn = () => import('@simplewebauthn/server');
type Library = typeof import('@simplewebauthn/server');

type Plain<Options> = Omit<Awaited<Options>, 'extensions'>;

/** EdDSA, ES256 and RS256: what authenticators sign with today. Left out, the library adds what Node calls experimental. */
const algorithms = [-8, -7, -257];

/** Asks the browser for a new passkey of this person. */
export async function askForRegistration(
  visitor: Visitor,
  who: { userId: string; email: string; name: string },
): Promise<Asked<Plain<ReturnType<Library['generateRegistrationOptions']>>>> {
  const known = await withPlatform((tx) => credentialsOf(tx, who.userId), { readOnly: true });
  const { extensions: _, ...options } = await (await webauthn()).generateRegistrationOptions({
    rpName: 'Candlefish',
    rpID: siteOf(visitor).id,
    userName: who.email,
    userDisplayName: who.name,
    userID: new TextEncoder().encode(who.userId),
    excludeCredentials: known,
    supportedAlgorithmIDs: algorithms,
    // It is to sign in by itself: so the browser finds it without a name, and asks for a finger, a face or a PIN.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const payload = { challenge: options.challenge };
  return { options, cookie: await ask(visitor, 'passkey-registration', { userId: who.userId, payload }) };
}

/**
 * Takes the passkey that the browser made.
 * @throws Refusal invalid when it does not answer what this browser was asked, for this person and this site.
 */
export async function takeRegistration(visitor: Visitor, userId: string, response: string) {
  const challenge = await takeChallenge(visitor, 'passkey-registration', userId);
  const site = siteOf(visitor);
  const checked = await verified(async () =>
    (await webauthn()).verifyRegistrationResponse({
      // The library checks every part of it: what came in is only known to be JSON with an id.
      response: parseAnswer(response) as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    }),
  );
  if (!checked?.registrationInfo) throw notAccepted();
  const { credential, credentialBackedUp: isBackedUp } = checked.registrationInfo;
  const { id, publicKey, counter, transports = [] } = credential;
  return { id, publicKey, counter, transports, isBackedUp };
}

/** Asks the browser for a passkey: one of this person's, or whichever it finds when nobody is known yet. */
export async function askForPasskey(
  visitor: Visitor,
  kind: Extract<ChallengeKind, 'passkey-proof' | 'passkey-sign-in'>,
  userId: string | null,
): Promise<Asked<Plain<ReturnType<Library['generateAuthenticationOptions']>>>> {
  const allowCredentials = userId
    ? await withPlatform((tx) => credentialsOf(tx, userId), { readOnly: true })
    : undefined;
  const { extensions: _, ...options } = await (await webauthn()).generateAuthenticationOptions({
    rpID: siteOf(visitor).id,
    allowCredentials,
    userVerification: 'required',
  });
  return { options, cookie: await ask(visitor, kind, { userId, payload: { challenge: options.challenge } }) };
}

/**
 * Takes the passkey that the browser showed, once for each time it was asked.
 * @param userId whose it must be; null when it says who it is
 * @returns whose it is
 * @throws Refusal invalid for an answer to another question, of another site, of somebody else's passkey, and of a copy
 * whose counter has fallen behind.
 */
export async function takePasskey(
  visitor: Visitor,
  kind: Extract<ChallengeKind, 'passkey-proof' | 'passkey-sign-in'>,
  userId: string | null,
  answer: string,
): Promise<{ userId: string }> {
  const challenge = await takeChallenge(visitor, kind, userId);
  const response = parseAnswer(answer) as unknown as AuthenticationResponseJSON;
  const known = await findPasskey(response.id);
  if (!known || (userId !== null && known.userId !== userId)) throw notAccepted();
  const isRight = await isAnswer(visitor, challenge, response, known);
  if (isRight) return { userId: known.userId };
  await withPlatform((tx) =>
    recordSignIn(tx, visitor, { userId: known.userId, method: 'passkey', outcome: 'wrong-passkey' }),
  );
  throw notAccepted();
}

type Known = NonNullable<Awaited<ReturnType<typeof findPasskey>>>;

async function isAnswer(
  visitor: Visitor,
  challenge: string,
  response: AuthenticationResponseJSON,
  { id, publicKey, counter }: Known,
): Promise<boolean> {
  const site = siteOf(visitor);
  const checked = await verified(async () =>
    (await webauthn()).verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      credential: { id, publicKey, counter },
      requireUserVerification: true,
    }),
  );
  return checked?.verified === true && countUse(id, counter, checked.authenticationInfo);
}

/** The counter as it was read is a condition: of two answers with one counter, one is a copy. */
async function countUse(
  id: string,
  counter: number,
  now: { newCounter: number; credentialBackedUp: boolean },
): Promise<boolean> {
  const counted = await withPlatform((tx) =>
    tx
      .update(passkey)
      .set({ counter: now.newCounter, isBackedUp: now.credentialBackedUp, lastUsedAt: new Date() })
      .where(and(eq(passkey.id, id), eq(passkey.counter, counter)))
      .returning({ id: passkey.id }),
  );
  return counted.length > 0;
}

async function findPasskey(id: string) {
  const [found] = await withPlatform((tx) => tx.select().from(passkey).where(eq(passkey.id, id)), { readOnly: true });
  // A copy whose bytes own their buffer, as the library's types want it.
  return found && { ...found, publicKey: Uint8Array.from(found.publicKey) };
}

async function credentialsOf(tx: PlatformTx, userId: string) {
  return tx.select({ id: passkey.id, transports: passkey.transports }).from(passkey).where(eq(passkey.userId, userId));
}

/** Who we are to an authenticator: the host that passkeys belong to, and the only origin whose pages may use them. */
function siteOf({ request }: Visitor): { id: string; origin: string } {
  const url = new URL(env().PUBLIC_URL ?? request.url);
  if (!env().PUBLIC_URL && isSecure(request)) url.protocol = 'https:';
  return { id: url.hostname, origin: url.origin };
}

const asked = z.object({ challenge: z.string() });

async function takeChallenge(visitor: Visitor, kind: ChallengeKind, userId: string | null): Promise<string> {
  const taken = await takeAsked(visitor, kind);
  if (!taken || taken.userId !== userId) throw notAccepted();
  return asked.parse(taken.payload).challenge;
}

const answerShape = z.looseObject({ id: z.string().max(2_048) });

function parseAnswer(text: string) {
  try {
    return answerShape.parse(JSON.parse(text));
  } catch {
    throw notAccepted();
  }
}

/** The library throws a sentence for every rule that an answer breaks: it is for the log, not for whoever sent it. */
async function verified<T>(check: () => Promise<T>): Promise<T | null> {
  try {
    return await check();
  } catch (error) {
    log().info({ reason: error instanceof Error ? error.message : String(error) }, 'a passkey was not accepted');
    return null;
  }
}

export function notAccepted(): Refusal {
  return new Refusal('invalid', 'This passkey was not accepted. Try again, or sign in another way.');
}
