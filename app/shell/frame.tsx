import { useLocation } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { Place } from '../manifest.ts';
import { Kept } from '../ui/kept.tsx';
import { Toasts } from '../ui/toast.tsx';
import type { Flash } from '../ui/toast-store.ts';
import { AccountMenu, type Theme } from './account-menu.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { type Product, whereIs } from './places.ts';
import { Rail, type TenantName } from './rail.tsx';
import { TopBar } from './top-bar.tsx';

export interface FrameProps {
  tenant: TenantName;
  member: { name: string; email: string; isAdmin: boolean; hasAccount: boolean };
  /** What the manifests declare, already narrowed to what this person may see. */
  products: readonly Product[];
  theme: Theme;
  flash?: Flash | null;
  /** Who else is here, at the right of the top bar. */
  presence?: ReactNode;
  /** The button of the assistant, at the right of the top bar. */
  assistant?: ReactNode;
  children: ReactNode;
}

/** The tenant's own places, which belong to no product. */
const everybodys: readonly Place[] = [
  { label: 'Overview', href: '', icon: 'home' },
  { label: 'Documents', href: 'assistant/documents', icon: 'document' },
  { label: 'Members', href: 'members', icon: 'people' },
];
/** A place to be at, whose way in is the button in the top bar. */
const assistantPlace: Place = { label: 'Assistant', href: 'assistant', icon: 'spark' };
const admins: readonly Place[] = [...everybodys, { label: 'Administration', href: 'admin', icon: 'settings' }];

/** What stands around every page of a tenant: where one can go, where one is, what was said. */
export function Frame({ tenant, member, products, theme, flash, presence, assistant, children }: FrameProps) {
  const { pathname } = useLocation();
  const ownPlaces = member.isAdmin ? admins : everybodys;
  const where = whereIs(pathname, tenant.slug, products, [...ownPlaces, assistantPlace]);
  const around = { tenant, products, ownPlaces, where };
  return (
    <div className="frame">
      <SkipLink />
      <Kept by={['rail', around]}>
        <Rail {...around} />
      </Kept>
      <TopBar {...around}>
        {presence}
        {assistant}
        <AccountMenu member={member} theme={theme} />
      </TopBar>
      <main id="main" className="frame-page" tabIndex={-1}>
        {children}
      </main>
      <Kept by={['bottom bar', around]}>
        <BottomBar {...around} />
      </Kept>
      <Toasts flash={flash} />
    </div>
  );
}

/** The first thing the keyboard reaches: past the navigation to the page. */
export function SkipLink() {
  return (
    <a className="skip-link" href="#main">
      Skip to the page
    </a>
  );
}
