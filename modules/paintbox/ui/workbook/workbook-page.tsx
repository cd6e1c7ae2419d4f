import { useParams } from '@remix-run/react';
import { Notice } from '#app/ui/badge.tsx';
import { Link } from '#app/ui/link.tsx';
import { Page } from '#app/ui/page.tsx';
import { links } from '../../domain/links.ts';
import { AuditPanel } from './audit-panel.tsx';
import type { WorkbookPageData } from './page-data.ts';
import { SheetFrame } from './sheet-frame.tsx';
import { TotalsForm } from './totals-form.tsx';
import { useTotals } from './use-totals.ts';
import { WorkbookHeader } from './workbook-header.tsx';

/** A contractor's workbook: what its audit found, the sheet itself, and the way of its totals into an estimate. */
export function WorkbookPage(page: WorkbookPageData) {
  const totals = useTotals(page);
  return (
    <Page size="wide" className="wb-page">
      <WorkbookHeader {...page} />
      <Notices {...page} />
      <AuditPanel audit={page.audit} />
      <SheetFrame page={page} totals={totals} />
      {page.mayWrite && <TotalsForm page={page} totals={totals} />}
    </Page>
  );
}

function Notices({ same, workbook, estimate }: WorkbookPageData) {
  const { tenant = '' } = useParams();
  return (
    <>
      {same && same.id !== workbook.id && (
        <Notice title="This very file was imported before">
          You have it as{' '}
          <Link className="link" to={links.workbook(tenant, same.id)}>
            {same.name}
          </Link>
          . This is a second one, with changes of its own.
        </Notice>
      )}
      {workbook.isArchived && (
        <Notice title="This workbook is in the archive">Restore it before you go on with it.</Notice>
      )}
      {estimate && (
        <p className="wb-linked">
          Its totals were taken into{' '}
          <Link className="link" to={links.estimate(tenant, estimate.id)}>
            E-{estimate.number} {estimate.title}
          </Link>
          .
        </p>
      )}
    </>
  );
}
