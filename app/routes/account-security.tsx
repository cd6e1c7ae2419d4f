import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { passkeyName } from '../auth/input.ts';
import { listPasskeys, removePasskey, renamePasskey } from '../auth/passkey-list.server.ts';
import { findFactors, isTwoStep, newRecoveryCodes, turnAppOff } from '../auth/second-step.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AccountPage } from '../shell/account-page.tsx';
import { PasskeyRow } from '../shell/passkey-row.tsx';
import { RecoveryCodes } from '../shell/recovery-codes.tsx';
import { accountAction, accountLoader, byIntent } from '../tenancy/gate.server.ts';
import { Badge, Notice } from '../ui/badge.tsx';
import { LinkButton } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Card, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Security · Candlefish' }];

export const loader = accountLoader(async ({ signedIn: { userId }, url }) => {
  const [factors, passkeys] = await Promise.all([findFactors(userId), listPasskeys(userId)]);
  return { factors, isOn: isTwoStep(factors), passkeys, isNeeded: url.searchParams.has('needed') };
});

const credential = z.string().min(1).max(2_048);

export const action = byIntent({
  removeApp: accountAction({ input: z.object({}), stepUp: true }, async ({ signedIn }) => {
    await turnAppOff(signedIn.userId);
    return saidAndBack('The authenticator app was removed. Its codes no longer work.');
  }),
  newCodes: accountAction({ input: z.object({}), stepUp: true }, async ({ signedIn }) => ({
    ok: true as const,
    codes: await newRecoveryCodes(signedIn.userId),
  })),
  rename: accountAction({ input: z.object({ id: credential, name: passkeyName }) }, async ({ signedIn, input }) => {
    await renamePasskey(signedIn.userId, input);
    return saidAndBack('The passkey was renamed.');
  }),
  remove: accountAction({ input: z.object({ id: credential }), stepUp: true }, async ({ signedIn, input }) => {
    await removePasskey(signedIn.userId, input.id);
    return saidAndBack('The passkey was removed. You can delete it from your device as well.');
  }),
});

async function saidAndBack(message: string) {
  return redirect('/account/security', { headers: { 'Set-Cookie': await flash(message) } });
}

export default function Security() {
  const { factors, isOn, passkeys, isNeeded } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const codes = answer && 'codes' in answer ? answer.codes : null;
  return (
    <AccountPage title="Security" lede="How you show that it is you.">
      {isNeeded && !isOn && (
        <Notice title="The business you were going to asks for a second step">
          Set up an authenticator app or a passkey here, then go there again.
        </Notice>
      )}
      {codes && <RecoveryCodes codes={codes} />}
      <Section
        title="Authenticator app"
        lede="After your password you type six digits from an app on your phone."
        actions={<Badge tone={factors.hasApp ? 'done' : 'plain'}>{factors.hasApp ? 'On' : 'Off'}</Badge>}
      >
        <Card>{factors.hasApp ? <RemoveApp /> : <SetUpApp />}</Card>
      </Section>
      <Section
        title="Passkeys"
        lede="Sign in with a finger, a face or a PIN instead of a password."
        actions={
          <LinkButton to="/account/passkeys/new" icon="plus">
            Add a passkey
          </LinkButton>
        }
      >
        <Card>
          {passkeys.length === 0 ? (
            <p className="muted">None yet. A passkey cannot be guessed, overheard or typed into a false page.</p>
          ) : (
            <ul className="rows">
              {passkeys.map((passkey) => (
                <PasskeyRow key={passkey.id} {...passkey} />
              ))}
            </ul>
          )}
        </Card>
      </Section>
      {isOn && <CodesLeft left={factors.recoveryCodes} />}
    </AccountPage>
  );
}

function SetUpApp() {
  return (
    <LinkButton to="/account/authenticator" variant="primary">
      Set up an app
    </LinkButton>
  );
}

function RemoveApp() {
  return (
    <Form name="removeApp" className="form-inline">
      <input type="hidden" name="intent" value="removeApp" />
      <ConfirmButton
        question="Remove the authenticator app?"
        consequence="Its codes no longer work. Without a passkey, your password alone signs you in again."
        confirm="Remove"
        variant="danger"
      >
        Remove the app
      </ConfirmButton>
    </Form>
  );
}

function CodesLeft({ left }: { left: number }) {
  return (
    <Section title="Recovery codes" lede="For the day the phone is lost. Each works once.">
      <Card>
        <Form name="newCodes" className="form-inline">
          <input type="hidden" name="intent" value="newCodes" />
          <span className="num">{left} of 10 are unused.</span>
          <SubmitButton variant="secondary">Make new ones</SubmitButton>
        </Form>
      </Card>
    </Section>
  );
}
