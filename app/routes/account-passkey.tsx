import type { MetaFunction } from '@remix-run/node';
import { data, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { passkeyName } from '../auth/input.ts';
import { askForRegistration } from '../auth/passkey.server.ts';
import { addPasskey } from '../auth/passkey-list.server.ts';
import { rotateSession, userAgentOf } from '../auth/session.server.ts';
import { visitorOf } from '../auth/sign-in.server.ts';
import { readUserAgent } from '../auth/user-agent.ts';
import { flash } from '../http/cookie.server.ts';
import { AccountPage } from '../shell/account-page.tsx';
import { PasskeyRegistration } from '../shell/passkey-form.tsx';
import { RecoveryCodes } from '../shell/recovery-codes.tsx';
import { accountAction, accountLoader } from '../tenancy/gate.server.ts';
import { LinkButton } from '../ui/button.tsx';
import { Card } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Add a passkey · Candlefish' }];

export const loader = accountLoader(
  async ({ signedIn, ...args }) => {
    const { options, cookie } = await askForRegistration(visitorOf(args), signedIn);
    const { browser, system } = readUserAgent(userAgentOf(args.request));
    return data({ options, suggestion: `${browser} on ${system}` }, { headers: { 'Set-Cookie': cookie } });
  },
  { stepUp: true },
);

export const action = accountAction(
  { input: z.object({ name: passkeyName, response: z.string() }), stepUp: true },
  async ({ signedIn, input, ...args }) => {
    const visitor = visitorOf(args);
    const codes = await addPasskey(visitor, signedIn.userId, input);
    const session = await rotateSession(visitor, { provedAt: new Date(), secondFactor: 'passkey', endsWeaker: true });
    const headers = new Headers({ 'Set-Cookie': session });
    if (codes) return data({ ok: true as const, codes }, { headers });
    headers.append('Set-Cookie', await flash('The passkey was added.'));
    return redirect('/account/security', { headers });
  },
);

export default function AddPasskey() {
  const { options, suggestion } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const codes = answer && 'codes' in answer ? answer.codes : null;
  if (codes) {
    return (
      <AccountPage title="The passkey was added" lede="From now on a password alone does not sign you in.">
        <RecoveryCodes codes={codes} />
        <div>
          <LinkButton to="/account/security" variant="primary">
            Back to security
          </LinkButton>
        </div>
      </AccountPage>
    );
  }
  return (
    <AccountPage title="Add a passkey" lede="Your device keeps it, and opens it with a finger, a face or a PIN.">
      <Card>
        <PasskeyRegistration options={options}>
          <TextField
            name="name"
            label="Name"
            defaultValue={suggestion}
            maxLength={60}
            help="So that you know it again, such as the device it is on."
          />
        </PasskeyRegistration>
        <noscript>Passkeys need JavaScript. Turn it on, or set up an authenticator app instead.</noscript>
      </Card>
    </AccountPage>
  );
}
