import type { LoaderFunctionArgs } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { z } from 'zod';
import { withPlatform } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { safePath } from '../tenancy/entry.server.ts';
import { ask, countTry, findAsked, forgetAsked, takeAsked } from './challenge.server.ts';
import { isTrusted, trustDevice } from './devices.server.ts';
import { deviceOf, recordSignIn } from './history.server.ts';
import { type Factors, factorsOf, findFactors, isTwoStep, takeTyped } from './second-step.server.ts';
import { type Proof, type SecondFactor, startSession, type Visitor } from './session.server.ts';

/** The browser behind a request. */
export function visitorOf({ request, context }: LoaderFunctionArgs): Visitor {
  const renew = (token: string) => {
    context.renewedToken = token;
  };
  return { request, address: context.clientAddress, renew };
}

export interface FirstStep {
  userId: string;
  /** `password`, or the provider's name. */
  method: string;
  /** Where the person was going. */
  next?: string;
}

/**
 * Somebody has shown who they are by a password or a provider. They are in, or are asked for the second step: every way
 * of signing in ends here.
 */
export async function passFirstStep(visitor: Visitor, { userId, method, next }: FirstStep): Promise<Response> {
  const { factors, isSpared } = await withPlatform(
    async (tx) => ({ factors: await factorsOf(tx, userId), isSpared: await isTrusted(tx, visitor, userId) }),
    { readOnly: true },
  );
  if (!isTwoStep(factors)) return comeIn(visitor, { userId, method, next });
  if (isSpared) return comeIn(visitor, { userId, method, next, secondFactor: 'trusted-device' });
  const cookie = await ask(visitor, 'second-step', { userId, payload: { method, next: safePath(next) } });
  return redirect('/sign-in/second-step', { headers: { 'Set-Cookie': cookie } });
}

const waiting = z.object({ method: z.string(), next: z.string() });

export interface SecondStep extends Required<FirstStep> {
  id: string;
  factors: Factors;
}

/** The sign-in of this browser that waits for its second step. */
export async function findSecondStep(visitor: Visitor): Promise<SecondStep | null> {
  const asked = await findAsked(visitor, 'second-step');
  if (!asked?.userId) return null;
  const { id, userId } = asked;
  const factors = await findFactors(userId);
  return { id, userId, factors, ...waiting.parse(asked.payload) };
}

/** Wrong answers before one must begin again with the first step. */
const tries = 5;

/**
 * Ends a sign-in with a code of the app or a recovery code.
 * @throws Refusal invalid for a wrong code; gone when the sign-in no longer waits.
 */
export async function passSecondStep(
  visitor: Visitor,
  { code, trust }: { code: string; trust: boolean },
): Promise<Response> {
  const step = await findSecondStep(visitor);
  if (!step || !(await countTry(step.id, tries))) throw beginAgain();
  const secondFactor = await takeTyped(visitor, { ...step, code });
  return endSecondStep(visitor, { secondFactor, trust });
}

/** Ends a sign-in whose second factor was shown. Of two that end it at once, one is in. */
export async function endSecondStep(
  visitor: Visitor,
  { secondFactor, trust }: { secondFactor: SecondFactor; trust: boolean },
): Promise<Response> {
  const step = await findSecondStep(visitor);
  if (!step || !(await takeAsked(visitor, 'second-step'))) throw beginAgain();
  const { userId, method, next } = step;
  const cookies = [forgetAsked(visitor, 'second-step')];
  if (trust) cookies.push(await withPlatform((tx) => trustDevice(tx, visitor, userId)));
  return comeIn(visitor, { userId, method, next, secondFactor }, cookies);
}

function beginAgain(): Refusal {
  return new Refusal('gone', 'This sign-in has waited too long or was tried too often. Sign in again.');
}

/** Lets somebody in who has shown all that is asked: a new session, a line in the history, and on to where they go. */
export async function comeIn(
  visitor: Visitor,
  { userId, next, ...proof }: Proof & { userId: string; next?: string },
  cookies: string[] = [],
): Promise<Response> {
  const device = deviceOf(visitor);
  const session = await startSession(visitor, userId, proof);
  const { method, secondFactor } = proof;
  const record = { userId, outcome: 'signed-in', method, secondFactor } as const;
  await withPlatform((tx) => recordSignIn(tx, visitor, record, device));
  const headers = new Headers();
  for (const cookie of [session, ...cookies, device.cookie]) if (cookie) headers.append('Set-Cookie', cookie);
  return redirect(safePath(next), { headers });
}
