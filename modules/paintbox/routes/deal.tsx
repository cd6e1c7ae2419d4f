import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useParams } from '@remix-run/react';
import { z } from 'zod';
import { listMembers } from '#app/auth/members.server.ts';
import { byIntent, tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import { Badge, Notice } from '#app/ui/badge.tsx';
import { LinkButton } from '#app/ui/button.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { Breadcrumbs } from '#app/ui/navigation.tsx';
import { Page, PageHeader, Section } from '#app/ui/page.tsx';
import { idSchema } from '#app/values/id-schema.ts';
import { dealStageLabels, links } from '../contract.ts';
import { byIdSchema } from '../domain/inputs/client.ts';
import { moveDealSchema, updateDealSchema } from '../domain/inputs/deal.ts';
import { archiveDeal, getDeal, moveDeal, restoreDeal, updateDeal } from '../operations/deals.server.ts';
import { EstimateRows } from '../ui/clients/work.tsx';
import { DealFacts, StageForm } from '../ui/deals/deal-facts.tsx';
import { History } from '../ui/history.tsx';
import { stageTones } from '../ui/lists/tones.ts';
import { said } from './said.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.deal.title ?? 'Deal'} · Candlefish` },
];

const params = z.object({ deal: idSchema });

export const loader = tenantLoader(
  { permission: 'paintbox:read', personalData: 'client of a deal', params },
  async ({ tx, tenant, member, params: { deal } }) => {
    const [found, { members }] = await Promise.all([getDeal({ tx, tenant }, deal), listMembers(tx)]);
    return {
      ...found,
      members: members.map(({ userId, name }) => ({ userId, name })),
      mayWrite: member.can('paintbox:write'),
      mayArchive: member.can('paintbox:delete'),
    };
  },
);

const write = { permission: 'paintbox:write', params } as const;
const archive = { permission: 'paintbox:delete', params, input: byIdSchema } as const;

export const action = byIntent({
  update: tenantAction({ ...write, input: updateDealSchema }, async ({ operation, input, url }) => {
    await updateDeal(operation, input);
    return said(url.pathname, 'Saved.');
  }),
  move: tenantAction({ ...write, input: moveDealSchema }, async ({ operation, input, url }) => {
    const { stage } = await moveDeal(operation, input);
    return said(url.pathname, `The deal is in ${dealStageLabels[stage]} now.`);
  }),
  archive: tenantAction(archive, async ({ operation, input, url }) => {
    await archiveDeal(operation, input);
    const undo = { action: url.pathname, fields: { intent: 'restore', id: input.id } };
    return said(url.pathname, 'The deal is in the archive.', { undo });
  }),
  restore: tenantAction(archive, async ({ operation, input, url }) => {
    await restoreDeal(operation, input);
    return said(url.pathname, 'The deal is back.');
  }),
});

export default function Deal() {
  const { deal, client, properties, members, estimates, history, mayWrite, mayArchive } =
    useLoaderData<typeof loader>();
  const { tenant = '' } = useParams();
  const isArchived = deal.archivedAt !== null;
  const newEstimate = mayWrite && !isArchived && (
    <LinkButton to={`${links.newEstimate(tenant)}?deal=${deal.id}`} variant="primary" icon="plus">
      New estimate
    </LinkButton>
  );
  return (
    <Page>
      <PageHeader
        title={deal.title}
        status={<Badge tone={stageTones[deal.stage]}>{dealStageLabels[deal.stage]}</Badge>}
        above={<Breadcrumbs crumbs={[{ label: 'Deals', to: links.deals(tenant) }]} />}
      >
        <StageForm deal={deal} mayWrite={mayWrite && !isArchived} />
        {mayArchive && !isArchived && <Mark intent="archive" id={deal.id} label="Archive" />}
        {newEstimate}
      </PageHeader>
      {isArchived && (
        <Notice
          title="This deal is in the archive"
          action={mayArchive && <Mark intent="restore" id={deal.id} label="Restore" />}
        >
          It is left out of the board. Its estimates stay as they are.
        </Notice>
      )}
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] [&>*]:min-w-0">
        <Section
          title="Estimates"
          lede={estimates.length > 1 ? 'They compete: one of them becomes the job.' : undefined}
        >
          <EstimateRows estimates={estimates} label={`Estimates for ${deal.title}`} />
        </Section>
        <div className="grid gap-8 [&>*]:min-w-0">
          <DealFacts {...{ deal, client, properties, members, mayWrite }} />
          <Section title="History">
            <History entries={history} />
          </Section>
        </div>
      </div>
    </Page>
  );
}

function Mark({ intent, id, label }: { intent: string; id: string; label: string }) {
  return (
    <Form name={intent} className="form-inline">
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="id" value={id} />
      <SubmitButton variant="secondary">{label}</SubmitButton>
    </Form>
  );
}
