/** Where a link in an answer leads, as far as it may lead anywhere. */
export type Destination =
  /** A page of this business: followed like any link of ours. */
  | { kind: 'here'; path: string }
  /** Another site: shown with its host, and opened after a question that shows all of it. */
  | { kind: 'away'; url: string; host: string }
  /** Nowhere: only its words are shown. */
  | { kind: 'none' };

/** The site that answers are read on, and the business they speak of. */
export interface Site {
  origin: string;
  tenantSlug: string;
}

const nowhere: Destination = { kind: 'none' };
const longest = 2_000;

/**
 * Decides about the address of a link that somebody else wrote. Pages of this business are named by a path; what is elsewhere is
 * a plain web address without a name and password in it, as the browser itself understands it: its host in Latin letters,
 * its path without dots. Everything else leads nowhere.
 */
export function destinationOf(href: string, { origin, tenantSlug }: Site): Destination {
  const address = href.trim();
  if (address === '' || address.length > longest || !URL.canParse(address, origin)) return nowhere;
  const url = new URL(address, origin);
  if (url.origin === origin) {
    const home = `/t/${tenantSlug}`;
    const isOurs = url.pathname === home || url.pathname.startsWith(`${home}/`);
    return isOurs ? { kind: 'here', path: url.pathname + url.search + url.hash } : nowhere;
  }
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || url.username !== '' || url.password !== '') return nowhere;
  return { kind: 'away', url: url.href, host: url.host };
}

/** The path of a picture that may be shown: a file that was given to this very conversation, and nothing else. */
export function pictureOf(src: string, site: Site, attachments: ReadonlySet<string>): string | null {
  const found = destinationOf(src, site);
  if (found.kind !== 'here') return null;
  const id = /^\/t\/[^/]+\/assistant\/api\/attachments\/([0-9a-f-]{36})$/.exec(found.path)?.[1];
  return id && attachments.has(id) ? found.path : null;
}
