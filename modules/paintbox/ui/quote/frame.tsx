import type { ReactNode } from 'react';
import { BrandBand } from '#app/ui/brand-band.tsx';
import type { Colour } from '#app/values/colour.ts';

/** How the business looks: its colour, and the address of its logo. */
export interface QuoteBrand {
  colour: Colour | null;
  logo: string | null;
}

export interface QuoteFrameProps {
  business: string;
  brand?: QuoteBrand;
  label?: string;
  children: ReactNode;
}

/** The page around a quote: the business's name, nothing of ours but a line at the foot. */
export function QuoteFrame({ business, brand, label, children }: QuoteFrameProps) {
  return (
    <div className="public">
      <a className="skip-link" href="#main">
        Skip to the quote
      </a>
      <div>
        {brand?.colour && <BrandBand colour={brand.colour} />}
        <header className="public-header max-w-3xl! border-b border-line print:mb-8 print:max-w-none! print:px-0!">
          <span className="brand-name">
            {brand?.logo && <img className="brand-logo" src={brand.logo} alt="" />}
            {business}
          </span>
          {label && <span className="text-ink-soft">Quote {label}</span>}
        </header>
      </div>
      <main id="main" tabIndex={-1} className="public-body public-body-reading">
        {children}
      </main>
      <footer className="public-footer max-w-3xl! print:hidden">
        <span>This page is for you alone. Whoever has its link can read and answer the quote.</span>
      </footer>
    </div>
  );
}
