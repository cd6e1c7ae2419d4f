import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { revealing, sealShown } from '../api/shown-once.server.ts';
import { flash } from '../http/cookie.server.ts';
import { publishedEvents } from '../registry.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { ShownOnce } from '../shell/shown-once.tsx';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Badge } from '../ui/badge.tsx';
import { Checkbox } from '../ui/choice-fields.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Card, Section } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';
import { idSchema } from '../values/id.ts';
import * as endpoints from '../webhooks/endpoints.server.ts';

export const meta: MetaFunction = () => [{ title: 'Webhooks · Candlefish' }];

const offered = publishedEvents.map(({ type, label }) => ({ name: type.name, label }));

export const loader = tenantLoader({ permission: 'tenant:admin' }, async ({ tx }) => {
  const [list, deliveries] = await Promise.all([endpoints.listEndpoints(tx), endpoints.listDeliveries(tx)]);
  return { endpoints: list, deliveries, events: offered };
});

const admin = { permission: 'tenant:admin' } as const;
const one = { ...admin, input: z.object({ id: idSchema }) };
const event = z.string().refine((name) => offered.some((known) => known.name === name));
const input = z.object({
  url: z.string({ error: 'Enter an address.' }).trim().max(2_000),
  description: z.string().trim().max(100).default(''),
  events: z.preprocess(
    (given) => (given === undefined ? [] : [given].flat()),
    z.array(event).min(1, { error: 'Choose at least one event.' }),
  ),
});

async function said(url: URL, message: string) {
  return redirect(url.pathname, { headers: { 'Set-Cookie': await flash(message) } });
}

export const action = byIntent({
  add: revealing(
    tenantAction({ ...admin, input, stepUp: true }, async ({ operation, input }) => {
      const { secret } = await endpoints.addEndpoint(operation, input);
      return sealShown(operation, [{ label: `Signing secret of ${input.url}`, value: secret }], {});
    }),
  ),
  rotate: revealing(
    tenantAction({ ...one, stepUp: true }, async ({ operation, input }) => {
      const { secret } = await endpoints.rotateSecret(operation, input.id);
      const label = 'New signing secret. The old one is good for another day';
      return sealShown(operation, [{ label, value: secret }], {});
    }),
  ),
  test: tenantAction(one, async ({ operation, input, url }) => {
    await endpoints.sendTest(operation, input.id);
    return said(url, 'A test is on its way. Reload in a moment to see how it went.');
  }),
  off: tenantAction(one, async ({ operation, input, url }) => {
    await endpoints.switchEndpoint(operation, input.id, false);
    return said(url, 'The endpoint is told nothing more.');
  }),
  on: tenantAction(one, async ({ operation, input, url }) => {
    await endpoints.switchEndpoint(operation, input.id, true);
    return said(url, 'The endpoint is told again what happens from now on.');
  }),
  remove: tenantAction(one, async ({ operation, input, url }) => {
    await endpoints.removeEndpoint(operation, input.id);
    return said(url, 'The endpoint was removed.');
  }),
  replay: tenantAction(one, async ({ operation, input, url }) => {
    await endpoints.replay(operation, input.id);
    return said(url, 'The message is sent again.');
  }),
});

export default function Webhooks() {
  const { endpoints: list, deliveries, events } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <AdminPage title="Webhooks" lede="Your own systems are told what happens here." size="narrow">
      {answer && 'shown' in answer && <ShownOnce shown={answer.shown} />}
      {list.length === 0 ? (
        <EmptyState icon="send" title="Nobody is told yet">
          Add the address of a system of yours below.
        </EmptyState>
      ) : (
        <Card>
          <ul className="rows">
            {list.map((endpoint) => (
              <Endpoint key={endpoint.id} {...endpoint} />
            ))}
          </ul>
        </Card>
      )}
      <Section
        title="Add an endpoint"
        lede="Messages are signed as the Standard Webhooks say, and tried for three days."
      >
        <Form name="add" resetWhenDone>
          <input type="hidden" name="intent" value="add" />
          <TextField name="url" label="Address" type="url" placeholder="https://" autoComplete="off" />
          <TextField name="description" label="What it is" autoComplete="off" optional />
          <fieldset className="grid gap-2">
            <legend>It is told when</legend>
            {events.map(({ name, label }) => (
              <Checkbox key={name} id={`event-${name}`} name="events" value={name} label={label} />
            ))}
          </fieldset>
          <SubmitButton>Add the endpoint</SubmitButton>
        </Form>
      </Section>
      {deliveries.length > 0 && (
        <Section title="Last messages" lede="Kept for thirty days.">
          <Card>
            <ul className="rows">
              {deliveries.map((delivery) => (
                <Delivery key={delivery.id} {...delivery} />
              ))}
            </ul>
          </Card>
        </Section>
      )}
    </AdminPage>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function Endpoint({
  id,
  url,
  description,
  events,
  failingSince,
  disabledAt,
  disabledBecause,
}: Data['endpoints'][number]) {
  return (
    <li className="rows-item">
      <div className="min-w-0">
        <strong className="break-all">{url}</strong>{' '}
        {disabledAt ? (
          <Badge tone="danger">{disabledBecause === 'failing' ? 'Off: it kept failing' : 'Off'}</Badge>
        ) : (
          failingSince && <Badge tone="live">Failing</Badge>
        )}
        {description && <div>{description}</div>}
        <div className="muted">{events.join(', ')}</div>
      </div>
      <div className="toolbar">
        <Act id={id} intent="test" label="Send a test" />
        <Act id={id} intent="rotate" label="New secret" />
        <Act id={id} intent={disabledAt ? 'on' : 'off'} label={disabledAt ? 'Switch on' : 'Switch off'} />
        <Form name={`remove-${id}`} className="form-inline">
          <input type="hidden" name="intent" value="remove" />
          <input type="hidden" name="id" value={id} />
          <ConfirmButton
            question="Remove this endpoint?"
            consequence="It is told nothing more, and the log of its messages goes."
            confirm="Remove"
            size="small"
          >
            Remove
          </ConfirmButton>
        </Form>
      </div>
    </li>
  );
}

function Act({ id, intent, label }: { id: string; intent: string; label: string }) {
  return (
    <Form name={`${intent}-${id}`} className="form-inline">
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="id" value={id} />
      <SubmitButton variant="secondary" size="small">
        {label}
      </SubmitButton>
    </Form>
  );
}

const states = {
  waiting: { text: 'Waiting', tone: 'live' },
  delivered: { text: 'Delivered', tone: 'done' },
  failed: { text: 'Given up', tone: 'danger' },
} as const;

function Delivery(delivery: Data['deliveries'][number]) {
  const { id, event, url, state, attempts, at, status, error, milliseconds, excerpt, body, nextAttemptAt } = delivery;
  return (
    <li className="rows-item">
      <div className="min-w-0">
        <strong>{event}</strong> <Badge tone={states[state].tone}>{states[state].text}</Badge>
        <div className="muted break-all">{url}</div>
        <div className="muted">
          {at && <DateText value={at} shape="time" />} {status ? `answered ${status} in ${milliseconds} ms` : error}
          {attempts > 1 && `, ${attempts} tries`}
          {state === 'waiting' && nextAttemptAt && (
            <>
              , next <DateText value={nextAttemptAt} shape="time" />
            </>
          )}
        </div>
        <details>
          <summary>What was sent{excerpt ? ' and answered' : ''}</summary>
          <pre className="whitespace-pre-wrap break-all">{body}</pre>
          {excerpt && <pre className="whitespace-pre-wrap break-all">{excerpt}</pre>}
        </details>
      </div>
      {state !== 'waiting' && <Act id={id} intent="replay" label="Send again" />}
    </li>
  );
}
