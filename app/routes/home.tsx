import type { LinksFunction, MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { listTenantsOf } from '../auth/accounts.server.ts';
import { findSession, isOwn } from '../auth/session.server.ts';
import { Welcome } from '../shell/welcome.tsx';
import { serifPreload } from '../styles/fonts.ts';
import { publicLoader } from '../tenancy/gate.server.ts';

export const links: LinksFunction = () => [serifPreload];

export const meta: MetaFunction = () => [
  { title: 'Candlefish' },
  {
    name: 'description',
    content: 'Estimates, quotes and the work behind them, for small businesses that live on bids.',
  },
];

/** Whoever is signed in goes on to their business; everybody else reads what this is. */
export const loader = publicLoader(async ({ request }) => {
  const entry = await findSession(request);
  if (entry?.session.sso) throw redirect(`/t/${entry.session.sso.tenantSlug}`);
  if (!entry || !isOwn(entry)) return null;
  const [first, second] = await listTenantsOf(entry.user.id);
  if (!first) throw redirect('/businesses/new');
  throw redirect(second ? '/businesses' : `/t/${first.slug}`);
});

export default function Home() {
  return <Welcome />;
}
