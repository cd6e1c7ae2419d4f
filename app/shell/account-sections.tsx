import type { Role } from '../manifest.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Section } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';
import { ProviderButtons } from './provider-buttons.tsx';

export function NameSection({ name }: { name: string }) {
  return (
    <Section title="Name" lede="As your colleagues and clients read it.">
      <Form name="name">
        <Intent value="name" />
        <TextField name="name" label="Your name" autoComplete="name" maxLength={100} defaultValue={name} />
        <SubmitButton variant="secondary">Save the name</SubmitButton>
      </Form>
    </Section>
  );
}

export function AddressSection({ email, isConfirmed }: { email: string; isConfirmed: boolean }) {
  return (
    <Section title="Email" lede="You sign in with it, and letters go there.">
      <ul className="rows">
        <li className="rows-item">
          <span>
            {email}{' '}
            <Badge tone={isConfirmed ? 'done' : 'info'}>{isConfirmed ? 'Confirmed' : 'Not confirmed yet'}</Badge>
          </span>
          {!isConfirmed && (
            <Form name="resend" className="form-inline">
              <Intent value="resend" />
              <Button type="submit" size="small">
                Send the letter again
              </Button>
            </Form>
          )}
        </li>
      </ul>
      <Form name="email" className="mt-4">
        <Intent value="email" />
        <TextField
          name="email"
          label="New address"
          type="email"
          autoComplete="email"
          help="A letter goes there first. When you open its link the address changes, and every device signs in again."
        />
        <SubmitButton variant="secondary">Change the address</SubmitButton>
      </Form>
    </Section>
  );
}

export function PasswordSection({ hasPassword, email }: { hasPassword: boolean; email: string }) {
  return (
    <Section
      title="Password"
      lede={hasPassword ? 'Changing it signs out your other devices.' : 'You have none: you come in by other ways.'}
    >
      <Form name="password">
        <Intent value={hasPassword ? 'password' : 'add-password'} />
        <input type="hidden" name="username" autoComplete="username" value={email} />
        {hasPassword && (
          <TextField name="currentPassword" label="Password now" type="password" autoComplete="current-password" />
        )}
        <TextField
          name="password"
          label="New password"
          type="password"
          autoComplete="new-password"
          help="At least 10 characters. A few words work well."
        />
        <SubmitButton variant="secondary">{hasPassword ? 'Change the password' : 'Set a password'}</SubmitButton>
      </Form>
    </Section>
  );
}

export interface ProvidersSectionProps {
  connected: readonly { provider: string; name: string; email: string | null; connectedAt: Date | string }[];
  /** Those that are not connected yet. */
  offered: readonly { id: string; name: string }[];
}

/** Nothing to see where no provider is set up. */
export function ProvidersSection({ connected, offered }: ProvidersSectionProps) {
  if (connected.length + offered.length === 0) return null;
  return (
    <Section title="Other accounts" lede="Sign in with an account that you have elsewhere.">
      <ul className="rows mb-4">
        {connected.map(({ provider, name, email, connectedAt }) => (
          <li key={provider} className="rows-item">
            <div>
              <strong>{name}</strong> {email}
              <div className="muted">
                Connected <DateText value={connectedAt} />
              </div>
            </div>
            <Form name={`disconnect-${provider}`} className="form-inline">
              <Intent value="disconnect" />
              <input type="hidden" name="provider" value={provider} />
              <ConfirmButton
                question={`Disconnect ${name}?`}
                consequence={`You can no longer sign in with ${name}. You can connect it again.`}
                confirm="Disconnect"
                size="small"
              >
                Disconnect
              </ConfirmButton>
            </Form>
          </li>
        ))}
      </ul>
      <ProviderButtons providers={offered} purpose="connect" verb="Connect" />
    </Section>
  );
}

const roleNames: Record<Role, string> = { owner: 'owner', admin: 'admin', member: 'member', viewer: 'viewer' };

/** What ending the account means, business by business, before it is done. */
export function LeaveSection({
  leaving,
}: {
  leaving: readonly { business: string; slug: string; role: Role; isOnlyOwner: boolean }[];
}) {
  const isHeld = leaving.some(({ isOnlyOwner }) => isOnlyOwner);
  return (
    <Section title="Delete your account" lede="It cannot be undone.">
      <ul className="list-disc pl-5 mb-4">
        {leaving.map(({ business, slug, role, isOnlyOwner }) => (
          <li key={slug}>
            {isOnlyOwner ? (
              <>
                You are the only owner of <strong>{business}</strong>. Make somebody else an owner first (
                <a href={`/t/${slug}/members`}>members</a>), or have the business erased (
                <a href={`/t/${slug}/admin/data`}>data</a>).
              </>
            ) : (
              <>
                You leave <strong>{business}</strong>, where you are {roleNames[role]}. What you did there stays in its
                history. It keeps your name and address among its former members, and can erase both when you ask it to.
              </>
            )}
          </li>
        ))}
        <li>Your devices are signed out, and passwords, passkeys and connected accounts are removed.</li>
      </ul>
      {!isHeld && (
        <Form name="delete">
          <Intent value="delete" />
          <ConfirmButton
            variant="danger"
            question="Delete your account?"
            consequence="It cannot be undone. You leave every business that you work in."
            confirm="Delete"
          >
            Delete my account
          </ConfirmButton>
        </Form>
      )}
    </Section>
  );
}

function Intent({ value }: { value: string }) {
  return <input type="hidden" name="intent" value={value} />;
}
