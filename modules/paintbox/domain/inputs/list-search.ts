import { z } from 'zod';

/**
 * The search parameters of a list page. Its column headings write the order as `sort=name` or `sort=-name`; what lists
 * by it takes a column and a direction.
 */
export function listSearch<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z.preprocess(splitSort, schema);
}

function splitSort(search: unknown): unknown {
  if (typeof search !== 'object' || search === null || !('sort' in search) || typeof search.sort !== 'string') {
    return search;
  }
  const isDescending = search.sort.startsWith('-');
  return {
    ...search,
    sort: isDescending ? search.sort.slice(1) : search.sort,
    direction: isDescending ? 'desc' : 'asc',
  };
}
