import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData, useParams } from '@remix-run/react';
import { z } from 'zod';
import { resumeErasure } from '../data/person/begin.server.ts';
import { personKinds } from '../data/person/declared.server.ts';
import { listFormerMembers } from '../data/person/former-member.server.ts';
import { listErasures } from '../data/person/proof.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { useLookAgain } from '../shell/look-again.ts';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Badge } from '../ui/badge.tsx';
import { LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Card, Section } from '../ui/page.tsx';
import { Progress } from '../ui/progress.tsx';
import { TextField } from '../ui/text-fields.tsx';
import { idSchema } from '../values/id.ts';

export const meta: MetaFunction = () => [{ title: 'Erase a person · Candlefish' }];

const admin = { permission: 'tenant:admin' } as const;
const mostListed = 50;
const search = z.object({ q: z.string().trim().max(200).catch('').default('') });

export const loader = tenantLoader(
  { ...admin, personalData: 'people', search },
  async ({ tx, member, search: { q } }) => {
    const kinds = personKinds().filter(({ permission }) => member.can(permission));
    const found = q === '' ? [] : (await Promise.all(kinds.map((kind) => kind.search(tx, q)))).flat();
    const former = q === '' ? await listFormerMembers(tx, mostListed) : [];
    return { q, found, former, erasures: await listErasures(tx) };
  },
);

export const action = byIntent({
  resume: tenantAction(
    { ...admin, stepUp: true, input: z.object({ id: idSchema }) },
    async ({ operation, input, url }) => {
      await resumeErasure(operation, input);
      return redirect(url.pathname, { headers: { 'Set-Cookie': await flash('It goes on.') } });
    },
  ),
});

export default function People() {
  const { q, found, former, erasures } = useLoaderData<typeof loader>();
  const { tenant = '' } = useParams();
  useLookAgain(erasures.some(({ state }) => state === 'working'));
  return (
    <AdminPage
      title="Erase a person"
      lede="Whoever you keep a record of may ask to be forgotten: a client, a contact, somebody who worked here. Find them, see what would happen, and only then have it done."
      size="narrow"
    >
      <Form method="get" name="find" className="mb-6">
        <TextField name="q" label="Name, email or phone" defaultValue={q} type="search" autoComplete="off" />
        <div className="toolbar">
          <SubmitButton variant="primary" icon="search">
            Find
          </SubmitButton>
        </div>
      </Form>
      {q !== '' && found.length === 0 && (
        <EmptyState icon="search" title="Nobody was found">
          A client who is a person, a contact of a company, or somebody who was a member. A company is nobody: erase its
          contacts.
        </EmptyState>
      )}
      {found.length > 0 && <Found people={found} />}
      {former.length > 0 && (
        <Section
          title="Former members"
          lede="They left or were removed, or belonged to a business whose archive came here. The others are found by their name."
        >
          <Found people={former} />
        </Section>
      )}
      {erasures.length > 0 && (
        <Section title="Who was erased" lede="What was done and when, and nothing of whom it was.">
          <Card>
            <ul className="rows">
              {erasures.map((one) => (
                <Erasure key={one.id} {...one} tenant={tenant} />
              ))}
            </ul>
          </Card>
        </Section>
      )}
    </AdminPage>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function Found({ people }: { people: Data['found'] }) {
  const { tenant = '' } = useParams();
  return (
    <Card className="mb-8">
      <ul className="rows">
        {people.map(({ type, id, name, detail, hindrance }) => (
          <li key={id} className="rows-item">
            <div className="min-w-0 flex-1">
              <div>{name}</div>
              <p className="muted">{detail}</p>
              {hindrance && <p className="muted">{hindrance}</p>}
            </div>
            {!hindrance && (
              <LinkButton to={`/t/${tenant}/admin/people/${type}/${id}`} size="small">
                What would happen
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

type ErasureRow = Data['erasures'][number];

function Erasure({ id, state, requestedAt, erasedAt, askedBy, counts, tenant }: ErasureRow & { tenant: string }) {
  const rows = counts.reduce((sum, { count }) => sum + count, 0);
  return (
    <li className="rows-item">
      <div className="min-w-0 flex-1">
        <div>
          <DateText value={erasedAt ?? requestedAt} shape="both" />{' '}
          {state === 'done' && <Badge tone="done">Erased</Badge>}
          {state === 'failed' && <Badge tone="danger">Stopped</Badge>}
        </div>
        {state === 'working' && <Progress label="Taking their words out of everything" />}
        {state === 'failed' && (
          <p className="muted">It stopped before its end. What is erased stays so; go on with the rest.</p>
        )}
        <p className="muted">
          {askedBy === null ? 'Asked for by a former member' : `Asked for by ${askedBy}`} · {rows}{' '}
          {rows === 1 ? 'row' : 'rows'}
        </p>
        {state === 'done' && (
          <details>
            <summary>What was erased</summary>
            <ul className="muted">
              {counts.map(({ label, count }) => (
                <li key={label}>
                  {label}: {count}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      {state === 'done' && (
        <LinkButton to={`/t/${tenant}/admin/erasures/${id}`} size="small" reloadDocument>
          Proof
        </LinkButton>
      )}
      {state === 'failed' && (
        <Form name={`resume-${id}`} className="form-inline">
          <input type="hidden" name="intent" value="resume" />
          <input type="hidden" name="id" value={id} />
          <SubmitButton size="small">Go on</SubmitButton>
        </Form>
      )}
    </li>
  );
}
