import type { Quote } from './quote.ts';

/** What a quote's row keeps: the offer with the names it was made out to and by, as they were on the day it was sent. */
export interface QuoteSnapshot {
  quote: Quote;
  /** `E-1042 rev. 2` */
  label: string;
  recipient: { name: string; email: string | null; address: string };
  business: { name: string; sender: string };
}
