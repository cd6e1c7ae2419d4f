import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { membership, tenant } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import { checkPassword } from '../auth/accounts.server.ts';
import { askByToken, countTry, findByToken, secondsToAnswer, takeByToken } from '../auth/challenge.server.ts';
import { signInInput, typedCode } from '../auth/input.ts';
import { findFactors, isTwoStep, takeTyped } from '../auth/second-step.server.ts';
import type { Visitor } from '../auth/session.server.ts';
import { isRefusal, Refusal } from '../errors/refusal.ts';
import type { Business } from './grants.server.ts';
import { openTokenSession, type Tokens } from './token-session.server.ts';

export const loginInput = signInInput.pick({ email: true, password: true }).extend({
  /** The address of the business. May be left out by whoever is a member of one only. */
  tenant: z.string().max(100).optional(),
});

export const answerInput = z.object({
  challenge: z.string({ error: 'Give the token of the challenge.' }).max(100),
  code: typedCode,
});

/** What is asked besides the password. Answered at the same door, with the token and a code. */
export interface SecondStepAsked {
  challenge: {
    token: string;
    /** What is taken. */
    methods: ('app' | 'recovery-code')[];
    /** Seconds. */
    expiresIn: number;
  };
}

const kind = 'api-second-step';
/** Wrong answers before one must begin again with the password. */
const tries = 5;

/**
 * Signs somebody's program in by their password.
 * @throws Refusal unauthenticated, in the same words whether address or password is wrong; too-many; forbidden
 */
export async function logIn(visitor: Visitor, input: z.infer<typeof loginInput>): Promise<Tokens | SecondStepAsked> {
  const { userId } = await checkPassword(input, visitor).catch(asUnauthenticated);
  const business = await chooseBusiness(userId, input.tenant);
  const factors = await findFactors(userId);
  if (!isTwoStep(factors)) return openTokenSession(visitor, { userId, method: 'password' }, business);
  const methods = [
    ...(factors.hasApp ? (['app'] as const) : []),
    ...(factors.recoveryCodes > 0 ? (['recovery-code'] as const) : []),
  ];
  if (methods.length === 0)
    throw new Refusal('forbidden', 'Your second factor is a passkey, which a program cannot show. Use an API key.');
  const token = await askByToken(kind, { userId, payload: { business } });
  return { challenge: { token, methods, expiresIn: secondsToAnswer(kind) } };
}

const waiting = z.object({ business: z.object({ id: z.string(), slug: z.string() }) });

/**
 * Ends a sign-in with a code of the app or a recovery code.
 * @throws Refusal unauthenticated for a wrong code; gone when the challenge no longer waits; too-many
 */
export async function answerSecondStep(visitor: Visitor, input: z.infer<typeof answerInput>): Promise<Tokens> {
  const asked = await findByToken(input.challenge, kind);
  if (!asked?.userId || !(await countTry(asked.id, tries))) throw beginAgain();
  const { userId } = asked;
  const proof = { userId, method: 'password', code: input.code };
  const secondFactor = await takeTyped(visitor, proof).catch(asUnauthenticated);
  if (!(await takeByToken(input.challenge, kind))) throw beginAgain();
  const { business } = waiting.parse(asked.payload);
  return openTokenSession(visitor, { userId, method: 'password', secondFactor }, business);
}

function beginAgain(): Refusal {
  return new Refusal('gone', 'This sign-in has waited too long or was tried too often. Begin with the password.');
}

/** A form says what to mend; a program is told that it did not get in. */
function asUnauthenticated(error: unknown): never {
  throw isRefusal(error) && error.code === 'invalid' ? new Refusal('unauthenticated', error.message) : error;
}

/** Only whoever has shown the password learns which businesses there are to choose from. */
async function chooseBusiness(userId: string, slug: string | undefined): Promise<Business> {
  const all = await withPlatform(
    (tx) =>
      tx
        .select({ id: tenant.id, slug: tenant.slug })
        .from(membership)
        .innerJoin(tenant, eq(tenant.id, membership.tenantId))
        .where(and(eq(membership.userId, userId), isNull(membership.suspendedAt)))
        .orderBy(asc(sql`lower(${tenant.slug})`)),
    { readOnly: true },
  );
  const wanted = slug?.toLowerCase();
  const [only, ...others] = wanted === undefined ? all : all.filter((own) => own.slug.toLowerCase() === wanted);
  if (only && others.length === 0) return only;
  if (!only) throw new Refusal('forbidden', 'You are not a member of this business.');
  const message = `Say in "tenant" which business to enter: ${all.map((own) => own.slug).join(', ')}.`;
  throw new Refusal('invalid', message, { fieldErrors: { tenant: [message] } });
}
