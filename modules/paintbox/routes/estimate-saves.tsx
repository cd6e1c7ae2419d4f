import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useParams } from '@remix-run/react';
import { z } from 'zod';
import { tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import { Breadcrumbs } from '#app/ui/navigation.tsx';
import { Page, PageHeader } from '#app/ui/page.tsx';
import { idSchema } from '#app/values/id-schema.ts';
import { restoreSaveSchema } from '../domain/inputs/estimate.ts';
import { estimateNumber } from '../domain/labels.ts';
import { links } from '../domain/links.ts';
import { restoreSave } from '../operations/estimate-editing.server.ts';
import { getEstimate, listSaves } from '../operations/estimate-reading.server.ts';
import { Saves } from '../ui/saves.tsx';
import { said } from './said.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Saves of ${data?.label ?? 'an estimate'} · Candlefish` },
];

const params = z.object({ estimate: idSchema });

export const loader = tenantLoader(
  { permission: 'paintbox:read', params },
  async ({ tx, tenant, member, params: { estimate: id } }) => {
    const scope = { tx, tenant };
    const [{ estimate, revision, isEditable }, saves] = await Promise.all([
      getEstimate(scope, id),
      listSaves(scope, id),
    ]);
    return {
      id,
      label: estimateNumber(estimate.number),
      title: estimate.title,
      version: revision.version,
      mayRestore: isEditable && member.can('paintbox:write'),
      saves,
    };
  },
);

export const action = tenantAction(
  { permission: 'paintbox:write', params, input: restoreSaveSchema.omit({ id: true }) },
  async ({ operation, params: { estimate: id }, input, url }) => {
    const { version } = await restoreSave(operation, { ...input, id });
    const fields = { saveVersion: String(input.version), version: String(version) };
    return said(url.pathname, `The estimate is as save ${input.saveVersion} left it.`, {
      undo: { action: url.pathname, fields },
    });
  },
);

export default function EstimateSaves() {
  const { id, label, title, ...saves } = useLoaderData<typeof loader>();
  const { tenant = '' } = useParams();
  return (
    <Page size="narrow">
      <PageHeader
        title="Earlier saves"
        lede="Who changed what, and the way back. Going back is a save of its own, so nothing is lost by it."
        above={
          <Breadcrumbs
            crumbs={[
              { label: 'Estimates', to: links.estimates(tenant) },
              { label: `${label} ${title}`, to: links.estimate(tenant, id) },
            ]}
          />
        }
      />
      <Saves {...saves} />
    </Page>
  );
}
