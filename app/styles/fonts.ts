import interUrl from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import serifUrl from '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2?url';

const preload = (href: string) =>
  ({ rel: 'preload', as: 'font', type: 'font/woff2', href, crossOrigin: 'anonymous' }) as const;

/** Preload of the working typeface: every page. */
export const sansPreload = preload(interUrl);

/** Preload of the reading typeface: public pages, whose headings are set in it. */
export const serifPreload = preload(serifUrl);
