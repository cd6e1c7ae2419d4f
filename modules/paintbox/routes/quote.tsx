import { data, type HeadersFunction, type LinksFunction, type MetaFunction, redirect } from '@remix-run/node';
import { isRouteErrorResponse, type ShouldRevalidateFunction, useLoaderData, useRouteError } from '@remix-run/react';
import { z } from 'zod';
import { findBrand } from '#app/admin/brand.server.ts';
import { isRefusal } from '#app/errors/refusal.ts';
import { serifPreload } from '#app/styles/fonts.ts';
import { byIntent, linkAction, linkLoader } from '#app/tenancy/gate.server.ts';
import { LocaleProvider } from '#app/ui/locale.tsx';
import { newId } from '#app/values/id.ts';
import { links as addresses } from '../contract.ts';
import { acceptQuoteSchema, askQuestionSchema, declineQuoteSchema } from '../domain/inputs/quote.ts';
import {
  acceptQuote,
  askQuestion,
  declineQuote,
  getPublicQuote,
  listPublicQuestions,
  recordView,
} from '../operations/public-quotes.server.ts';
import { ClientPage } from '../ui/quote/client-page.tsx';
import { ClosedPage, UnknownPage } from '../ui/quote/closed-page.tsx';
import { chosenIn } from '../ui/quote/selection.ts';
import { chosenDocument } from './quote-document.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `${data.title} · ${data.business}` : 'Quote' },
  { name: 'robots', content: 'noindex, nofollow' },
];

export const links: LinksFunction = () => [serifPreload];

/**
 * The address is the key: it is not stored, not indexed, and told to no other site. `no-referrer` would say the same and take the
 * origin off the forms, which then could not be told from those of a stranger.
 */
export const headers: HeadersFunction = () => ({
  'Cache-Control': 'private, no-store',
  'Referrer-Policy': 'same-origin',
  'X-Robots-Tag': 'noindex, nofollow',
});

const product = 'paintbox';

export const loader = linkLoader({ product }, async ({ tx, tenant, link, url, client, operation }) => {
  const { colour, logoId } = await findBrand(tx);
  const logo = logoId && `${addresses.quoteLogo(link.token)}?v=${logoId}`;
  const shared = { locale: localeOf(tenant), business: tenant.name, brand: { colour, logo } };
  try {
    const found = await getPublicQuote({ tx, tenant }, link.hash);
    await recordView(operation, { tokenHash: link.hash, ip: client.address, userAgent: client.userAgent });
    const { title } = found.quote;
    const document = chosenDocument(found, chosenIn(url.searchParams));
    const { decline, questions } = found;
    const submissions = { accept: newId(), decline: newId(), ask: newId() };
    return {
      ...shared,
      title,
      offered: { document, decline, questions, submissions, pdf: addresses.quotePdf(link.token) },
    };
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'gone') throw error;
    const questions = await listPublicQuestions({ tx, tenant }, link.hash);
    const closed = { message: error.message, state: String(error.details.state), questions, submission: newId() };
    return data({ ...shared, title: 'Quote', closed }, { status: error.status });
  }
});

function localeOf({
  locale,
  timeZone,
  currency,
  units,
}: {
  locale: string;
  timeZone: string;
  currency: string;
  units: 'imperial' | 'metric';
}) {
  return { locale, timeZone, currency, measures: units };
}

/** A typed signature is the name itself, so that it can be given without a script. */
const acceptInput = z.preprocess((fields) => {
  const { signature, signatureKind, name } = fields as Record<string, unknown>;
  return { ...(fields as object), signature: signatureKind === 'typed' ? (signature ?? name) : signature };
}, acceptQuoteSchema);

export const action = byIntent({
  accept: linkAction({ product, input: acceptInput }, async ({ operation, link, client, input }) => {
    await acceptQuote(operation, { ...input, tokenHash: link.hash, ip: client.address, userAgent: client.userAgent });
    return redirect(addresses.quote(link.token));
  }),
  decline: linkAction({ product, input: declineQuoteSchema }, async ({ operation, link, client, input }) => {
    await declineQuote(operation, { ...input, tokenHash: link.hash, ip: client.address, userAgent: client.userAgent });
    return redirect(addresses.quote(link.token));
  }),
  ask: linkAction({ product, input: askQuestionSchema }, async ({ operation, link, input, url }) => {
    await askQuestion(operation, { ...input, tokenHash: link.hash });
    return redirect(`${addresses.quote(link.token)}${url.search}#questions`);
  }),
});

/** An answer that came second is refused; the page then has to show the first. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ actionStatus, defaultShouldRevalidate }) =>
  actionStatus === 409 || defaultShouldRevalidate;

export default function Quote() {
  const found = useLoaderData<typeof loader>();
  return (
    <LocaleProvider value={found.locale}>
      {'offered' in found ? (
        <ClientPage {...found.offered} brand={found.brand} />
      ) : (
        <ClosedPage business={found.business} brand={found.brand} {...found.closed} />
      )}
    </LocaleProvider>
  );
}

/** A link of no quote is told nothing; whatever else goes wrong is for the page around this one to say. */
export function ErrorBoundary() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <UnknownPage />;
  throw error;
}
