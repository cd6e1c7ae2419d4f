import type { Command, Place } from '../manifest.ts';

/** The part of a manifest that the frame draws. */
export interface Product {
  id: string;
  name: string;
  icon: string;
  places: readonly Place[];
  commands?: readonly Command[];
}

/** The full address of a place, whose own is relative to its tenant. */
export function placeHref(tenantSlug: string, href: string): string {
  const relative = href.replace(/^\/+|\/+$/g, '');
  return relative === '' ? `/t/${tenantSlug}` : `/t/${tenantSlug}/${relative}`;
}

/** Which of several addresses a person is at: the longest one that the page's address begins with. */
export function currentHref(pathname: string, hrefs: readonly string[]): string | undefined {
  return hrefs
    .filter((href) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((one, other) => other.length - one.length)[0];
}

export interface Whereabouts {
  product?: Product;
  place?: { label: string; href: string };
}

/** Where in the products a page stands. */
export function whereIs(
  pathname: string,
  tenantSlug: string,
  products: readonly Product[],
  own: readonly Place[],
): Whereabouts {
  const known = [
    ...own.map((place) => ({ place, product: undefined })),
    ...products.flatMap((product) => product.places.map((place) => ({ place, product }))),
  ].map(({ place, product }) => ({ product, place: { label: place.label, href: placeHref(tenantSlug, place.href) } }));
  const at = currentHref(
    pathname,
    known.map(({ place }) => place.href),
  );
  return known.find(({ place }) => place.href === at) ?? {};
}
