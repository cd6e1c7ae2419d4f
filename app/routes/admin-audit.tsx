import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useLocation, useRouteLoaderData } from '@remix-run/react';
import { actionText, type Change, changesOf } from '../admin/audit-diff.ts';
import { type AuditSearch, auditChoices, auditPageSize, auditSearch, listAudit } from '../admin/audit-list.server.ts';
import { type ChainReport, verifyAuditChain } from '../audit/chain.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { tenantLoader } from '../tenancy/gate.server.ts';
import { Notice } from '../ui/badge.tsx';
import { buttonClass, LinkButton } from '../ui/button.tsx';
import { Select } from '../ui/choice-fields.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, FormRow, SubmitButton } from '../ui/form.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card } from '../ui/page.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { TextField } from '../ui/text-fields.tsx';
import type { loader as tenantLayout } from './tenant.tsx';

export const meta: MetaFunction = () => [{ title: 'Audit · Candlefish' }];

export const loader = tenantLoader(
  { permission: 'tenant:admin', personalData: 'audit', search: auditSearch },
  async ({ tx, tenant, search }) => {
    const [{ rows, total }, choices] = await Promise.all([listAudit({ tx, tenant }, search), auditChoices(tx)]);
    return {
      search,
      total,
      pageSize: auditPageSize,
      choices,
      report: search.check ? await verifyAuditChain(tx) : null,
      rows: rows.map(({ before, after, hash, requestId: _, ...row }) => ({
        ...row,
        changes: changesOf(before, after),
        hash: hash?.slice(0, 12) ?? null,
      })),
    };
  },
);

type Row = Awaited<ReturnType<typeof loader>>['rows'][number];

export default function Audit() {
  const { rows, total, search, pageSize, choices, report } = useLoaderData<typeof loader>();
  return (
    <AdminPage
      title="Audit"
      lede="Who did what, through which door, and what changed. Nothing here can be changed or taken away."
      size="narrow"
      actions={<Actions />}
    >
      {report && <Report report={report} />}
      <Filters search={search} choices={choices} />
      {rows.length === 0 ? (
        <EmptyState icon="search" title="Nothing was found">
          Take a filter away, or look at other days.
        </EmptyState>
      ) : (
        <Card>
          <ol className="rows">
            {rows.map((row) => (
              <Entry key={row.id} row={row} />
            ))}
          </ol>
        </Card>
      )}
      {total > 0 && <Pagination page={search.page} pageSize={pageSize} total={total} things="entries" />}
    </AdminPage>
  );
}

function Actions() {
  const layout = useRouteLoaderData<typeof tenantLayout>('routes/tenant');
  const { search } = useLocation();
  const base = `/t/${layout?.tenant.slug}/admin/audit`;
  return (
    <>
      <LinkButton to={`${base}?check=on`} icon="lock">
        Check the chain
      </LinkButton>
      {(['csv', 'jsonl'] as const).map((format) => (
        <a key={format} className={buttonClass({})} href={`${base}/export/${format}${search}`} download>
          <Icon name="download" />
          {format.toUpperCase()}
        </a>
      ))}
    </>
  );
}

function Report({ report }: { report: ChainReport }) {
  if (report.isWhole) {
    return (
      <Notice tone="done" title="The chain is whole">
        All {report.rows} entries are as they were written
        {report.erased > 0 && <>; words of people who were erased were taken out of {report.erased} of them</>}
        {report.head && (
          <>
            . The last one’s hash is <code>{report.head.hash.slice(0, 16)}</code>; keep it elsewhere to check against it
            later
          </>
        )}
        .
      </Notice>
    );
  }
  const { seq, reason, id } = report.broken;
  return (
    <Notice tone="danger" title={`The chain is broken at entry ${seq}: ${reason}`}>
      The {report.rows} entries before it are as they were written. {id && <>The entry is {id}. </>}Tell whoever runs
      the platform, and change nothing until they have looked.
    </Notice>
  );
}

const doorNames: Record<string, string> = {
  browser: 'Browser',
  link: 'Link of a client',
  api: 'Program',
  'api-key': 'API key',
  assistant: 'Assistant',
  operator: 'Operator',
  job: 'Background job',
};

function doorName(door: string): string {
  return doorNames[door] ?? actionText(door);
}

interface FiltersProps {
  search: AuditSearch;
  choices: { actions: readonly string[]; actors: readonly { id: string; name: string }[] };
}

function Filters({ search, choices }: FiltersProps) {
  return (
    <Form method="get" aria-label="Filter the audit" key={JSON.stringify(search)}>
      <FormRow>
        <TextField name="q" label="Words" type="search" defaultValue={search.q} />
        <Select
          name="action"
          label="What"
          placeholder="Anything"
          defaultValue={search.action}
          options={choices.actions.map((value) => ({ value, label: actionText(value) }))}
        />
        <Select
          name="actor"
          label="Who"
          placeholder="Anybody"
          defaultValue={search.actor}
          options={choices.actors.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </FormRow>
      <FormRow>
        <Select
          name="door"
          label="Door"
          placeholder="Any"
          defaultValue={search.door}
          options={Object.entries(doorNames).map(([value, label]) => ({ value, label }))}
        />
        <TextField name="from" label="From" type="date" defaultValue={search.from} />
        <TextField name="to" label="To" type="date" defaultValue={search.to} />
      </FormRow>
      <div className="toolbar">
        <SubmitButton variant="secondary" icon="filter">
          Filter
        </SubmitButton>
      </div>
    </Form>
  );
}

function Entry({ row }: { row: Row }) {
  const { seq, at, action, subjectType, subjectId, actorId, actorName, onBehalfOf, door, changes, hash } = row;
  // Whoever has left is no colleague any more, and the business no longer sees their name.
  const who = actorName ?? (actorId ? 'Somebody who has left' : 'Nobody signed in');
  return (
    <li className="rows-item">
      <div className="min-w-0 grid gap-1">
        <div>
          <strong>{actionText(action)}</strong> <span className="muted">by {who}</span>
          {onBehalfOf && <span className="muted"> in a member’s place</span>}
          {door && <span className="muted">, {doorName(door)}</span>}
        </div>
        {changes.length > 0 && <Changes changes={changes} />}
        <div className="muted break-all text-sm">
          {subjectType} {subjectId}
        </div>
      </div>
      <div className="muted text-sm">
        <DateText value={at} shape="both" />
        <div>
          {seq}
          {hash && <code> {hash}</code>}
        </div>
      </div>
    </li>
  );
}

const shownAtOnce = 6;

function Changes({ changes }: { changes: readonly Change[] }) {
  if (changes.length <= shownAtOnce) return <ChangeList changes={changes} />;
  return (
    <details className="disclosure">
      <summary>
        <Icon name="chevron-right" />
        {changes.length} values
      </summary>
      <ChangeList changes={changes} />
    </details>
  );
}

function ChangeList({ changes }: { changes: readonly Change[] }) {
  return (
    <ul className="grid gap-0.5">
      {changes.map(({ field, before, after }) => (
        <li key={field} className="break-words">
          <span className="muted">{field}:</span> {before !== undefined && <del>{before}</del>}
          {before !== undefined && after !== undefined && ' → '}
          {after !== undefined && <ins className="no-underline">{after}</ins>}
        </li>
      ))}
    </ul>
  );
}
