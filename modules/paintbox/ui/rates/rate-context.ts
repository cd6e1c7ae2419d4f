import { createContext, useContext } from 'react';
import type { Hour } from '../../domain/hour.ts';
import { type FormValues, textOf } from './form-values.ts';
import type { PartId } from './parts.ts';

export interface Rates {
  values: FormValues;
  locale: string;
  currency: string;
  /** What an hour comes to, where the book is read as it was saved. */
  hour?: Hour;
  /** The parts that carry controls; the others are read. */
  open: readonly PartId[];
  /** Whether a part can be opened: by its address, or from within the form that is open already. */
  opens: 'never' | 'by-address' | 'in-form';
}

export const RateContext = createContext<Rates>({
  values: {},
  locale: 'en-US',
  currency: 'USD',
  open: [],
  opens: 'never',
});

export function useRates(): Rates {
  return useContext(RateContext);
}

/** What a field of the form held when it was drawn. */
export function useFirst(name: string): string {
  return textOf(useRates().values, name);
}
