import { redirect } from '@remix-run/node';
import { z } from 'zod';
import { endSession } from '../auth/session.server.ts';
import { publicAction, publicLoader } from '../tenancy/gate.server.ts';

/** Signing out is a form: a link or an image must not be able to do it. */
export const loader = publicLoader(async () => redirect('/'));

export const action = publicAction({ input: z.object({}) }, async ({ request }) =>
  redirect('/sign-in', { headers: await endSession(request) }),
);
