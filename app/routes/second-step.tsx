import type { MetaFunction } from '@remix-run/node';
import { data, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { typedCode } from '../auth/input.ts';
import { askForPasskey, takePasskey } from '../auth/passkey.server.ts';
import { endSecondStep, findSecondStep, passSecondStep, visitorOf } from '../auth/sign-in.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { PasskeyProof } from '../shell/passkey-form.tsx';
import { byIntent, publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Checkbox } from '../ui/choice-fields.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Second step · Candlefish' }];

export const loader = publicLoader(async (args) => {
  const visitor = visitorOf(args);
  const step = await findSecondStep(visitor);
  if (!step) throw redirect('/sign-in');
  const { hasApp, passkeys } = step.factors;
  if (passkeys === 0) return data({ hasApp, passkey: null });
  const { options, cookie } = await askForPasskey(visitor, 'passkey-proof', step.userId);
  return data({ hasApp, passkey: options }, { headers: { 'Set-Cookie': cookie } });
});

const trust = z
  .literal('on')
  .optional()
  .transform((ticked) => ticked === 'on');

export const action = byIntent({
  code: publicAction({ input: z.object({ code: typedCode, trust }) }, ({ input, ...args }) =>
    passSecondStep(visitorOf(args), input),
  ),
  passkey: publicAction({ input: z.object({ response: z.string(), trust }) }, async ({ input, ...args }) => {
    const visitor = visitorOf(args);
    const step = await findSecondStep(visitor);
    if (!step) throw new Refusal('gone', 'This sign-in has waited too long. Sign in again.');
    await takePasskey(visitor, 'passkey-proof', step.userId, input.response);
    return endSecondStep(visitor, { secondFactor: 'passkey', trust: input.trust });
  }),
});

export default function SecondStep() {
  const { hasApp, passkey } = useLoaderData<typeof loader>();
  return (
    <AuthPage
      title="One more step"
      lede={hasApp ? 'Type the code that your authenticator app shows.' : 'Show your passkey, or type a recovery code.'}
      footer={
        <>
          Not you? <Link to="/sign-in">Sign in again</Link>
        </>
      }
    >
      {passkey && !hasApp && <ByPasskey options={passkey} />}
      <Form name="code">
        <input type="hidden" name="intent" value="code" />
        <TextField
          name="code"
          label={hasApp ? 'Code' : 'Recovery code'}
          autoComplete="one-time-code"
          inputMode={hasApp ? 'text' : undefined}
          help={hasApp ? 'No phone at hand? A recovery code does as well.' : undefined}
          maxLength={40}
        />
        <Checkbox name="trust" label="Do not ask on this device for 30 days" />
        <SubmitButton size="large" variant={hasApp ? 'primary' : 'secondary'}>
          Continue
        </SubmitButton>
      </Form>
      {passkey && hasApp && <ByPasskey options={passkey} secondary />}
    </AuthPage>
  );
}

function ByPasskey(props: Pick<Parameters<typeof PasskeyProof>[0], 'options' | 'secondary'>) {
  return (
    <PasskeyProof {...props}>
      {!props.secondary && <Checkbox name="trust" label="Do not ask on this device for 30 days" />}
    </PasskeyProof>
  );
}
