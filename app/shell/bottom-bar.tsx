import type { Place } from '../manifest.ts';
import { Icon, iconNamed } from '../ui/icons.tsx';
import { Link } from '../ui/link.tsx';
import { type Product, placeHref, type Whereabouts } from './places.ts';
import { railId, type TenantName } from './rail.tsx';

export interface BottomBarProps {
  tenant: TenantName;
  products: readonly Product[];
  ownPlaces: readonly Place[];
  where: Whereabouts;
}

/** Under the thumb on a phone: four places, and a sheet with the rest. */
export function BottomBar({ tenant, products, ownPlaces, where }: BottomBarProps) {
  const product = where.product ?? products[0];
  const places = [...(product?.places ?? []), ...ownPlaces].slice(0, 4);
  return (
    <nav className="bottom-bar" aria-label="Places">
      {places.map(({ label, href, icon }) => {
        const to = placeHref(tenant.slug, href);
        return (
          <Link key={to} to={to} aria-current={where.place?.href === to ? 'page' : undefined}>
            <Icon name={iconNamed(icon)} />
            {label}
          </Link>
        );
      })}
      <button type="button" {...{ popovertarget: railId }}>
        <Icon name="menu" />
        More
      </button>
    </nav>
  );
}
