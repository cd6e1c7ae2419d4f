import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { signUp } from '../auth/accounts.server.ts';
import { signUpInput } from '../auth/input.ts';
import { providerChoices } from '../auth/providers.server.ts';
import { passFirstStep, visitorOf } from '../auth/sign-in.server.ts';
import { requireFeature } from '../operator/features.server.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { ProviderButtons } from '../shell/provider-buttons.tsx';
import { publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Start a business · Candlefish' }];

export const loader = publicLoader(async () => ({ providers: providerChoices() }));

export const action = publicAction({ input: signUpInput }, async ({ input, ...args }) => {
  requireFeature('sign-up', null, 'New businesses cannot be started at the moment. Please come back later.');
  const { userId, slug } = await signUp(input);
  return passFirstStep(visitorOf(args), { userId, method: 'password', next: `/t/${slug}` });
});

export default function SignUp() {
  const { providers } = useLoaderData<typeof loader>();
  return (
    <AuthPage
      title="Start a business"
      lede="An account for you, and a place for your business. You can add your people next."
      footer={
        <>
          Have an account? <Link to="/sign-in">Sign in</Link>
        </>
      }
    >
      {providers.length > 0 && <ProviderButtons providers={providers} purpose="sign-in" />}
      <Form method="post">
        <TextField name="business" label="Name of the business" autoComplete="organization" maxLength={100} />
        <TextField name="name" label="Your name" autoComplete="name" maxLength={100} />
        <TextField name="email" label="Email" type="email" autoComplete="username" />
        <TextField
          name="password"
          label="Password"
          type="password"
          autoComplete="new-password"
          minLength={10}
          help="At least 10 characters. A few words work well."
        />
        <SubmitButton variant="primary" size="large">
          Start
        </SubmitButton>
      </Form>
    </AuthPage>
  );
}
