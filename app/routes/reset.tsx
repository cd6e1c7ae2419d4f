import type { MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { emailInput } from '../auth/input.ts';
import { requestReset } from '../auth/passwords.server.ts';
import { mailbox } from '../mail/post.server.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { MailboxNote } from '../shell/mailbox-note.tsx';
import { publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'New password · Candlefish' }];

export const loader = publicLoader(async () => ({ hasMailbox: mailbox() !== null }));

/** The same answer for every address: who has an account is nobody else's business. */
export const action = publicAction({ input: z.object({ email: emailInput }) }, async ({ input }) => {
  await requestReset(input.email);
  return { ok: true as const, email: input.email };
});

export default function Reset() {
  const { hasMailbox } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const sentTo = answer && 'email' in answer ? answer.email : null;
  if (sentTo !== null) {
    return (
      <AuthPage title="Look into your mailbox" footer={<Link to="/sign-in">Back to signing in</Link>}>
        <p>
          A letter is on its way to <strong>{sentTo}</strong>. Its link works once, for an hour. If nothing comes, look
          among the unwanted mail.
        </p>
        {hasMailbox && <MailboxNote />}
      </AuthPage>
    );
  }
  return (
    <AuthPage
      title="Choose a new password"
      lede="We send a link to your address."
      footer={<Link to="/sign-in">Back to signing in</Link>}
    >
      <Form>
        <TextField name="email" label="Email" type="email" autoComplete="username" />
        <SubmitButton size="large">Send the link</SubmitButton>
      </Form>
    </AuthPage>
  );
}
