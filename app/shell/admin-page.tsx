import { useLocation, useRouteLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { loader as tenantLayout } from '../routes/tenant.tsx';
import { Tabs } from '../ui/navigation.tsx';
import { Page, PageHeader } from '../ui/page.tsx';
import { currentHref } from './places.ts';

/** The sides of a business's own affairs, relative to `/t/:tenant/`. */
const sides = [
  { label: 'State', href: 'admin' },
  { label: 'Members', href: 'members' },
  { label: 'Products', href: 'admin/products' },
  { label: 'Assistant', href: 'admin/assistant' },
  { label: 'Branding', href: 'admin/branding' },
  { label: 'Sign-in', href: 'admin/sign-in' },
  { label: 'API keys', href: 'admin/api-keys' },
  { label: 'Webhooks', href: 'admin/webhooks' },
  { label: 'Usage', href: 'admin/usage' },
  { label: 'Audit', href: 'admin/audit' },
  { label: 'Data', href: 'admin/data' },
  { label: 'Help', href: 'operator-access', isForOwners: true },
] as const satisfies readonly { label: string; href: string; isForOwners?: true }[];

export interface AdminPageProps {
  title: ReactNode;
  /** One sentence below the title. */
  lede?: ReactNode;
  /** A state beside the title. */
  status?: ReactNode;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  size?: 'narrow' | 'wide';
  children: ReactNode;
}

/** A page of the console in which owners and admins run their business. Whoever only looks gets no tabs. */
export function AdminPage({ title, lede, status, actions, size, children }: AdminPageProps) {
  const { pathname } = useLocation();
  const layout = useRouteLoaderData<typeof tenantLayout>('routes/tenant');
  const base = `/t/${layout?.tenant.slug}`;
  const tabs = sides
    .filter((side) => !('isForOwners' in side) || layout?.mayOwn)
    .map(({ label, href }) => ({ label, to: `${base}/${href}` }));
  const here = placeOf(pathname, base);
  const current = currentHref(
    here,
    tabs.map(({ to }) => to),
  );
  return (
    <Page size={size}>
      {layout?.member.isAdmin && (
        <Tabs label="Administration" tabs={tabs.map((tab) => ({ ...tab, isCurrent: tab.to === current }))} />
      )}
      <PageHeader title={title} lede={lede} status={status}>
        {actions}
      </PageHeader>
      {children}
    </Page>
  );
}

/** The page of one member belongs to the members, whatever its address begins with; erasing a person to the data. */
function placeOf(pathname: string, base: string): string {
  if (pathname.startsWith(`${base}/admin/people`)) return `${base}/admin/data`;
  return pathname.startsWith(`${base}/admin/members/`) ? `${base}/members` : pathname;
}
