import type { LinksFunction, MetaFunction } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { z } from 'zod';
import { byIntent, tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import { Page, PageHeader } from '#app/ui/page.tsx';
import { newId } from '#app/values/id.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { links as paths } from '../contract.ts';
import { workbookFileSchema, workbookListSchema } from '../domain/inputs/workbook.ts';
import { archiveWorkbook, importWorkbook, listWorkbooks, restoreWorkbook } from '../operations/workbooks.server.ts';
import { FilterTabs } from '../ui/lists/filter-tabs.tsx';
import { NoWorkbooks } from '../ui/workbook/no-workbooks.tsx';
import { UploadForm } from '../ui/workbook/upload-form.tsx';
import stylesheet from '../ui/workbook/workbook.css?url';
import { WorkbookTable } from '../ui/workbook/workbook-table.tsx';
import { deskAction } from './desk-action.server.ts';
import { said } from './said.server.ts';

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: stylesheet }];

export const meta: MetaFunction = () => [{ title: 'Workbooks · Candlefish' }];

export const loader = tenantLoader(
  { permission: 'paintbox:read', search: workbookListSchema },
  async ({ tx, tenant, member, search }) => ({
    rows: await listWorkbooks({ tx, tenant }, search),
    mayWrite: member.can('paintbox:write'),
    submission: newId(),
  }),
);

const writing = { permission: 'paintbox:write' } as const;

/** Reading and calculating a stranger's file may take seconds: it is done for members only, and between transactions. */
const importFile = deskAction(
  { ...writing, input: workbookFileSchema },
  async ({ operation, tenant, input: { file }, desk }) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const { workbook, twin } = await importWorkbook(operation, { name: file.name, bytes }, desk);
    const same = twin ? `?same=${twin.id}` : '';
    return said(paths.workbook(tenant.slug, workbook.id) + same, `${workbook.name} is imported.`);
  },
);

const byId = { permission: 'paintbox:write', input: z.object({ id: idSchema }) } as const;

export const action = byIntent({
  import: importFile,
  archive: tenantAction(byId, async ({ operation, input: { id }, url }) => {
    await archiveWorkbook(operation, { id });
    const undo = { action: url.pathname, fields: { intent: 'restore', id } };
    return said(url.pathname, 'The workbook is in the archive.', { undo });
  }),
  restore: tenantAction(byId, async ({ operation, input: { id }, url }) => {
    await restoreWorkbook(operation, { id });
    return said(url.pathname, 'The workbook is back.');
  }),
});

export default function Workbooks() {
  const { rows, mayWrite, submission } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const isArchive = query.has('archived');
  const isFirst = rows.length === 0 && !isArchive && !query.has('q');
  return (
    <Page>
      <PageHeader title="Workbooks" lede="The spreadsheets you estimate with, formulas alive, checked cell by cell." />
      {mayWrite && !isArchive && <UploadForm submission={submission} isFirst={isFirst} />}
      {isFirst ? (
        <NoWorkbooks mayWrite={mayWrite} />
      ) : (
        <>
          <FilterTabs
            label="Archive"
            name="archived"
            filters={[{ label: 'Workbooks' }, { value: 'on', label: 'Archived' }]}
          />
          <WorkbookTable rows={rows} isArchive={isArchive} isFiltered={query.has('q')} mayWrite={mayWrite} />
        </>
      )}
    </Page>
  );
}
