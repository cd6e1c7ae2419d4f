import type { MetaFunction } from '@remix-run/node';
import { data, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { confirmBy, proofsOf } from '../auth/confirm.server.ts';
import { typedCode } from '../auth/input.ts';
import { askForPasskey } from '../auth/passkey.server.ts';
import { visitorOf } from '../auth/sign-in.server.ts';
import { isRecentlyProved } from '../auth/step-up.server.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { PasskeyProof } from '../shell/passkey-form.tsx';
import { safePath } from '../tenancy/entry.server.ts';
import { accountAction, accountLoader, byIntent } from '../tenancy/gate.server.ts';
import { LinkButton } from '../ui/button.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Is it you? · Candlefish' }];

export const loader = accountLoader(async ({ signedIn, url, ...args }) => {
  const to = safePath(url.searchParams.get('to'), '/account/security');
  const needs = url.searchParams.get('needs');
  const needsFactor = needs === 'second-factor' || needs === 'shown-factor';
  const proofs = await proofsOf(signedIn.userId);
  const isDone = needsFactor ? hasFactor(signedIn.session.secondFactor, needs) : isRecentlyProved(signedIn.session);
  if (isDone) throw redirect(to);
  // There is nothing to show yet: the business asks for a second factor, and this is where to set one up.
  if (needsFactor && !proofs.isTwoStep) throw redirect('/account/security?needed=on');
  const shown = { to, email: signedIn.email, proofs };
  if (!proofs.passkey) return data({ ...shown, passkey: null });
  const { options, cookie } = await askForPasskey(visitorOf(args), 'passkey-proof', signedIn.userId);
  return data({ ...shown, passkey: options }, { headers: { 'Set-Cookie': cookie } });
});

/** That a device was trusted is enough for a business, and not for what asks to be shown the factor itself. */
function hasFactor(shown: string | null, needs: string): boolean {
  return shown !== null && !(needs === 'shown-factor' && shown === 'trusted-device');
}

const password = z.string({ error: 'Enter your password.' }).min(1, { error: 'Enter your password.' }).max(200);

export const action = byIntent({
  password: accountAction({ input: z.object({ password }) }, async ({ signedIn, input, url, ...args }) =>
    goOn(url, await confirmBy(visitorOf(args), signedIn, { way: 'password', ...input })),
  ),
  code: accountAction({ input: z.object({ code: typedCode }) }, async ({ signedIn, input, url, ...args }) =>
    goOn(url, await confirmBy(visitorOf(args), signedIn, { way: 'code', ...input })),
  ),
  passkey: accountAction({ input: z.object({ response: z.string() }) }, async ({ signedIn, input, url, ...args }) =>
    goOn(url, await confirmBy(visitorOf(args), signedIn, { way: 'passkey', ...input })),
  ),
});

function goOn(url: URL, cookie: string) {
  const to = safePath(url.searchParams.get('to'), '/account/security');
  return redirect(to, { headers: { 'Set-Cookie': cookie } });
}

export default function Confirm() {
  const { to, email, proofs, passkey } = useLoaderData<typeof loader>();
  return (
    <AuthPage
      title="Is it you?"
      lede="What comes next matters, so show once more that it is you. It counts for a while."
    >
      {passkey && <PasskeyProof options={passkey}>{null}</PasskeyProof>}
      {proofs.code && <ByCode isOnly={!passkey} hasApp={proofs.app} />}
      {proofs.password && <ByPassword email={email} />}
      {!passkey && !proofs.code && !proofs.password && (
        <LinkButton to={`/sign-in?again=on&next=${encodeURIComponent(to)}`} variant="primary" size="large">
          Sign in again
        </LinkButton>
      )}
    </AuthPage>
  );
}

function ByCode({ isOnly, hasApp }: { isOnly: boolean; hasApp: boolean }) {
  return (
    <Form name="code">
      <input type="hidden" name="intent" value="code" />
      <TextField
        name="code"
        label={hasApp ? 'Code of your authenticator app' : 'Recovery code'}
        autoComplete="one-time-code"
        help={hasApp ? 'A recovery code does as well.' : undefined}
        maxLength={40}
      />
      <SubmitButton size="large" variant={isOnly ? 'primary' : 'secondary'}>
        Continue
      </SubmitButton>
    </Form>
  );
}

function ByPassword({ email }: { email: string }) {
  return (
    <Form name="password">
      <input type="hidden" name="intent" value="password" />
      <input type="text" name="username" value={email} autoComplete="username" readOnly hidden />
      <TextField name="password" label="Password" type="password" autoComplete="current-password" />
      <SubmitButton size="large">Continue</SubmitButton>
    </Form>
  );
}
