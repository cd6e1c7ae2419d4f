import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { z } from 'zod';
import { createTenant } from '../auth/accounts.server.ts';
import { businessName } from '../auth/input.ts';
import { requireFeature } from '../operator/features.server.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { accountAction, accountLoader } from '../tenancy/gate.server.ts';
import { Form, SubmitButton } from '../ui/form.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Start a business · Candlefish' }];

export const loader = accountLoader(async () => null);

export const action = accountAction({ input: z.object({ business: businessName }) }, async ({ signedIn, input }) => {
  requireFeature('sign-up', null, 'New businesses cannot be started at the moment. Please come back later.');
  const { slug } = await createTenant(signedIn.userId, input.business);
  return redirect(`/t/${slug}`);
});

export default function BusinessNew() {
  return (
    <AuthPage
      title="Start a business"
      lede="It gets its own members, clients and numbers. Nothing is shared with your other ones."
    >
      <Form method="post">
        <TextField name="business" label="Name of the business" autoComplete="organization" maxLength={100} />
        <SubmitButton variant="primary" size="large">
          Start
        </SubmitButton>
      </Form>
    </AuthPage>
  );
}
