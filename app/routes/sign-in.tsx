import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { checkPassword } from '../auth/accounts.server.ts';
import { signInInput } from '../auth/input.ts';
import { findSignedIn, startSession } from '../auth/session.server.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { safePath } from '../tenancy/entry.server.ts';
import { publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Sign in · Candlefish' }];

export const loader = publicLoader(async ({ request, context, url }) => {
  const next = safePath(url.searchParams.get('next'));
  if (await findSignedIn(request, context.isSecure)) throw redirect(next);
  return { next };
});

export const action = publicAction({ input: signInInput }, async ({ request, context, input }) => {
  const { userId } = await checkPassword(input);
  const cookie = await startSession(request, userId, { ip: context.clientAddress, isSecure: context.isSecure });
  return redirect(safePath(input.next), { headers: { 'Set-Cookie': cookie } });
});

export default function SignIn() {
  const { next } = useLoaderData<typeof loader>();
  return (
    <AuthPage
      title="Sign in"
      footer={
        <>
          New here? <Link to="/sign-up">Start a business</Link>
        </>
      }
    >
      <Form method="post">
        <input type="hidden" name="next" value={next} />
        <TextField name="email" label="Email" type="email" autoComplete="username" />
        <TextField name="password" label="Password" type="password" autoComplete="current-password" />
        <SubmitButton variant="primary" size="large">
          Sign in
        </SubmitButton>
      </Form>
    </AuthPage>
  );
}
