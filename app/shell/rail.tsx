import { useFetcher } from '@remix-run/react';
import type { MouseEvent } from 'react';
import type { Place } from '../manifest.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon, iconNamed } from '../ui/icons.tsx';
import { Link } from '../ui/link.tsx';
import { Logo } from '../ui/logo.tsx';
import { Menu, MenuHeading, MenuLink, MenuSeparator } from '../ui/menu.tsx';
import { type Product, placeHref, type Whereabouts } from './places.ts';

export interface TenantName {
  name: string;
  slug: string;
}

export interface RailProps {
  tenant: TenantName;
  products: readonly Product[];
  ownPlaces: readonly Place[];
  where: Whereabouts;
}

/** The id of the rail, which the bottom bar of a phone opens as a sheet. */
export const railId = 'rail';

/**
 * Tenant, products, and the places of the product one is in. Beside the page on a wide screen; on a phone the same
 * element is a sheet, opened by the browser itself and so without a script.
 */
export function Rail({ tenant, products, ownPlaces, where }: RailProps) {
  const [overview, ...otherOwn] = ownPlaces;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is a link's, and the keyboard presses links too
    <nav id={railId} className="rail" aria-label="Main" onClick={closeAfterLink} {...{ popover: 'auto' }}>
      <TenantSwitcher tenant={tenant} />
      {overview && <Places tenant={tenant} places={[overview]} where={where} />}
      {products.map((product) => (
        <ProductPlaces
          key={product.id}
          {...{ tenant, product, where }}
          isOpen={products.length === 1 || product.id === where.product?.id}
        />
      ))}
      <Places tenant={tenant} places={otherOwn} where={where} />
      <div className="rail-foot">
        <Logo />
      </div>
    </nav>
  );
}

function closeAfterLink(event: MouseEvent<HTMLElement>) {
  const isLink = event.target instanceof Element && event.target.closest('a');
  if (isLink && event.currentTarget.matches(':popover-open')) event.currentTarget.hidePopover();
}

type Here = Pick<RailProps, 'tenant' | 'where'>;

function ProductPlaces({ tenant, product, where, isOpen }: Here & { product: Product; isOpen: boolean }) {
  const [first] = product.places;
  if (!first) return null;
  if (!isOpen)
    return <Places {...{ tenant, where }} places={[{ ...first, label: product.name, icon: product.icon }]} />;
  return (
    <div>
      <h2>{product.name}</h2>
      <Places {...{ tenant, where }} places={product.places} />
    </div>
  );
}

function Places({ tenant, places, where }: Here & { places: readonly Place[] }) {
  return (
    <ul>
      {places.map(({ label, href, icon }) => {
        const to = placeHref(tenant.slug, href);
        return (
          <li key={to}>
            <Link
              to={to}
              prefetch="intent"
              className="rail-link"
              aria-current={where.place?.href === to ? 'page' : undefined}
            >
              <Icon name={iconNamed(icon)} />
              {label}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The businesses of this person are asked for when the menu is wanted; without a script a page lists them. */
function TenantSwitcher({ tenant }: Pick<RailProps, 'tenant'>) {
  const fetcher = useFetcher<{ businesses: readonly TenantName[] }>();
  const others = (fetcher.data?.businesses ?? []).filter(({ slug }) => slug !== tenant.slug);
  const ask = () => fetcher.state === 'idle' && !fetcher.data && fetcher.load('/businesses');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only fetches ahead; the menu inside is what is used
    <div onPointerEnter={ask} onFocus={ask}>
      <Menu
        id="businesses"
        label={`${tenant.name}, switch business`}
        triggerClass="rail-link rail-tenant"
        trigger={
          <>
            <Avatar name={tenant.name} square />
            <span>{tenant.name}</span>
            <Icon name="chevrons-up-down" />
          </>
        }
      >
        {others.length > 0 && <MenuHeading>Switch to</MenuHeading>}
        {others.map(({ name, slug }) => (
          <MenuLink key={slug} to={`/t/${slug}`}>
            <Avatar name={name} square />
            {name}
          </MenuLink>
        ))}
        {others.length > 0 ? <MenuSeparator /> : <MenuLink to="/businesses">All my businesses</MenuLink>}
        <MenuLink to="/businesses/new" icon="plus">
          Start another business
        </MenuLink>
      </Menu>
    </div>
  );
}
