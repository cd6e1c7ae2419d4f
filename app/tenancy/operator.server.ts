import { type AppLoadContext, redirect } from '@remix-run/node';
import { eq } from 'drizzle-orm';
import { operator } from '#db/schema/index.ts';
import { type SessionState, withPlatform } from '#db/tenant.server.ts';
import { noteAccess } from '../access/request.server.ts';
import { noteSeen } from '../auth/seen.server.ts';
import { findSession, isOwn } from '../auth/session.server.ts';
import { confirmPath } from '../auth/step-up.server.ts';
import { notFound } from '../errors/refusal.ts';
import { signInPath } from './entry.server.ts';

/** Somebody who runs the platform, signed in as themselves with a second factor. */
export interface Operator {
  userId: string;
  name: string;
  email: string;
  session: SessionState;
  requestId: string;
}

/** What counts as a second factor here: one that was shown, not a device that was trusted once. */
const shownFactors: ReadonlySet<string | null> = new Set(['app', 'passkey', 'recovery-code']);

/**
 * Lets an operator in. Nobody is signed in -> to the sign-in page; anybody else, and an operator who stands in for a
 * member or came by a business's sign-in -> the same 404 as for a page that does not exist; an operator without a second factor -> to where to show it.
 */
export async function admitOperator(request: Request, url: URL, context: AppLoadContext): Promise<Operator> {
  const entry = await findSession(request);
  if (!entry) throw redirect(signInPath(url));
  const { user, session } = entry;
  noteSeen(entry, context.clientAddress);
  noteAccess(context, { userId: user.id });
  if (!isOwn(entry) || !(await isOperator(user.id))) throw notFound();
  if (!shownFactors.has(session.secondFactor)) throw redirect(confirmPath(url, 'shown-factor'));
  return { userId: user.id, name: user.name, email: user.email, session, requestId: context.requestId };
}

function isOperator(userId: string): Promise<boolean> {
  return withPlatform(async (tx) => (await tx.$count(operator, eq(operator.userId, userId))) > 0, { readOnly: true });
}
