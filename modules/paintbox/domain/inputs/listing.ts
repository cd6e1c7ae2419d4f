import { z } from 'zod';

/** Rows on one page of a list. */
export const PAGE_SIZE = 50;

/**
 * Search parameters of a list page. Each falls back to its first value instead of failing: an old bookmark still shows
 * the list.
 */
export const searchField = z.string().trim().max(120).catch('');

export const pageField = z.coerce.number().int().min(1).max(100_000).catch(1);

export const directionField = z.enum(['asc', 'desc']).optional().catch(undefined);

/** One page of a list, with what the pager and the filter chips show. */
export interface Page<Row> {
  rows: Row[];
  page: number;
  pageCount: number;
  /** Rows that match, on all pages. */
  count: number;
}

export function pageOf<Row>(rows: Row[], page: number, count: number, size = PAGE_SIZE): Page<Row> {
  return { rows, page, pageCount: Math.max(1, Math.ceil(count / size)), count };
}
