import { redirect } from '@remix-run/node';
import { z } from 'zod';
import { askForPasskey, takePasskey } from '../auth/passkey.server.ts';
import { comeIn, visitorOf } from '../auth/sign-in.server.ts';
import { byIntent, publicAction, publicLoader } from '../tenancy/gate.server.ts';

export const loader = publicLoader(async () => redirect('/sign-in'));

/** Signing in with a passkey: what the browser's authenticator is asked, and what it answers. */
export const action = byIntent({
  ask: publicAction({ input: z.object({}) }, async (args) => {
    const { options, cookie } = await askForPasskey(visitorOf(args), 'passkey-sign-in', null);
    return Response.json({ options }, { headers: { 'Set-Cookie': cookie } });
  }),
  answer: publicAction(
    { input: z.object({ response: z.string(), next: z.string().optional() }) },
    async ({ input, ...args }) => {
      const visitor = visitorOf(args);
      const { userId } = await takePasskey(visitor, 'passkey-sign-in', null, input.response);
      // It was had and unlocked with a finger, a face or a PIN: that is two factors.
      return comeIn(visitor, { userId, method: 'passkey', secondFactor: 'passkey', next: input.next });
    },
  ),
});
