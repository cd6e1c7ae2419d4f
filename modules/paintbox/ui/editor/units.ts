import { numberText } from '#app/ui/figures.ts';
import type { UnitSystem } from '../../domain/fields.ts';
import type { RateBook, SurfaceKind } from '../../domain/rate-book.ts';

/** As the trade writes them. */
const unitLabels: Record<string, string> = {
  sqft: 'sq ft',
  m2: 'm²',
  ft: 'ft',
  m: 'm',
  each: '',
  job: '',
  hour: 'h',
  gal: 'gal',
  l: 'L',
};

export function unitLabel(unit: string): string {
  return unitLabels[unit] ?? unit;
}

export function volumeUnit(units: UnitSystem): string {
  return units === 'imperial' ? 'gal' : 'L';
}

/** A figure with its unit: `432 sq ft`, `1.08 gal`, `3`. */
export function figureText(value: string, unit: string, locale: string, places = 2): string {
  const text = numberText(value, locale, { places });
  const label = unitLabel(unit);
  return label === '' ? text : `${text} ${label}`;
}

/** The kinds that an area of this place can have. */
export function kindsFor(book: RateBook, place: 'interior' | 'exterior'): SurfaceKind[] {
  return book.surfaceKinds.filter((kind) => kind.place === 'both' || kind.place === place);
}

export function productName(book: RateBook, id: string | null): string {
  return book.products.find((product) => product.id === id)?.name ?? '';
}
