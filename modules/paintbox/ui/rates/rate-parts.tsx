import { useMemberLocale } from '#app/ui/locale.tsx';
import type { Hour } from '../../domain/hour.ts';
import type { FormValues } from './form-values.ts';
import { LabourPart } from './labour-section.tsx';
import { PrepPart } from './prep-section.tsx';
import { ProductPart } from './product-section.tsx';
import { RateContext } from './rate-context.ts';
import { RuleParts } from './rules-section.tsx';
import { SurfacePart } from './surface-section.tsx';

interface RateViewProps {
  book: FormValues;
  currency: string;
  hour: Hour;
  /** Each part leads to where it is edited. */
  mayOpen: boolean;
}

/** The book to read. */
export function RateView({ book, currency, hour, mayOpen }: RateViewProps) {
  const { locale } = useMemberLocale();
  const opens = mayOpen ? 'by-address' : 'never';
  return (
    <RateContext.Provider value={{ values: book, locale, currency, hour, open: [], opens }}>
      <RateParts />
    </RateContext.Provider>
  );
}

/** All parts of the book, in its order. */
export function RateParts() {
  return (
    <div className="grid gap-8 [&>*]:min-w-0">
      <LabourPart />
      <SurfacePart />
      <ProductPart />
      <PrepPart />
      <RuleParts />
    </div>
  );
}
