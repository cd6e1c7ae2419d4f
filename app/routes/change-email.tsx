import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { confirmEmailChange } from '../auth/profile.server.ts';
import { closedLink, findProof } from '../auth/verification.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Form, SubmitButton } from '../ui/form.tsx';

export const meta: MetaFunction = () => [{ title: 'New address · Candlefish' }, { name: 'robots', content: 'noindex' }];

export const loader = publicLoader(async ({ params }) => {
  const open = await findProof(params.token ?? '', 'change');
  if (!open) throw closedLink();
  return { email: open.email };
});

export const action = publicAction({ input: z.object({}) }, async ({ params }) => {
  const { email } = await confirmEmailChange(params.token ?? '');
  const said = await flash(`Your address is ${email} from now on. Sign in with it.`);
  return redirect('/sign-in', { headers: { 'Set-Cookie': said } });
});

export default function ChangeEmail() {
  const { email } = useLoaderData<typeof loader>();
  return (
    <AuthPage title="Use this address" lede={`From now on you sign in with ${email}. Every device signs in again.`}>
      <Form>
        <SubmitButton size="large">Use this address</SubmitButton>
      </Form>
    </AuthPage>
  );
}
