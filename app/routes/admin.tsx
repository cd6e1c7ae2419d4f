import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData, useRouteLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { discard, listTroubles, retry, type Trouble } from '../admin/attention.server.ts';
import { readQuotas } from '../admin/quota.server.ts';
import { sizeText } from '../admin/size.ts';
import { listMembers } from '../auth/members.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { findPolicy } from '../tenancy/policy.server.ts';
import { Notice } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Stat, Stats } from '../ui/description-list.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { Card, Section } from '../ui/page.tsx';
import { idSchema } from '../values/id.ts';
import type { loader as tenantLayout } from './tenant.tsx';

export const meta: MetaFunction = () => [{ title: 'Administration · Candlefish' }];

export const loader = tenantLoader({ permission: 'tenant:admin' }, async ({ tx }) => {
  const [{ members, invitations }, policy, troubles, quotas] = await Promise.all([
    listMembers(tx),
    findPolicy(tx),
    listTroubles(tx),
    readQuotas(tx),
  ]);
  const isLacking = (person: (typeof members)[number]) => !person.hasSecondFactor && !person.suspendedAt;
  return {
    invited: invitations.length,
    withoutSecondFactor: policy?.requiresSecondFactor ? members.filter(isLacking).map(({ name }) => name) : [],
    troubles,
    quotas,
  };
});

const trouble = z.object({ kind: z.enum(['job', 'letter']), id: idSchema });
const back = async (url: URL, message: string) =>
  redirect(url.pathname, { headers: { 'Set-Cookie': await flash(message) } });

export const action = byIntent({
  retry: tenantAction({ permission: 'tenant:admin', input: trouble }, async ({ operation, input, url }) => {
    await retry(operation, input);
    return back(url, 'It is tried again now.');
  }),
  discard: tenantAction({ permission: 'tenant:admin', input: trouble }, async ({ operation, input, url }) => {
    await discard(operation, input);
    return back(url, 'It was let go.');
  }),
});

export default function Administration() {
  const { invited, withoutSecondFactor, troubles, quotas } = useLoaderData<typeof loader>();
  const layout = useRouteLoaderData<typeof tenantLayout>('routes/tenant');
  const members = `/t/${layout?.tenant.slug}/members`;
  const { seats, storage } = quotas;
  const isFull = seats.members + seats.invited >= seats.limit;
  const isCalm = invited === 0 && withoutSecondFactor.length === 0 && troubles.length === 0 && !isFull;
  return (
    <AdminPage title="Administration" lede="What needs you, and how the business stands." size="narrow">
      <Stats>
        <Stat
          label="Seats"
          value={<Link to={members}>{seats.members + seats.invited}</Link>}
          detail={`of ${seats.limit}${seats.invited > 0 ? `, ${seats.invited} invited` : ''}`}
        />
        <Stat label="Storage" value={sizeText(storage.bytes)} detail={`of ${sizeText(storage.limitBytes)}`} />
      </Stats>
      {isFull && (
        <Notice tone="danger" title="Every seat is taken">
          Nobody else can be invited until somebody leaves or an invitation is withdrawn.
        </Notice>
      )}
      {withoutSecondFactor.length > 0 && (
        <Notice title={`Without a second step: ${new Intl.ListFormat('en').format(withoutSecondFactor)}`}>
          The business asks everybody for one. They are asked to set it up when they come in.
        </Notice>
      )}
      {invited > 0 && (
        <Notice title={invited === 1 ? 'One invitation is open' : `${invited} invitations are open`}>
          <Link to={`${members}#invitations`}>See the invitations</Link>
        </Notice>
      )}
      {troubles.length > 0 && <Troubles troubles={troubles} />}
      {isCalm && (
        <EmptyState icon="done" title="Nothing needs you">
          Open invitations, work that failed and limits that are reached appear here.
        </EmptyState>
      )}
    </AdminPage>
  );
}

function Troubles({ troubles }: { troubles: readonly Trouble[] }) {
  return (
    <Section title="What was given up" lede="It was tried for long. Try it again when the cause is gone, or let it go.">
      <Card>
        <ul className="rows">
          {troubles.map(({ kind, id, title, error, at, mayRetry }) => (
            <li key={id} className="rows-item">
              <div className="min-w-0">
                <strong>{title}</strong>
                <div className="muted">
                  <DateText value={at} shape="both" /> {error}
                </div>
              </div>
              <Form name={`trouble-${id}`} className="form-inline">
                <input type="hidden" name="kind" value={kind} />
                <input type="hidden" name="id" value={id} />
                {mayRetry && (
                  <Button type="submit" name="intent" value="retry" size="small">
                    Try again
                  </Button>
                )}
                <ConfirmButton
                  name="intent"
                  value="discard"
                  size="small"
                  variant="quiet"
                  question="Let it go?"
                  consequence="Nobody tries it again. The audit keeps that it was let go."
                  confirm="Let it go"
                >
                  Let go
                </ConfirmButton>
              </Form>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  );
}
