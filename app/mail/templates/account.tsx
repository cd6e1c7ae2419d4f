import type { MailTemplate } from '../letter.server.tsx';
import { Action, Facts, Paragraph, Small } from '../parts.tsx';

const notYou = 'Was it not you? Then there is nothing to do: without the link nothing changes.';

export const confirmAddress: MailTemplate<{ name: string; href: string }> = {
  name: 'account.confirm-address',
  usefulForHours: 24,
  subject: () => 'Confirm your email address',
  Body: ({ name, href }) => (
    <>
      <Paragraph>Hello {name},</Paragraph>
      <Paragraph>please confirm that this address is yours. The link works for a day.</Paragraph>
      <Action href={href}>Confirm this address</Action>
      <Small>{notYou}</Small>
    </>
  ),
};

export const resetPassword: MailTemplate<{ name: string; href: string }> = {
  name: 'account.reset-password',
  usefulForHours: 1,
  subject: () => 'Choose a new password',
  Body: ({ name, href }) => (
    <>
      <Paragraph>Hello {name},</Paragraph>
      <Paragraph>somebody asked for a new password for your account. The link works once, for an hour.</Paragraph>
      <Action href={href}>Choose a new password</Action>
      <Small>{notYou} Your old password still works.</Small>
    </>
  ),
};

export const noAccount: MailTemplate<{ email: string; href: string }> = {
  name: 'account.no-account',
  usefulForHours: 1,
  subject: () => 'There is no account with this address',
  Body: ({ email, href }) => (
    <>
      <Paragraph>
        Somebody asked for a new password for {email}. There is no Candlefish account with this address; if it was you,
        try the other addresses you use.
      </Paragraph>
      <Action href={href}>Go to Candlefish</Action>
      <Small>Was it not you? Then there is nothing to do.</Small>
    </>
  ),
};

export const passwordChanged: MailTemplate<{ name: string; href: string }> = {
  name: 'account.password-changed',
  usefulForHours: 72,
  subject: () => 'Your password was changed',
  Body: ({ name, href }) => (
    <>
      <Paragraph>Hello {name},</Paragraph>
      <Paragraph>the password of your account was changed, and your other devices were signed out.</Paragraph>
      <Paragraph>Was it not you? Choose a new password at once: the link goes to this mailbox alone.</Paragraph>
      <Action href={href}>Choose a new password</Action>
    </>
  ),
};

export const confirmNewAddress: MailTemplate<{ name: string; href: string }> = {
  name: 'account.confirm-new-address',
  usefulForHours: 24,
  subject: () => 'Confirm your new email address',
  Body: ({ name, href }) => (
    <>
      <Paragraph>Hello {name},</Paragraph>
      <Paragraph>
        from now on this is to be the address of your Candlefish account. The link works once, for a day. Afterwards
        every device signs in again.
      </Paragraph>
      <Action href={href}>Use this address</Action>
      <Small>{notYou}</Small>
    </>
  ),
};

export const addressTaken: MailTemplate<{ href: string }> = {
  name: 'account.address-taken',
  usefulForHours: 24,
  subject: () => 'This address already has an account',
  Body: ({ href }) => (
    <>
      <Paragraph>
        Somebody wants to use this address for a Candlefish account, but it already belongs to one. If that one is
        yours, sign in to it.
      </Paragraph>
      <Action href={href}>Sign in</Action>
      <Small>Was it not you? Then there is nothing to do.</Small>
    </>
  ),
};

export const addressWillChange: MailTemplate<{ name: string; newEmail: string; href: string }> = {
  name: 'account.address-will-change',
  usefulForHours: 72,
  subject: () => 'Your email address is about to change',
  Body: ({ name, newEmail, href }) => (
    <>
      <Paragraph>Hello {name},</Paragraph>
      <Paragraph>the address of your account is to change as soon as the new one is confirmed.</Paragraph>
      <Facts rows={[['New address', newEmail]]} />
      <Paragraph>
        Was it not you? Choose a new password now: it stops the change and signs everybody else out.
      </Paragraph>
      <Action href={href}>Choose a new password</Action>
    </>
  ),
};

export const addressChanged: MailTemplate<{ name: string; newEmail: string }> = {
  name: 'account.address-changed',
  usefulForHours: 72,
  subject: () => 'Your email address was changed',
  Body: ({ name, newEmail }) => (
    <>
      <Paragraph>Hello {name},</Paragraph>
      <Paragraph>your account no longer uses this address. Every device was signed out.</Paragraph>
      <Facts rows={[['New address', newEmail]]} />
      <Small>Was it not you? Answer this letter, or tell the owner of your business.</Small>
    </>
  ),
};

export const newDevice: MailTemplate<{ name: string; device: string; address: string; href: string }> = {
  name: 'account.new-device',
  usefulForHours: 48,
  subject: () => 'Somebody signed in to your account on a new device',
  Body: ({ name, device, address, href }) => (
    <>
      <Paragraph>Hello {name},</Paragraph>
      <Paragraph>somebody signed in to your account with a browser that you have not used before.</Paragraph>
      <Facts
        rows={[
          ['Device', device],
          ['From', address],
        ]}
      />
      <Action href={href}>Look at your sessions</Action>
      <Small>Was it you? Then there is nothing to do. If not, end that session and choose a new password.</Small>
    </>
  ),
};
