import type { ReactNode } from 'react';

/** The page around a quote: the business's name, nothing of ours but a line at the foot. */
export function QuoteFrame({ business, label, children }: { business: string; label?: string; children: ReactNode }) {
  return (
    <div className="public">
      <a className="skip-link" href="#main">
        Skip to the quote
      </a>
      <header className="public-header max-w-3xl! border-b border-line print:mb-8 print:max-w-none! print:px-0!">
        <span className="font-serif text-xl font-semibold">{business}</span>
        {label && <span className="text-ink-soft">Quote {label}</span>}
      </header>
      <main id="main" tabIndex={-1} className="public-body public-body-reading">
        {children}
      </main>
      <footer className="public-footer max-w-3xl! print:hidden">
        <span>This page is for you alone. Whoever has its link can read and answer the quote.</span>
      </footer>
    </div>
  );
}
