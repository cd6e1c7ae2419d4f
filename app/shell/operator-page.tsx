import { useLocation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { LinkButton } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Logo } from '../ui/logo.tsx';
import { Tabs } from '../ui/navigation.tsx';
import { Page, PageHeader } from '../ui/page.tsx';
import { Toasts } from '../ui/toast.tsx';
import { SkipLink } from './frame.tsx';
import { OwnTimeZone } from './own-time-zone.tsx';
import { useRootData } from './root-data.ts';

const sides = [
  { label: 'Businesses', to: '/operator' },
  { label: 'Health', to: '/operator/health' },
  { label: 'Features', to: '/operator/features' },
  { label: 'What operators did', to: '/operator/acts' },
] as const;

export interface OperatorPageProps {
  title: ReactNode;
  lede?: ReactNode;
  status?: ReactNode;
  children: ReactNode;
}

/** A page for whoever runs the platform. */
export function OperatorPage({ title, lede, status, children }: OperatorPageProps) {
  const { pathname } = useLocation();
  const { flash } = useRootData();
  const current = pathname.startsWith('/operator/tenants/') ? '/operator' : pathname;
  return (
    <OwnTimeZone>
      <SkipLink />
      <header className="public-header public-header-wide">
        <Link to="/operator" className="rounded-lg">
          <Logo />
        </Link>
        <LinkButton to="/businesses" variant="quiet">
          Your businesses
        </LinkButton>
      </header>
      <main id="main" tabIndex={-1}>
        <Page>
          <Tabs label="Platform" tabs={sides.map((side) => ({ ...side, isCurrent: side.to === current }))} />
          <PageHeader title={title} lede={lede} status={status} />
          {children}
        </Page>
      </main>
      <Toasts flash={flash} />
    </OwnTimeZone>
  );
}
