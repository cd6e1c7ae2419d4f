import { useLocation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { LinkButton } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { useMemberLocale } from '../ui/locale.tsx';
import { Logo } from '../ui/logo.tsx';
import { Tabs } from '../ui/navigation.tsx';
import { Page, PageHeader } from '../ui/page.tsx';
import { Toasts } from '../ui/toast.tsx';
import { SkipLink } from './frame.tsx';
import { OwnTimeZone } from './own-time-zone.tsx';
import { useRootData } from './root-data.ts';

const sides = [
  { label: 'Profile', to: '/account' },
  { label: 'Security', to: '/account/security' },
  { label: 'Sessions', to: '/account/sessions' },
] as const;

/** Setting up an app or a passkey is a part of security. */
function sideOf(pathname: string): string {
  return /^\/account\/(authenticator|passkeys)\b/.test(pathname) ? '/account/security' : pathname;
}

export interface AccountPageProps {
  title: string;
  /** One sentence below the title. */
  lede?: ReactNode;
  children: ReactNode;
}

/** What belongs to a person and to no business: who they are and how they sign in. */
export function AccountPage({ title, lede, children }: AccountPageProps) {
  const { pathname } = useLocation();
  const { flash } = useRootData();
  return (
    <OwnTimeZone>
      <SkipLink />
      <header className="public-header">
        <Link to="/" className="rounded-lg">
          <Logo />
        </Link>
        <LinkButton to="/businesses" variant="quiet">
          Your businesses
        </LinkButton>
      </header>
      <main id="main" tabIndex={-1}>
        <Page size="narrow">
          <Tabs
            label="Your account"
            tabs={sides.map((side) => ({ ...side, isCurrent: side.to === sideOf(pathname) }))}
          />
          <PageHeader title={title} lede={lede} />
          {children}
        </Page>
      </main>
      <Toasts flash={flash} />
    </OwnTimeZone>
  );
}

/** Says which zone the times of a page are in. */
export function TimeZoneNote() {
  const { timeZone } = useMemberLocale();
  return <p className="muted">Times are those of {timeZone.replaceAll('_', ' ')}.</p>;
}
