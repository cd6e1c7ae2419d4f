import type { ReactNode } from 'react';
import type { Place } from '../manifest.ts';
import { Icon } from '../ui/icons.tsx';
import { Link } from '../ui/link.tsx';
import { PaletteButton } from './palette-button.tsx';
import { type Product, placeHref, type Whereabouts } from './places.ts';
import type { TenantName } from './rail.tsx';

export interface TopBarProps {
  tenant: TenantName;
  products: readonly Product[];
  ownPlaces: readonly Place[];
  where: Whereabouts;
  /** What stands at the right. */
  children: ReactNode;
}

/** Where am I, the way to everything else, and what belongs to me. */
export function TopBar({ tenant, products, ownPlaces, where, children }: TopBarProps) {
  const firstPlace = where.product?.places[0];
  return (
    <header className="topbar">
      <div className="topbar-where">
        {where.product && firstPlace && (
          <>
            <Link to={placeHref(tenant.slug, firstPlace.href)}>{where.product.name}</Link>
            <Icon name="chevron-right" />
          </>
        )}
        <span>{where.place?.label ?? tenant.name}</span>
      </div>
      <span className="push" />
      <PaletteButton {...{ tenant, products, ownPlaces }} />
      {children}
    </header>
  );
}
