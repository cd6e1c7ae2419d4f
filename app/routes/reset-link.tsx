import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { newPassword } from '../auth/input.ts';
import { resetPassword } from '../auth/passwords.server.ts';
import { closedLink, findProof } from '../auth/verification.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Form, SubmitButton } from '../ui/form.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [
  { title: 'New password · Candlefish' },
  { name: 'robots', content: 'noindex' },
  { name: 'referrer', content: 'no-referrer' },
];

export const loader = publicLoader(async ({ params }) => {
  const open = await findProof(params.token ?? '', 'reset');
  if (!open) throw closedLink();
  return { email: open.email };
});

/** Ends at the sign-in page and not inside: a second factor is asked for there. */
export const action = publicAction({ input: z.object({ password: newPassword }) }, async ({ params, input }) => {
  await resetPassword(params.token ?? '', input.password);
  const said = await flash('Your password was changed. Sign in with it.');
  return redirect('/sign-in', { headers: { 'Set-Cookie': said } });
});

export default function ResetLink() {
  const { email } = useLoaderData<typeof loader>();
  return (
    <AuthPage title="Choose a new password" lede={`For ${email}. Every device signs in again afterwards.`}>
      <Form>
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <TextField
          name="password"
          label="New password"
          type="password"
          autoComplete="new-password"
          help="At least 10 characters. A few words work well."
        />
        <SubmitButton size="large">Use this password</SubmitButton>
      </Form>
    </AuthPage>
  );
}
