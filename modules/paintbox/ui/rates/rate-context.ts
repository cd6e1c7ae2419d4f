import { createContext, useContext } from 'react';
import { type FormValues, textOf } from './form-values.ts';

export interface RateForm {
  values: FormValues;
  /** Only read: an old version, or somebody who may not change rates. */
  isReadOnly: boolean;
  locale: string;
  currency: string;
}

export const RateContext = createContext<RateForm>({ values: {}, isReadOnly: true, locale: 'en-US', currency: 'USD' });

export function useRateForm(): RateForm {
  return useContext(RateContext);
}

/** What a field of the form held when it was drawn. */
export function useFirst(name: string): string {
  return textOf(useRateForm().values, name);
}
