import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData, useParams } from '@remix-run/react';
import { z } from 'zod';
import { beginErasure, getPerson } from '../data/person/begin.server.ts';
import { previewErasure } from '../data/person/preview.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Notice } from '../ui/badge.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { Card, Section } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';
import { idSchema } from '../values/id.ts';

export const meta: MetaFunction = () => [{ title: 'Erase a person · Candlefish' }];

const params = z.object({ tenant: z.string(), type: z.string().max(60), person: idSchema });
const admin = { permission: 'tenant:admin', stepUp: true, params } as const;

export const loader = tenantLoader(
  { ...admin, personalData: 'person' },
  async ({ tx, member, params: { type, person: id } }) => {
    const { kind, person } = await getPerson({ tx, can: member.can }, { type, id });
    const mayBe = !person.isErased && !person.hindrance;
    const { kept, closes } = kind;
    return { person, preview: mayBe ? await previewErasure(tx, kind, id) : null, kept: [...kept], closes };
  },
);

export const action = tenantAction(
  { ...admin, input: z.object({ name: z.string().max(500) }) },
  async ({ operation, member, input, params: { tenant, type, person } }) => {
    await beginErasure({ ...operation, can: member.can }, { type, id: person, name: input.name });
    return redirect(`/t/${encodeURIComponent(tenant)}/admin/people`, {
      headers: { 'Set-Cookie': await flash('It has begun. You can leave this page and come back.') },
    });
  },
);

export default function Person() {
  const { person, preview, kept, closes } = useLoaderData<typeof loader>();
  const { tenant = '' } = useParams();
  if (person.hindrance)
    return (
      <AdminPage title={`Erase ${person.name}`} lede={person.detail} size="narrow">
        <Notice title="Not as things stand">
          {person.hindrance} {person.href && <Link to={`/t/${tenant}/${person.href}`}>Open the member</Link>}
        </Notice>
      </AdminPage>
    );
  if (preview === null)
    return (
      <AdminPage title="Erased person" size="narrow">
        <Notice title="This person was erased">
          <Link to={`/t/${tenant}/admin/people`}>What was done, and the proof of it</Link>
        </Notice>
      </AdminPage>
    );
  return (
    <AdminPage
      title={`Erase ${person.name}`}
      lede={
        <>
          {person.detail}
          {person.href && (
            <>
              {' '}
              · <Link to={`/t/${tenant}/${person.href}`}>{person.hrefLabel ?? 'Open the record'}</Link>
            </>
          )}
        </>
      }
      size="narrow"
    >
      <Section title="What is erased" lede="Found just now, in the same way in which it is erased.">
        <Card>
          <ul className="rows">
            {preview.counts.map(({ label, count }) => (
              <li key={label} className="rows-item">
                <span className="min-w-0 flex-1">{label}</span>
                <span className="figure">{count}</span>
              </li>
            ))}
          </ul>
        </Card>
      </Section>
      <Section title="What stays, and why">
        <ul className="list-disc pl-5 [&>li]:mb-2">
          {kept.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
          <li>
            Who did what and when, in the audit. Where it named the person it says “[erased]”, and the chain of hashes
            still shows that nothing else was changed.
          </li>
        </ul>
      </Section>
      <ToLookAt />
      <Section title="What cannot be undone">
        <ul className="mb-4 list-disc pl-5 [&>li]:mb-2">
          <li>{closes}</li>
          <li>
            Archives that were made before have the person in them. Those kept here are deleted; whoever downloaded one
            has to delete theirs.
          </li>
          <li>
            Letters and messages to other systems that were sent are with their readers. Webhooks tell that the record
            was erased.
          </li>
        </ul>
        <Form name="erase">
          <TextField
            name="name"
            label="Name of the person"
            help={`Type “${person.name}” to show that you mean them.`}
            autoComplete="off"
          />
          <SubmitButton variant="danger">Erase this person</SubmitButton>
        </Form>
      </Section>
    </AdminPage>
  );
}

function ToLookAt() {
  const { preview } = useLoaderData<typeof loader>();
  const { tenant = '' } = useParams();
  const places = preview?.toLookAt ?? [];
  return (
    <Section
      title="What you have to look at yourself"
      lede="Workbooks, documents and other records are not changed. Where the full name, an address or a number stands, it is listed here; a nickname, a picture or a scan nobody can find for you."
    >
      {places.length === 0 ? (
        <p className="muted">Nothing was found.</p>
      ) : (
        <Card>
          <ul className="rows">
            {places.map(({ label, href }) => (
              <li key={`${label} ${href}`} className="rows-item">
                {href === null ? label : <Link to={`/t/${tenant}/${href}`}>{label}</Link>}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Section>
  );
}
