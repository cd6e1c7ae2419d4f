import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData, useParams } from '@remix-run/react';
import { z } from 'zod';
import { sizeText } from '../admin/size.ts';
import { cancelArrival } from '../data/arrival.server.ts';
import { cancelClosing, graceDays, requestClosing } from '../data/closing.server.ts';
import { beginExport, keptDays } from '../data/export.server.ts';
import { beginImport } from '../data/import.server.ts';
import { dataOverview } from '../data/overview.server.ts';
import { requireKind } from '../files/file.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { BringArchive, NotWhole } from '../shell/bring-archive.tsx';
import { useLookAgain } from '../shell/look-again.ts';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Badge, Notice } from '../ui/badge.tsx';
import { LinkButton } from '../ui/button.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { Card, Section } from '../ui/page.tsx';
import { Progress } from '../ui/progress.tsx';
import { TextField } from '../ui/text-fields.tsx';
import { idSchema } from '../values/id.ts';

export const meta: MetaFunction = () => [{ title: 'Data · Candlefish' }];

const own = { permission: 'tenant:own' } as const;

export const loader = tenantLoader({ permission: 'tenant:admin' }, async ({ tx, tenant, member }) => ({
  ...(await dataOverview(tx, new Date())),
  business: tenant.name,
  mayOwn: member.can('tenant:own'),
  keptDays,
  graceDays,
}));

const back = async (url: URL, message: string) =>
  redirect(url.pathname, { headers: { 'Set-Cookie': await flash(message) } });

const archiveFile = z
  .instanceof(File, { error: 'Choose the archive, a .zip file.' })
  .refine((file) => file.size > 0, { error: 'Choose the archive, a .zip file.' });

export const action = byIntent({
  export: tenantAction({ ...own, stepUp: true }, async ({ operation, url }) => {
    await beginExport(operation);
    return back(url, 'The archive is being made. You can leave this page and come back.');
  }),
  import: tenantAction({ ...own, input: z.object({ archive: archiveFile }) }, async ({ operation, input, url }) => {
    const bytes = new Uint8Array(await input.archive.arrayBuffer());
    requireKind(bytes, ['zip']);
    await beginImport(operation, bytes);
    return back(url, 'The archive has arrived and is being read.');
  }),
  cancel: tenantAction({ ...own, input: z.object({ id: idSchema }) }, async ({ operation, input, url }) => {
    await cancelArrival(operation, input.id);
    return back(url, 'Cancelled. What had come of the archive is removed.');
  }),
  close: tenantAction(
    { ...own, stepUp: true, input: z.object({ name: z.string().max(200) }) },
    async ({ operation, input, url }) => {
      await requestClosing(operation, input);
      return back(url, `The business will be erased in ${graceDays} days. Owners and admins get a letter.`);
    },
  ),
  keep: tenantAction(own, async ({ operation, url }) => {
    await cancelClosing(operation);
    return back(url, 'The business stays.');
  }),
});

export default function Data() {
  const { isBusy, archives, formerMembers, mayOwn } = useLoaderData<typeof loader>();
  useLookAgain(isBusy);
  if (!mayOwn)
    return (
      <AdminPage title="Data" size="narrow">
        <Notice title="This is for owners">
          Archives hold everything of the business, so an owner makes, imports and erases them.
        </Notice>
        <People />
      </AdminPage>
    );
  return (
    <AdminPage
      title="Data"
      lede="Everything of this business: to take with you, to bring here, to erase."
      size="narrow"
    >
      <Section
        title="Take it with you"
        lede="One zip file with every table as JSON and CSV, every stored file, and a checksum of each. Passwords, keys and links that open something are left out."
      >
        {archives.length > 0 && (
          <Card className="mb-4">
            <ul className="rows">
              {archives.map((one) => (
                <Archive key={one.id} {...one} />
              ))}
            </ul>
          </Card>
        )}
        <Form name="export">
          <input type="hidden" name="intent" value="export" />
          <SubmitButton variant={isBusy ? 'secondary' : 'primary'} disabled={isBusy}>
            Make an archive
          </SubmitButton>
        </Form>
      </Section>
      <Bring />
      {formerMembers.length > 0 && (
        <Section
          title="Former members"
          lede="They left or were removed, or belonged to the business that an archive came from. What they did stays; who should work here is invited."
        >
          <Card>
            <ul className="rows">
              {formerMembers.map(({ id, name, detail, endedAt }) => (
                <li key={id} className="rows-item">
                  <div className="min-w-0 flex-1">
                    <div>{name}</div>
                    <p className="muted">
                      {detail}
                      {endedAt && (
                        <>
                          {' '}
                          · until <DateText value={endedAt} />
                        </>
                      )}
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          </Card>
        </Section>
      )}
      <People />
      <Erase />
    </AdminPage>
  );
}

function People() {
  const { tenant = '' } = useParams();
  return (
    <Section
      title="Erase a person"
      lede="A client, one contact of a company, or a former member, who asks to be forgotten: their words go everywhere, and the figures stay."
    >
      <LinkButton to={`/t/${tenant}/admin/people`}>Find the person</LinkButton>
    </Section>
  );
}

type ArchiveRow = ReturnType<typeof useLoaderData<typeof loader>>['archives'][number];

function Archive({ id, direction, state, rowsDone, rowsTotal, size, problem, createdAt, isThere }: ArchiveRow) {
  const what = direction === 'out' ? 'Archive' : 'Import';
  const isMoving = state === 'working' || state === 'undoing';
  return (
    <li className="rows-item">
      <div className="min-w-0 flex-1">
        <div>
          {what} of <DateText value={createdAt} shape="both" />{' '}
          {!isMoving && <State {...{ state, isThere, direction }} />}
        </div>
        {state === 'working' && (
          <Progress
            label={
              direction === 'out' ? 'Reading the rows' : rowsTotal === 0 ? 'Checking the archive' : 'Writing the rows'
            }
            {...(rowsTotal > 0 && { value: rowsDone, max: rowsTotal, detail: `${rowsDone} of ${rowsTotal}` })}
          />
        )}
        {state === 'undoing' && <Progress label="Taking away what was brought" />}
        {problem && <p className="muted">{problem}</p>}
      </div>
      {state === 'done' && isThere && (
        <LinkButton to={`data/${id}`} size="small" reloadDocument>
          Download ({sizeText(size)})
        </LinkButton>
      )}
    </li>
  );
}

function State({ state, isThere, direction }: Pick<ArchiveRow, 'state' | 'isThere' | 'direction'>) {
  if (state === 'failed') return <Badge tone="danger">Failed</Badge>;
  if (direction === 'out' && !isThere) return <Badge>No longer kept</Badge>;
  return <Badge tone="done">Done</Badge>;
}

function Bring() {
  const data = useLoaderData<typeof loader>();
  const { isEmpty, isBusy } = data;
  return (
    <Section
      title="Bring it here"
      lede="An archive comes into an empty business, with the same rows, files and history. It is read to its end before anything is written."
    >
      {isEmpty && !isBusy ? (
        <BringArchive arrival={data.arrival} most={data.mostArchive} seen={data} />
      ) : (
        <>
          {data.arrival && !isEmpty && <NotWhole arrival={data.arrival} />}
          <p className="muted">
            {isBusy ? 'An archive is being worked on.' : 'This business is not empty.'}{' '}
            <Link to="/businesses/new">Start a new business</Link> to import an archive into it.
          </p>
        </>
      )}
    </Section>
  );
}

function Erase() {
  const data = useLoaderData<typeof loader>();
  if (data.closing) return null;
  return (
    <Section
      title="Erase the business"
      lede={`Clients, estimates, quotes, files and history go for good, ${data.graceDays} days after you ask for it. Until then an owner can take it back. What stays is a signed statement of how many rows were erased.`}
    >
      <Form name="close">
        <input type="hidden" name="intent" value="close" />
        <TextField
          name="name"
          label="Name of the business"
          help={`Type “${data.business}” to show that you mean this one.`}
          autoComplete="off"
        />
        <SubmitButton variant="danger">Erase the business</SubmitButton>
      </Form>
    </Section>
  );
}
