import { type RouteConfigEntry, route } from '@remix-run/route-config';

const page = (path: string, file: string) => route(path, `../modules/paintbox/routes/${file}`);

/** Under `/t/:tenant`. */
export const paintboxRoutes: RouteConfigEntry[] = [
  page('paintbox', 'home.tsx'),
  page('paintbox/estimates', 'estimates.tsx'),
  page('paintbox/estimates/new', 'estimate-new.tsx'),
  page('paintbox/estimates/export/:format', 'estimates-export.ts'),
  page('paintbox/estimates/:estimate', 'estimate.tsx'),
  page('paintbox/estimates/:estimate/save', 'estimate-save.ts'),
  page('paintbox/estimates/:estimate/saves', 'estimate-saves.tsx'),
  page('paintbox/estimates/:estimate/quote', 'estimate-quote.tsx'),
  page('paintbox/estimates/:estimate/quote.pdf', 'estimate-pdf.ts'),
  page('paintbox/estimates/:estimate/estimate.xlsx', 'estimate-xlsx.ts'),
  page('paintbox/clients', 'clients.tsx'),
  page('paintbox/clients/new', 'client-new.tsx'),
  page('paintbox/clients/:client', 'client.tsx'),
  page('paintbox/clients/:client/places', 'client-places.ts'),
  page('paintbox/deals', 'deals.tsx'),
  page('paintbox/deals/:deal', 'deal.tsx'),
  page('paintbox/rates', 'rates.tsx'),
  page('paintbox/workbooks', 'workbooks.tsx'),
  page('paintbox/workbooks/:workbook', 'workbook.tsx'),
  page('paintbox/workbooks/:workbook/save', 'workbook-save.ts'),
  page('paintbox/workbooks/:workbook/file.xlsx', 'workbook-xlsx.ts'),
];

/** For whoever has the link of a quote. */
export const paintboxPublicRoutes: RouteConfigEntry[] = [
  page('q/:token', 'quote.tsx'),
  page('q/:token/logo', 'quote-logo.ts'),
  page('q/:token/quote.pdf', 'quote-pdf.ts'),
];
