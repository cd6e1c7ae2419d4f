import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { applicationsOf } from '../api/grants.server.ts';
import { distrust, listTrustedDevices } from '../auth/devices.server.ts';
import { listSignIns } from '../auth/history.server.ts';
import { listSessions, revokeSession, revokeSessions } from '../auth/session.server.ts';
import { readUserAgent } from '../auth/user-agent.ts';
import { notFound } from '../errors/refusal.ts';
import { flash } from '../http/cookie.server.ts';
import type { Permission } from '../manifest.ts';
import { AccountPage, TimeZoneNote } from '../shell/account-page.tsx';
import { ApplicationRow, SessionRow, SignInRow, TrustedRow } from '../shell/session-rows.tsx';
import { accountAction, accountLoader, byIntent } from '../tenancy/gate.server.ts';
import { declaredLabel } from '../tenancy/permissions.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Form } from '../ui/form.tsx';
import { Card, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Sessions · Candlefish' }];

export const loader = accountLoader(async ({ signedIn: { userId, session } }) => {
  const [sessions, applications, trusted, signIns] = await Promise.all([
    listSessions(userId),
    applicationsOf(userId),
    listTrustedDevices(userId),
    listSignIns(userId),
  ]);
  return {
    applications: sessions.flatMap(({ id, createdAt, lastSeenAt, ip }) => {
      const application = applications.get(id);
      return application
        ? {
            ...application,
            scopes: application.scopes.map((scope) => declaredLabel(scope as Permission)),
            id,
            address: ip,
            createdAt,
            lastSeenAt,
          }
        : [];
    }),
    sessions: sessions
      .filter(({ id }) => !applications.has(id))
      .map(({ id, createdAt, lastSeenAt, method, secondFactor, userAgent, ip }) => ({
        id,
        isThis: id === session.id,
        client: readUserAgent(userAgent),
        address: ip,
        createdAt,
        lastSeenAt,
        method,
        secondFactor,
      })),
    trusted: trusted.map(({ id, createdAt, expiresAt, userAgent, ip }) => ({
      id,
      client: readUserAgent(userAgent),
      address: ip,
      createdAt,
      expiresAt,
    })),
    signIns: signIns.map(({ userAgent, ip, ...signIn }) => ({
      ...signIn,
      client: readUserAgent(userAgent),
      address: ip,
    })),
  };
});

const hash = z.string().regex(/^[0-9a-f]{64}$/, { error: 'Choose one from the list.' });

export const action = byIntent({
  revoke: accountAction({ input: z.object({ id: hash }) }, async ({ signedIn, input }) => {
    if (!(await revokeSession(signedIn.userId, input.id))) throw notFound('session');
    return saidAndBack('That session was ended. Whoever used it must sign in again.');
  }),
  disconnect: accountAction({ input: z.object({ id: hash }) }, async ({ signedIn, input }) => {
    const application = (await applicationsOf(signedIn.userId)).get(input.id);
    if (!application || !(await revokeSession(signedIn.userId, input.id))) throw notFound('application');
    return saidAndBack(`${application.name} was disconnected from ${application.business}.`);
  }),
  revokeOthers: accountAction({ input: z.object({}) }, async ({ signedIn }) => {
    const ended = await revokeSessions(signedIn.userId, signedIn.session.id);
    return saidAndBack(ended === 1 ? 'One other session was ended.' : `${ended} other sessions were ended.`);
  }),
  distrust: accountAction({ input: z.object({ id: hash }) }, async ({ signedIn, input }) => {
    await distrust(signedIn.userId, input.id);
    return saidAndBack('That browser is asked for the second step again.');
  }),
});

async function saidAndBack(message: string) {
  return redirect('/account/sessions', { headers: { 'Set-Cookie': await flash(message) } });
}

export default function Sessions() {
  const { sessions, applications, trusted, signIns } = useLoaderData<typeof loader>();
  return (
    <AccountPage title="Sessions" lede="Where you are signed in, and who tried to be.">
      <Section title="Signed in" actions={sessions.length + applications.length > 1 && <EndOthers />}>
        <Card>
          <ul className="rows">
            {sessions.map((session) => (
              <SessionRow key={session.id} {...session} />
            ))}
          </ul>
        </Card>
      </Section>
      {applications.length > 0 && (
        <Section
          title="Connected applications"
          lede="Programs that you let in. Each may do what you may, of what you allowed it, until you disconnect it."
        >
          <Card>
            <ul className="rows">
              {applications.map((application) => (
                <ApplicationRow key={application.id} {...application} />
              ))}
            </ul>
          </Card>
        </Section>
      )}
      {trusted.length > 0 && (
        <Section title="Not asked for the second step" lede="For 30 days from the day you said so.">
          <Card>
            <ul className="rows">
              {trusted.map((device) => (
                <TrustedRow key={device.id} {...device} />
              ))}
            </ul>
          </Card>
        </Section>
      )}
      <Section title="History" lede="Kept for 90 days. If you do not know an entry, change your password.">
        <Card>
          <ul className="rows">
            {signIns.map((signIn) => (
              <SignInRow key={signIn.id} {...signIn} />
            ))}
          </ul>
        </Card>
      </Section>
      <TimeZoneNote />
    </AccountPage>
  );
}

function EndOthers() {
  return (
    <Form name="others" className="form-inline">
      <input type="hidden" name="intent" value="revokeOthers" />
      <ConfirmButton
        question="End all other sessions?"
        consequence="Every other browser, device and program is signed out at once. This one stays."
        confirm="End them"
      >
        End all others
      </ConfirmButton>
    </Form>
  );
}
