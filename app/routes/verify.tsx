import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { closedLink, confirmEmail, findProof } from '../auth/verification.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Form, SubmitButton } from '../ui/form.tsx';

export const meta: MetaFunction = () => [{ title: 'Confirm · Candlefish' }, { name: 'robots', content: 'noindex' }];

/** Opening the link does nothing yet: mail programs open links to look at them. */
export const loader = publicLoader(async ({ params }) => {
  const open = await findProof(params.token ?? '', 'verify');
  if (!open) throw closedLink();
  return { email: open.email };
});

export const action = publicAction({ input: z.object({}) }, async ({ params }) => {
  const { email } = await confirmEmail(params.token ?? '');
  return redirect('/', { headers: { 'Set-Cookie': await flash(`${email} is confirmed.`) } });
});

export default function Verify() {
  const { email } = useLoaderData<typeof loader>();
  return (
    <AuthPage title="Confirm your address" lede={`Is ${email} yours?`}>
      <Form>
        <SubmitButton size="large">Confirm this address</SubmitButton>
      </Form>
    </AuthPage>
  );
}
