import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { emailInput, newPassword, personName } from '../auth/input.ts';
import { readProblem } from '../auth/oauth.server.ts';
import { disconnect } from '../auth/oauth-link.server.ts';
import { addPassword, changePassword } from '../auth/passwords.server.ts';
import { changeName, deleteAccount, getProfile, requestEmailChange, whatLeavingMeans } from '../auth/profile.server.ts';
import { findProvider, providerChoices, providerName } from '../auth/providers.server.ts';
import { endSession } from '../auth/session.server.ts';
import { resendConfirmation } from '../auth/verification.server.ts';
import { flash } from '../http/cookie.server.ts';
import { mailbox } from '../mail/post.server.ts';
import { AccountPage } from '../shell/account-page.tsx';
import {
  AddressSection,
  LeaveSection,
  NameSection,
  PasswordSection,
  ProvidersSection,
} from '../shell/account-sections.tsx';
import { MailboxNote } from '../shell/mailbox-note.tsx';
import { accountAction, accountLoader, byIntent } from '../tenancy/gate.server.ts';
import { Notice } from '../ui/badge.tsx';

export const meta: MetaFunction = () => [{ title: 'Your account · Candlefish' }];

export const loader = accountLoader(async ({ signedIn, url }) => {
  const [profile, leaving] = await Promise.all([getProfile(signedIn.userId), whatLeavingMeans(signedIn.userId)]);
  const connected = profile.connected.map((one) => ({ ...one, name: providerName(one.provider) }));
  const offered = providerChoices().filter(({ id }) => !connected.some(({ provider }) => provider === id));
  const justConnected = findProvider(url.searchParams.get('connected') ?? undefined)?.name ?? null;
  return {
    profile: { ...profile, connected },
    offered,
    leaving,
    justConnected,
    problem: readProblem(url),
    hasMailbox: mailbox() !== null,
  };
});

const nothing = z.object({});
const back = async (message: string) => redirect('/account', { headers: { 'Set-Cookie': await flash(message) } });

export const action = byIntent({
  name: accountAction({ input: z.object({ name: personName }) }, async ({ signedIn, input }) => {
    await changeName(signedIn.userId, input);
    return back('Your name was changed.');
  }),
  email: accountAction({ input: z.object({ email: emailInput }), stepUp: true }, async ({ signedIn, input }) => {
    await requestEmailChange(signedIn.userId, input);
    return back(`A letter is on its way to ${input.email}. Your address changes when you open its link.`);
  }),
  resend: accountAction({ input: nothing }, async ({ signedIn }) => {
    const { email, isConfirmed } = await resendConfirmation(signedIn.userId);
    return back(isConfirmed ? `${email} is confirmed already.` : `Another letter is on its way to ${email}.`);
  }),
  password: accountAction(
    {
      input: z.object({
        currentPassword: z.string().min(1, { error: 'Enter your password.' }).max(200),
        password: newPassword,
      }),
    },
    async ({ signedIn, input }) => {
      await changePassword({ userId: signedIn.userId, sessionId: signedIn.session.id }, input);
      return back('Your password was changed. Your other devices were signed out.');
    },
  ),
  'add-password': accountAction(
    { input: z.object({ password: newPassword }), stepUp: true },
    async ({ signedIn, input }) => {
      await addPassword({ userId: signedIn.userId, sessionId: signedIn.session.id }, input);
      return back('You can sign in with this password from now on. Your other devices were signed out.');
    },
  ),
  disconnect: accountAction(
    { input: z.object({ provider: z.string().max(40) }), stepUp: true },
    async ({ signedIn, input }) => {
      await disconnect(signedIn.userId, input);
      return back(`${providerName(input.provider)} is no longer connected.`);
    },
  ),
  delete: accountAction({ input: nothing, stepUp: true }, async ({ signedIn, request }) => {
    await deleteAccount(signedIn.userId);
    const headers = await endSession(request);
    headers.append('Set-Cookie', await flash('Your account is gone.'));
    return redirect('/sign-in', { headers });
  }),
});

export default function Account() {
  const { profile, offered, leaving, justConnected, problem, hasMailbox } = useLoaderData<typeof loader>();
  return (
    <AccountPage title="Profile" lede="Who you are here, and how you come in.">
      {problem && <Notice tone="danger">{problem}</Notice>}
      {justConnected && <Notice tone="done">You can sign in with {justConnected} from now on.</Notice>}
      {hasMailbox && <MailboxNote />}
      <NameSection name={profile.name} />
      <AddressSection {...profile} />
      <PasswordSection {...profile} />
      <ProvidersSection connected={profile.connected} offered={offered} />
      <LeaveSection leaving={leaving} />
    </AccountPage>
  );
}
