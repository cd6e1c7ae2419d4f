import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { flash } from '../http/cookie.server.ts';
import { decideStandIn, endStandIn, readOperatorAccess, setOperatorAccess } from '../operator/consent.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { type StandInRecord, StandInState, stateOf } from '../shell/stand-in-state.tsx';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Button } from '../ui/button.tsx';
import { RadioGroup, Select } from '../ui/choice-fields.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Card, Section } from '../ui/page.tsx';
import { idSchema } from '../values/id.ts';

export const meta: MetaFunction = () => [{ title: 'Help from Candlefish · Candlefish' }];

const own = { permission: 'tenant:own' } as const;

export const loader = tenantLoader(own, ({ tx }) => readOperatorAccess(tx));

const hours = z.coerce.number().int().min(1).max(72);

export const action = byIntent({
  access: tenantAction(
    { ...own, input: z.object({ access: z.enum(['notice', 'consent']) }) },
    async ({ operation, input, url }) => {
      await setOperatorAccess(operation, input.access);
      return back(url, input.access === 'consent' ? 'Nobody looks in without being allowed.' : 'You are told by mail.');
    },
  ),
  allow: tenantAction({ ...own, input: z.object({ id: idSchema, hours }) }, async ({ operation, input, url }) => {
    await decideStandIn(operation, input);
    return back(url, 'It is allowed. You can end it here at any time.');
  }),
  refuse: tenantAction({ ...own, input: z.object({ id: idSchema }) }, async ({ operation, input, url }) => {
    await decideStandIn(operation, { ...input, hours: null });
    return back(url, 'It was refused.');
  }),
  end: tenantAction({ ...own, input: z.object({ id: idSchema }) }, async ({ operation, input, url }) => {
    await endStandIn(operation, input);
    return back(url, 'It was ended.');
  }),
});

async function back(url: URL, message: string) {
  return redirect(url.pathname, { headers: { 'Set-Cookie': await flash(message) } });
}

export default function OperatorAccess() {
  const { access, visits } = useLoaderData<typeof loader>();
  return (
    <AdminPage
      title="Help from Candlefish"
      lede="Whoever runs Candlefish may look into this business as a member sees it, to help. They never reach how anybody signs in, keys, exports or roles, and all they open is in the history."
      size="narrow"
    >
      <Section title="How we may look in">
        <Form name="access">
          <input type="hidden" name="intent" value="access" />
          <RadioGroup
            name="access"
            legend="Before we look in"
            defaultValue={access}
            options={[
              { value: 'notice', label: 'Give a reason', help: 'The owners are told by mail when it begins.' },
              { value: 'consent', label: 'Ask first', help: 'It begins only after an owner has allowed it.' },
            ]}
          />
          <SubmitButton>Save</SubmitButton>
        </Form>
      </Section>
      <Section title="Visits">
        {visits.length === 0 ? (
          <EmptyState icon="eye" title="Nobody has looked in">
            Each visit will be here, with who, when and why.
          </EmptyState>
        ) : (
          <Card>
            <ul className="rows">
              {visits.map((visit) => (
                <li key={visit.id} className="rows-item">
                  <StandInState {...visit} />
                  <Decision visit={visit} />
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Section>
    </AdminPage>
  );
}

function Decision({ visit }: { visit: StandInRecord }) {
  const state = stateOf(visit, new Date());
  if (state === 'asked') {
    return (
      <div className="toolbar">
        <Form name={`allow-${visit.id}`} className="form-inline">
          <input type="hidden" name="intent" value="allow" />
          <input type="hidden" name="id" value={visit.id} />
          <Select
            name="hours"
            label="For"
            defaultValue="4"
            options={[
              { value: '1', label: 'an hour' },
              { value: '4', label: '4 hours' },
              { value: '24', label: 'a day' },
              { value: '72', label: '3 days' },
            ]}
          />
          <SubmitButton>Allow</SubmitButton>
        </Form>
        <OneButton intent="refuse" id={visit.id} label="Refuse" />
      </div>
    );
  }
  return state === 'allowed' || state === 'under way' ? <OneButton intent="end" id={visit.id} label="End it" /> : null;
}

function OneButton({ intent, id, label }: { intent: string; id: string; label: string }) {
  return (
    <Form name={`${intent}-${id}`} className="form-inline">
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="id" value={id} />
      <Button type="submit">{label}</Button>
    </Form>
  );
}
