import type { Client } from '../auth/user-agent.ts';
import { nameOfWay } from '../auth/way-names.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form } from '../ui/form.tsx';

interface Place {
  client: Client;
  address: string | null;
}

interface SessionRowProps extends Place {
  id: string;
  isThis: boolean;
  createdAt: Date;
  lastSeenAt: Date;
  method: string;
  secondFactor: string | null;
}

/** A browser that is signed in, with the way to end that. */
export function SessionRow({ id, isThis, createdAt, lastSeenAt, method, secondFactor, ...place }: SessionRowProps) {
  return (
    <li className="rows-item">
      <div className="min-w-0">
        <strong>{nameOf(place.client)}</strong> {isThis && <Badge tone="live">This one</Badge>}
        <div className="muted">
          {addressText(place.address)}last seen <DateText value={lastSeenAt} shape="both" />
        </div>
        <div className="muted">
          Signed in <DateText value={createdAt} shape="both" /> by {nameOfWay(method, secondFactor)}
        </div>
      </div>
      {!isThis && <RowForm name="revoke" id={id} label={`End the session of ${nameOf(place.client)}`} verb="End" />}
    </li>
  );
}

interface ApplicationRowProps {
  id: string;
  name: string;
  business: string;
  scopes: readonly string[];
  address: string | null;
  createdAt: Date;
  lastSeenAt: Date;
}

/** A program that was let in, with the way to let it go. */
export function ApplicationRow({ id, name, business, scopes, address, createdAt, lastSeenAt }: ApplicationRowProps) {
  return (
    <li className="rows-item">
      <div className="min-w-0">
        <strong>{name}</strong> in {business}
        <div className="muted">
          {addressText(address)}last seen <DateText value={lastSeenAt} shape="both" />, connected{' '}
          <DateText value={createdAt} />
        </div>
        <div className="muted">Allowed: {scopes.join(', ')}</div>
      </div>
      <RowForm name="disconnect" id={id} label={`Disconnect ${name} from ${business}`} verb="Disconnect" />
    </li>
  );
}

interface TrustedRowProps extends Place {
  id: string;
  createdAt: Date;
  expiresAt: Date;
}

/** A browser that is spared the second step. */
export function TrustedRow({ id, createdAt, expiresAt, ...place }: TrustedRowProps) {
  return (
    <li className="rows-item">
      <div className="min-w-0">
        <strong>{nameOf(place.client)}</strong>
        <div className="muted">
          {addressText(place.address)}since <DateText value={createdAt} />, until <DateText value={expiresAt} />
        </div>
      </div>
      <RowForm name="distrust" id={id} label={`Ask ${nameOf(place.client)} again`} verb="Ask again" />
    </li>
  );
}

interface SignInRowProps extends Place {
  at: Date;
  outcome: string;
  method: string;
  secondFactor: string | null;
  isNewDevice: boolean;
}

const outcomes: Record<string, { text: string; tone: Tone }> = {
  'signed-in': { text: 'Signed in', tone: 'done' },
  confirmed: { text: 'Confirmed', tone: 'done' },
  'wrong-password': { text: 'Wrong password', tone: 'danger' },
  'wrong-second-factor': { text: 'Wrong code', tone: 'danger' },
  'wrong-passkey': { text: 'Wrong passkey', tone: 'danger' },
  'wrong-confirmation': { text: 'Wrong password', tone: 'danger' },
  'reused-token': { text: 'Used token shown again', tone: 'danger' },
};

/** One line of the history. */
export function SignInRow({ at, outcome, method, secondFactor, isNewDevice, client, address }: SignInRowProps) {
  const { text, tone } = outcomes[outcome] ?? { text: outcome, tone: 'plain' };
  return (
    <li className="rows-item">
      <div className="min-w-0">
        <Badge tone={tone}>{text}</Badge> {isNewDevice && <Badge tone="info">New device</Badge>}
        <div className="muted">
          {nameOf(client)} · {addressText(address)}
          {nameOfWay(method, secondFactor)}
        </div>
      </div>
      <DateText value={at} shape="both" className="muted" />
    </li>
  );
}

function RowForm({ name, id, label, verb }: { name: string; id: string; label: string; verb: string }) {
  return (
    <Form name={`${name}-${id.slice(0, 8)}`} className="form-inline">
      <input type="hidden" name="intent" value={name} />
      <input type="hidden" name="id" value={id} />
      <Button type="submit" size="small" aria-label={label}>
        {verb}
      </Button>
    </Form>
  );
}

function nameOf({ browser, system }: Client): string {
  return `${browser} on ${system}`;
}

function addressText(address: string | null): string {
  return address ? `${address} · ` : '';
}
