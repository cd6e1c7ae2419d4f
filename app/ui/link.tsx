import { PrefetchPageLinks, useNavigate } from '@remix-run/react';
import { type ComponentPropsWithoutRef, forwardRef, useEffect, useState } from 'react';

export interface LinkProps extends Omit<ComponentPropsWithoutRef<'a'>, 'href'> {
  /** An address of our own: a path, or a query of the page one is on. */
  to: string;
  /** `intent` fetches the page ahead when somebody is about to go there. */
  prefetch?: 'intent';
  /** The page does not jump to its top. */
  preventScrollReset?: boolean;
  /** Takes the place of this page in the history. */
  replace?: boolean;
  /** The browser goes there by itself: for what is no page, such as a file. */
  reloadDocument?: boolean;
}

/**
 * A link within the application. It is a plain one, which {@link LinkFollower} follows for all: the Link of Remix does
 * the same with a dozen hooks in each, and thirty of them were an eighth of the cost of a page.
 */
export const Link = forwardRef<HTMLAnchorElement, LinkProps>(function Link(
  { to, prefetch, preventScrollReset, replace, reloadDocument, children, ...rest },
  ref,
) {
  const how = [prefetch && 'ahead', preventScrollReset && 'still', replace && 'replace'].filter(Boolean).join(' ');
  return (
    <a
      ref={ref}
      {...rest}
      href={to}
      // Remix reads it to learn of the routes of a page's links ahead of time.
      data-discover={reloadDocument ? undefined : 'true'}
      data-follow={how || undefined}
    >
      {children}
    </a>
  );
});

const followed = 'a[data-discover],a[data-follow]';

/** Follows the links of the whole document without loading it anew, and fetches ahead what asks for it. Rendered once. */
export function LinkFollower() {
  const navigate = useNavigate();
  const ahead = useIntent();

  useEffect(() => {
    function follow(event: MouseEvent) {
      const link = linkAt(event.target);
      const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
      if (!link || !isPlain || event.defaultPrevented || link.origin !== location.origin) return;
      if ((link.target && link.target !== '_self') || link.hasAttribute('download')) return;
      event.preventDefault();
      const { pathname, search, hash } = link;
      const isHere = pathname + search + hash === location.pathname + location.search + location.hash;
      navigate(
        { pathname, search, hash },
        { replace: isHere || asks(link, 'replace'), preventScrollReset: asks(link, 'still') },
      );
    }
    document.addEventListener('click', follow);
    return () => document.removeEventListener('click', follow);
  }, [navigate]);

  return ahead ? <PrefetchPageLinks page={ahead} /> : null;
}

/** The address that somebody has pointed at for a tenth of a second, or touched, or reached with the keyboard. */
function useIntent(): string | undefined {
  const [page, setPage] = useState<string>();
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const forget = () => clearTimeout(waiting);
    const intend = ({ target }: Event) => {
      const link = linkAt(target);
      if (!link || !asks(link, 'ahead')) return;
      forget();
      waiting = setTimeout(() => setPage(link.pathname + link.search), 100);
    };
    const comings = ['pointerover', 'focusin', 'touchstart'] as const;
    const goings = ['pointerout', 'focusout'] as const;
    for (const name of comings) document.addEventListener(name, intend, { passive: true });
    for (const name of goings) document.addEventListener(name, forget);
    return () => {
      forget();
      for (const name of comings) document.removeEventListener(name, intend);
      for (const name of goings) document.removeEventListener(name, forget);
    };
  }, []);
  return page;
}

function linkAt(target: EventTarget | null): HTMLAnchorElement | null {
  return target instanceof Element ? target.closest<HTMLAnchorElement>(followed) : null;
}

function asks(link: HTMLAnchorElement, what: 'ahead' | 'still' | 'replace'): boolean {
  return link.dataset.follow?.split(' ').includes(what) ?? false;
}
