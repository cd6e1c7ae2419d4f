import { type AnyColumn, and, asc, desc, type SQL, sql } from 'drizzle-orm';

/** `%` and `_` typed by a person mean themselves. */
function like(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Every word has to occur in one of the columns, in any letter case. Undefined when there are no words. */
export function matchesWords(search: string, ...columns: (AnyColumn | SQL)[]): SQL | undefined {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
  const haystack = sql.join(
    columns.map((column) => sql`coalesce(lower(${column}), '')`),
    sql` || ' ' || `,
  );
  return and(...words.map((word) => sql`(${haystack}) like ${like(word)}`));
}

/** In the asked direction, or in the one that suits the column; ties by id, so that pages never overlap. */
export function ordered(
  column: AnyColumn | SQL,
  direction: 'asc' | 'desc' | undefined,
  usual: 'asc' | 'desc',
  tie: AnyColumn,
): SQL[] {
  return (direction ?? usual) === 'asc' ? [asc(column), asc(tie)] : [desc(column), desc(tie)];
}
