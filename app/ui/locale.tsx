import { createContext, useContext } from 'react';

/** How this member reads numbers, dates and money. */
export interface MemberLocale {
  /** BCP 47 tag, such as `en-US`. */
  locale: string;
  /** IANA zone, such as `America/Denver`. */
  timeZone: string;
  /** ISO 4217 code used where no amount says its own. */
  currency: string;
  measures: 'imperial' | 'metric';
}

const LocaleContext = createContext<MemberLocale>({
  locale: 'en-US',
  timeZone: 'UTC',
  currency: 'USD',
  measures: 'imperial',
});

/** Put once around the pages of a tenant. */
export const LocaleProvider = LocaleContext.Provider;

export function useMemberLocale(): MemberLocale {
  return useContext(LocaleContext);
}
