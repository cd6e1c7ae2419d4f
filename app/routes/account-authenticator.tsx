import type { MetaFunction } from '@remix-run/node';
import { data, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { typedCode } from '../auth/input.ts';
import { drawQr } from '../auth/qr.server.ts';
import { findFactors, turnAppOn } from '../auth/second-step.server.ts';
import { rotateSession } from '../auth/session.server.ts';
import { visitorOf } from '../auth/sign-in.server.ts';
import { beginEnrolment } from '../auth/totp-app.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AccountPage } from '../shell/account-page.tsx';
import { RecoveryCodes } from '../shell/recovery-codes.tsx';
import { accountAction, accountLoader } from '../tenancy/gate.server.ts';
import { LinkButton } from '../ui/button.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Card } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Authenticator app · Candlefish' }];

export const loader = accountLoader(
  async ({ signedIn }) => {
    if ((await findFactors(signedIn.userId)).hasApp) return { enrolment: null };
    const { address, key } = await beginEnrolment(signedIn);
    return { enrolment: { manualKey: key, qr: drawQr(address) } };
  },
  { stepUp: true },
);

export const action = accountAction(
  { input: z.object({ code: typedCode }), stepUp: true },
  async ({ signedIn, input, ...args }) => {
    const codes = await turnAppOn(signedIn.userId, input.code);
    // Whoever held the old token was not asked for the code.
    const change = { provedAt: new Date(), secondFactor: 'app', endsWeaker: true } as const;
    const session = await rotateSession(visitorOf(args), change);
    const headers = new Headers({ 'Set-Cookie': session });
    if (codes) return data({ ok: true as const, codes }, { headers });
    headers.append('Set-Cookie', await flash('The authenticator app is on.'));
    return redirect('/account/security', { headers });
  },
);

export default function Authenticator() {
  const { enrolment } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const codes = answer && 'codes' in answer ? answer.codes : null;
  if (codes) {
    return (
      <AccountPage title="The app is on" lede="From now on a password is followed by a code of the app.">
        <RecoveryCodes codes={codes} />
        <Done />
      </AccountPage>
    );
  }
  return (
    <AccountPage
      title="Authenticator app"
      lede="Any app that shows codes will do: Aegis, Google Authenticator, 1Password, the phone’s own."
    >
      {enrolment ? (
        <Steps {...enrolment} />
      ) : (
        <Card className="grid gap-4">
          <p>An app is set up already. Remove it first to set up another one.</p>
          <Done />
        </Card>
      )}
    </AccountPage>
  );
}

function Steps({ qr, manualKey }: { qr: { size: number; path: string }; manualKey: string }) {
  return (
    <Card className="grid gap-6">
      <div className="grid gap-2">
        <h2>1. Scan this with the app</h2>
        <svg className="qr" viewBox={`0 0 ${qr.size} ${qr.size}`} role="img" aria-label="QR code with the key">
          <path className="qr-ground" d={`M0 0h${qr.size}v${qr.size}H0z`} />
          <path d={qr.path} />
        </svg>
        <p className="muted">No camera? Type this key into the app.</p>
        <p className="copyable">{manualKey}</p>
      </div>
      <Form>
        <h2>2. Type the code that it shows</h2>
        <TextField name="code" label="Code" inputMode="numeric" autoComplete="one-time-code" maxLength={10} />
        <SubmitButton>Turn it on</SubmitButton>
      </Form>
    </Card>
  );
}

function Done() {
  return (
    <div>
      <LinkButton to="/account/security" variant="primary">
        Back to security
      </LinkButton>
    </div>
  );
}
