import type { ReactNode } from 'react';
import { cx } from '../ui/cx.ts';
import { SkipLink } from './frame.tsx';

export interface PublicPageProps {
  /** Whose page it is: the tenant's name or our own mark. */
  header: ReactNode;
  /** At the right of the header. */
  headerEnd?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  /** A column for reading, for quotes. */
  reading?: boolean;
}

/** What somebody outside reads: a quote, a marketing page. Airy, set in the serif. */
export function PublicPage({ header, headerEnd, children, footer, reading }: PublicPageProps) {
  return (
    <div className="public">
      <SkipLink />
      <header className="public-header">
        {header}
        {headerEnd}
      </header>
      <main id="main" tabIndex={-1} className={cx('public-body', reading && 'public-body-reading')}>
        {children}
      </main>
      {footer && <footer className="public-footer">{footer}</footer>}
    </div>
  );
}
