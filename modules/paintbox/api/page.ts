import { PAGE_SIZE, type Page } from '../domain/inputs/listing.ts';

/** Where a page of a list stands among the others. */
export function pageInfo({ page, pageCount, count }: Omit<Page<unknown>, 'rows'>) {
  return { number: page, size: PAGE_SIZE, pages: pageCount, count };
}
