import type { ActionFunctionArgs, MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { hasAccount, signUpWithProvider } from '../auth/accounts.server.ts';
import { businessName, personName } from '../auth/input.ts';
import { sayProblem } from '../auth/oauth.server.ts';
import { connectPending } from '../auth/oauth-link.server.ts';
import { findPending, forgetPending } from '../auth/oauth-pending.server.ts';
import { providerName } from '../auth/providers.server.ts';
import { findSignedIn } from '../auth/session.server.ts';
import { passFirstStep, visitorOf } from '../auth/sign-in.server.ts';
import { flash } from '../http/cookie.server.ts';
import { requireFeature } from '../operator/features.server.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { accountAction, byIntent, publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Almost there · Candlefish' }];

/** Somebody comes from a provider and is nobody's account yet: which of the three is it? */
export const loader = publicLoader(async ({ request }) => {
  const pending = await findPending(request);
  if (!pending) throw redirect('/sign-in');
  const { email, name, next } = pending;
  const signedIn = await findSignedIn(request);
  const shown = { provider: providerName(pending.provider), email, name };
  if (signedIn) return { kind: 'connect' as const, ...shown, account: signedIn.email };
  if (await hasAccount(email)) return { kind: 'prove' as const, ...shown };
  return { kind: 'new' as const, ...shown, joins: isInvitation(next) };
});

const isInvitation = (path: string) => path.startsWith('/invite/');

export const action = byIntent({
  connect: accountAction({ input: z.object({}), stepUp: true }, async ({ request, signedIn }) => {
    const { pending, problem } = await connectPending(request, signedIn.userId);
    if (problem) return sayProblem({ id: pending.provider }, problem, { purpose: 'connect', next: '/account' });
    const headers = new Headers({ 'Set-Cookie': forgetPending(request) });
    headers.append('Set-Cookie', await flash(`You can sign in with ${providerName(pending.provider)} from now on.`));
    return redirect(pending.next === '/' ? '/account' : pending.next, { headers });
  }),
  forget: publicAction({ input: z.object({}) }, async ({ request }) =>
    redirect('/sign-in', { headers: { 'Set-Cookie': forgetPending(request) } }),
  ),
  start: publicAction({ input: z.object({ name: personName, business: businessName }) }, (args) => {
    requireFeature('sign-up', null, 'New businesses cannot be started at the moment. Please come back later.');
    return makeAccount(args, args.input);
  }),
  join: publicAction({ input: z.object({ name: personName }) }, (args) =>
    makeAccount(args, { ...args.input, business: null }),
  ),
});

async function makeAccount(args: ActionFunctionArgs, input: { name: string; business: string | null }) {
  const { userId, provider, next } = await signUpWithProvider(args.request, input);
  const response = await passFirstStep(visitorOf(args), { userId, method: provider, next });
  response.headers.append('Set-Cookie', forgetPending(args.request));
  return response;
}

export default function Connect() {
  const shown = useLoaderData<typeof loader>();
  if (shown.kind === 'connect') return <ConnectHere {...shown} />;
  return shown.kind === 'prove' ? <ProveFirst {...shown} /> : <NewAccount {...shown} />;
}

function ConnectHere({ provider, email, account }: { provider: string; email: string; account: string }) {
  return (
    <AuthPage
      title={`Connect ${provider}`}
      lede={`You came from ${provider} as ${email}, and are signed in here as ${account}.`}
    >
      <p>Afterwards you can sign in to this account with {provider} too.</p>
      <Form>
        <input type="hidden" name="intent" value="connect" />
        <SubmitButton size="large">Connect {provider}</SubmitButton>
      </Form>
      <Forget>Not now</Forget>
    </AuthPage>
  );
}

function ProveFirst({ provider, email }: { provider: string; email: string }) {
  return (
    <AuthPage
      title="You have an account already"
      lede={`There is an account with ${email}. Sign in to it once as you did before; then connect ${provider}.`}
    >
      <LinkButton to="/sign-in?next=/connect" variant="primary" size="large">
        Sign in
      </LinkButton>
      <LinkButton to="/reset" variant="quiet">
        I forgot my password
      </LinkButton>
      <Forget>Use another account at {provider}</Forget>
    </AuthPage>
  );
}

function NewAccount({
  provider,
  email,
  name,
  joins,
}: {
  provider: string;
  email: string;
  name: string;
  joins: boolean;
}) {
  return (
    <AuthPage
      title={joins ? 'Make your account' : 'Start a business'}
      lede={`You come from ${provider} as ${email}. There is no account with this address yet.`}
    >
      <Form name="account">
        <input type="hidden" name="intent" value={joins ? 'join' : 'start'} />
        {!joins && (
          <TextField name="business" label="Name of the business" autoComplete="organization" maxLength={100} />
        )}
        <TextField name="name" label="Your name" autoComplete="name" maxLength={100} defaultValue={name} />
        <SubmitButton size="large">{joins ? 'Go on' : 'Start'}</SubmitButton>
      </Form>
      <Forget>I have an account with another address</Forget>
    </AuthPage>
  );
}

function Forget({ children }: { children: ReactNode }) {
  return (
    <Form name="forget">
      <input type="hidden" name="intent" value="forget" />
      <Button type="submit" variant="quiet">
        {children}
      </Button>
    </Form>
  );
}
