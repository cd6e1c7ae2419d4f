import { useLocation, useParams } from '@remix-run/react';
import { LinkButton } from '#app/ui/button.tsx';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { Icon } from '#app/ui/icons.tsx';
import { Link } from '#app/ui/link.tsx';
import { Menu, MenuLink } from '#app/ui/menu.tsx';
import type { EstimateStatus } from '../../domain/inputs/estimate.ts';
import { estimateStatusLabels } from '../../domain/labels.ts';
import { links } from '../../domain/links.ts';
import { FilterTabs } from './filter-tabs.tsx';
import { SearchBox } from './search-box.tsx';

const statuses: readonly EstimateStatus[] = ['draft', 'sent', 'accepted', 'declined', 'expired'];

export function StatusTabs({ counts }: { counts: Record<EstimateStatus, number> }) {
  const all = statuses.reduce((sum, status) => sum + counts[status], 0);
  const filters = statuses.map((value) => ({ value, label: estimateStatusLabels[value], count: counts[value] }));
  return <FilterTabs label="Status" name="status" filters={[{ label: 'All', count: all }, ...filters]} />;
}

/** Search, and the list as a file: what is downloaded has the same search, filter and order. */
export function EstimateTools() {
  const { search } = useLocation();
  const { tenant = '' } = useParams();
  return (
    <>
      <SearchBox label="Search estimates" placeholder="Number, title, client or address" />
      <span className="push" />
      <Menu label="Export" icon="download" variant="quiet" size="small" align="end">
        <MenuLink to={links.estimatesExport(tenant, 'csv') + search} icon="document" reloadDocument>
          This list as CSV
        </MenuLink>
        <MenuLink to={links.estimatesExport(tenant, 'xlsx') + search} icon="sheet" reloadDocument>
          This list as a workbook
        </MenuLink>
      </Menu>
      <Link to="?deleted=on" className="btn btn-quiet btn-small">
        <Icon name="trash" />
        Deleted
      </Link>
    </>
  );
}

export function NoEstimates({ isFiltered, mayWrite }: { isFiltered: boolean; mayWrite: boolean }) {
  const { tenant = '' } = useParams();
  if (isFiltered) {
    return (
      <EmptyState icon="search" title="Nothing matches" action={<LinkButton to="?">Show all estimates</LinkButton>}>
        Try fewer words, another status, or the client’s name.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="estimate"
      title="Your estimates will be here"
      action={
        mayWrite && (
          <LinkButton to={links.newEstimate(tenant)} variant="primary" icon="plus">
            New estimate
          </LinkButton>
        )
      }
      offer={mayWrite && <LinkButton to={links.workbooks(tenant)}>Import a workbook</LinkButton>}
    >
      Measure a house room by room, or bring in the workbook that you estimate with today.
    </EmptyState>
  );
}
