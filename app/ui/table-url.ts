/** What a table keeps in its page's address: order, page and columns, so that a view can be sent to a colleague. */

export interface Sort {
  column: string;
  direction: 'ascending' | 'descending';
}

/** Reads `?sort=name` or `?sort=-name`. */
export function sortOf(search: string): Sort | undefined {
  const value = new URLSearchParams(search).get('sort');
  if (!value || value === '-') return undefined;
  return value.startsWith('-')
    ? { column: value.slice(1), direction: 'descending' }
    : { column: value, direction: 'ascending' };
}

/** The address that sorts by a column, or turns its order round. Goes back to the first page; keeps everything else. */
export function sortHref(search: string, column: string, shown: Sort | undefined = sortOf(search)): string {
  const turns = shown?.column === column && shown.direction === 'ascending';
  return changed(search, (params) => {
    params.set('sort', turns ? `-${column}` : column);
    params.delete('page');
  });
}

/** The address of a page of the same view; the first page has the bare address. */
export function pageHref(search: string, page: number): string {
  return changed(search, (params) => (page <= 1 ? params.delete('page') : params.set('page', String(page))));
}

/** The columns asked for in the address; undefined if it asks for none. */
export function columnsOf(search: string): string[] | undefined {
  const asked = new URLSearchParams(search).getAll('cols').filter((column) => column !== '');
  return asked.length > 0 ? asked : undefined;
}

function changed(search: string, change: (params: URLSearchParams) => void): string {
  const params = new URLSearchParams(search);
  change(params);
  const text = params.toString();
  return text === '' ? '?' : `?${text}`;
}

const cookieName = (tableId: string) => `cols-${tableId}`;

/** The cookie text that remembers a person's columns for a year. Column ids are our own and need no escaping. */
export function columnsCookie(tableId: string, columns: readonly string[]): string {
  return `${cookieName(tableId)}=${columns.join('.')}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

/** The columns remembered for a table, read in its loader from the `Cookie` header. */
export function savedColumns(cookieHeader: string | null, tableId: string): string[] | undefined {
  const start = `${cookieName(tableId)}=`;
  const found = (cookieHeader ?? '').split(/;\s*/).find((part) => part.startsWith(start));
  const columns = found?.slice(start.length).split('.').filter(Boolean) ?? [];
  return columns.length > 0 ? columns : undefined;
}
