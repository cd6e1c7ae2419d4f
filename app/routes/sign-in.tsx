import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { checkPassword } from '../auth/accounts.server.ts';
import { signInInput } from '../auth/input.ts';
import { readProblem } from '../auth/oauth.server.ts';
import { providerChoices } from '../auth/providers.server.ts';
import { findSignedIn } from '../auth/session.server.ts';
import { passFirstStep, visitorOf } from '../auth/sign-in.server.ts';
import { findSsoName } from '../auth/sso.server.ts';
import { ssoPage } from '../auth/sso-page.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { PasskeySignIn } from '../shell/passkey-form.tsx';
import { ProviderButtons } from '../shell/provider-buttons.tsx';
import { safePath } from '../tenancy/entry.server.ts';
import { publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Notice } from '../ui/badge.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Sign in · Candlefish' }];

export const loader = publicLoader(async ({ request, url }) => {
  const next = safePath(url.searchParams.get('next'));
  // `again`: whoever is signed in is to prove it anew, for instance because a business asks for shorter sessions.
  const isAgain = url.searchParams.has('again');
  const problem = readProblem(url);
  if (!isAgain && !problem && (await findSignedIn(request))) throw redirect(next);
  const slug = /^\/t\/([^/?#]+)/.exec(next)?.[1];
  const business = slug === undefined ? null : await findSsoName(slug);
  return { next, isAgain, providers: providerChoices(), problem, business };
});

export const action = publicAction({ input: signInInput }, async ({ input, ...args }) => {
  const visitor = visitorOf(args);
  const { userId } = await checkPassword(input, visitor);
  return passFirstStep(visitor, { userId, method: 'password', next: input.next });
});

export default function SignIn() {
  const { next, providers, problem, business } = useLoaderData<typeof loader>();
  return (
    <AuthPage
      title="Sign in"
      footer={
        <>
          New here? <Link to="/sign-up">Start a business</Link>
        </>
      }
    >
      {problem && <Notice tone="danger">{problem}</Notice>}
      {business && (
        <LinkButton to={ssoPage(business.slug, { next })} size="large">
          Sign in with {business.name}
        </LinkButton>
      )}
      {providers.length > 0 && <ProviderButtons providers={providers} purpose="sign-in" next={next} />}
      <Form method="post">
        <input type="hidden" name="next" value={next} />
        <TextField name="email" label="Email" type="email" autoComplete="username webauthn" />
        <TextField name="password" label="Password" type="password" autoComplete="current-password" />
        <SubmitButton variant="primary" size="large">
          Sign in
        </SubmitButton>
      </Form>
      <PasskeySignIn next={next} />
      <div className="flex flex-wrap justify-between gap-x-4 gap-y-2">
        <Link to="/reset">Forgot your password?</Link>
        {!business && <Link to="/sign-in/business">Sign in with your business</Link>}
      </div>
    </AuthPage>
  );
}
