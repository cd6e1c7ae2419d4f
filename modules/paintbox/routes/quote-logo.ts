import { findLogo, logoResponse } from '#app/admin/brand.server.ts';
import { isRefusal, notFound } from '#app/errors/refusal.ts';
import { linkLoader } from '#app/tenancy/gate.server.ts';
import { getPublicQuote } from '../operations/public-quotes.server.ts';

/** The logo of the business, for whoever has the link of a quote. */
export const loader = linkLoader({ product: 'paintbox' }, async ({ tx, tenant, link }) => {
  await getPublicQuote({ tx, tenant }, link.hash).catch(overIsEnough);
  const logo = await findLogo(tx);
  if (!logo) throw notFound('logo');
  const answer = logoResponse(logo);
  // Letters show it too, inside of other people's mail programs.
  answer.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
  return answer;
});

/** The page of a quote that is over shows the logo too. */
function overIsEnough(error: unknown): void {
  if (!isRefusal(error) || error.code !== 'gone') throw error;
}
