import { createContext, type ReactNode, useContext } from 'react';
import { destinationOf, type Site } from './safe-link.ts';

/** What an answer may point at. */
export interface Surroundings {
  site: Site;
  /** Ids of the files that were given to this conversation. */
  attachments: ReadonlySet<string>;
  /** Asks before another site is opened. */
  onLeave: (url: string) => void;
}

export const SurroundingsContext = createContext<Surroundings>({
  site: { origin: 'https://candlefish.invalid', tenantSlug: '' },
  attachments: new Set(),
  onLeave: () => {},
});

/** A link that somebody else wrote, in the words of somebody else. */
export function AnyLink({ href, children }: { href: string; children: ReactNode }) {
  const { site, onLeave } = useContext(SurroundingsContext);
  const destination = destinationOf(href, site);
  if (destination.kind === 'none') return <>{children}</>;
  if (destination.kind === 'here') {
    return (
      // Followed as ours are, without asking ahead for anything.
      <a className="link" href={destination.path} data-follow="">
        {children}
      </a>
    );
  }
  return (
    <button type="button" className="link away-link" onClick={() => onLeave(destination.url)}>
      <bdi>{children}</bdi> <bdi className="away-host">({destination.host})</bdi>
    </button>
  );
}
