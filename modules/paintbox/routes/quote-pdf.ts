import { fileLoader, linkLoader } from '#app/tenancy/gate.server.ts';
import { getPublicQuote } from '../operations/public-quotes.server.ts';
import { chosenIn } from '../ui/quote/selection.ts';
import { pdfOf, withBrand } from './pdf-response.server.ts';
import { chosenDocument } from './quote-document.server.ts';

/** The quote behind a link as PDF, with the options that its address names while it is open. */
export const loader = fileLoader(
  linkLoader({ product: 'paintbox' }, async ({ tx, tenant, link, url }) =>
    withBrand(tx, chosenDocument(await getPublicQuote({ tx, tenant }, link.hash), chosenIn(url.searchParams))),
  ),
  pdfOf,
);
