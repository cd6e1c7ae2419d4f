import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { signUpAlone } from '../auth/accounts.server.ts';
import { newPassword, personName } from '../auth/input.ts';
import { acceptInvitation, findInvitation } from '../auth/members.server.ts';
import { findSignedIn } from '../auth/session.server.ts';
import { passFirstStep, visitorOf } from '../auth/sign-in.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { byIntent, publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Invitation · Candlefish' }, { name: 'robots', content: 'noindex' }];

export const loader = publicLoader(async ({ params, request }) => {
  const offered = await findOpen(params.token);
  const signedIn = await findSignedIn(request);
  return {
    business: offered.business,
    email: offered.email,
    signedInAs: signedIn?.email ?? null,
    isForThem: signedIn?.email.toLowerCase() === offered.email.toLowerCase(),
  };
});

export const action = byIntent({
  join: publicAction({ input: z.object({}) }, async ({ params, request }) => {
    const signedIn = await findSignedIn(request);
    if (!signedIn) throw redirect(`/sign-in?next=${encodeURIComponent(new URL(request.url).pathname)}`);
    const { slug } = await acceptInvitation(params.token ?? '', signedIn);
    return redirect(`/t/${slug}`);
  }),
  signUp: publicAction({ input: z.object({ name: personName, password: newPassword }) }, async ({ input, ...args }) => {
    const { params } = args;
    const { email } = await findOpen(params.token);
    const { userId } = await signUpAlone({ ...input, email });
    const { slug } = await acceptInvitation(params.token ?? '', { userId, email });
    return passFirstStep(visitorOf(args), { userId, method: 'password', next: `/t/${slug}` });
  }),
});

async function findOpen(token: string | undefined) {
  const offered = await findInvitation(token ?? '');
  if (offered) return offered;
  throw new Refusal(
    'gone',
    'This invitation is no longer open. It may have been used, withdrawn or expired. Ask for a new one.',
  );
}

export default function Invitation() {
  const { business, email, signedInAs, isForThem } = useLoaderData<typeof loader>();
  return (
    <AuthPage title={`Join ${business}`} lede={`This invitation is for ${email}.`}>
      {isForThem ? <Join business={business} /> : <SignUpHere />}
      {!isForThem && (
        <p className="muted">
          {signedInAs && <>You are signed in as {signedInAs}. </>}
          Have an account with this address? <Link to="/sign-in">Sign in</Link> and open the link again.
        </p>
      )}
    </AuthPage>
  );
}

function Join({ business }: { business: string }) {
  return (
    <Form>
      <input type="hidden" name="intent" value="join" />
      <SubmitButton size="large">Join {business}</SubmitButton>
    </Form>
  );
}

function SignUpHere() {
  return (
    <Form>
      <input type="hidden" name="intent" value="signUp" />
      <TextField name="name" label="Your name" autoComplete="name" maxLength={100} />
      <TextField
        name="password"
        label="Password"
        type="password"
        autoComplete="new-password"
        help="At least 10 characters. A few words work well."
      />
      <SubmitButton size="large">Join</SubmitButton>
    </Form>
  );
}
