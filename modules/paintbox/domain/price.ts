import type { Estimate } from './estimate.ts';
import type { Priced } from './priced.ts';
import type { RateBook } from './rate-book.ts';

export type PriceEstimate = (doc: Estimate, book: RateBook) => Priced;
