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
  /** The tenant's colour, `#rrggbb`: a band across the top. Text never stands on it, so any colour will do. */
  brandColor?: string;
  /** A column for reading, for quotes. */
  reading?: boolean;
}

/** What somebody outside reads: a quote, a marketing page. Airy, set in the serif. */
export function PublicPage({ header, headerEnd, children, footer, brandColor, reading }: PublicPageProps) {
  return (
    <div className="public">
      <SkipLink />
      <div>
        {brandColor && <BrandBand color={brandColor} />}
        <header className="public-header">
          {header}
          {headerEnd}
        </header>
      </div>
      <main id="main" tabIndex={-1} className={cx('public-body', reading && 'public-body-reading')}>
        {children}
      </main>
      {footer && <footer className="public-footer">{footer}</footer>}
    </div>
  );
}

// A drawn rectangle takes its colour from an attribute, which the content security policy allows; a style it would not.
function BrandBand({ color }: { color: string }) {
  return (
    <svg className="brand-band" preserveAspectRatio="none" viewBox="0 0 1 1" aria-hidden="true">
      <rect width="1" height="1" fill={color} />
    </svg>
  );
}
