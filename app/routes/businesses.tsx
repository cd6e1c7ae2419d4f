import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { listTenantsOf } from '../auth/accounts.server.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { accountLoader } from '../tenancy/gate.server.ts';
import { LinkButton } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';

export const meta: MetaFunction = () => [{ title: 'Your businesses · Candlefish' }];

export const loader = accountLoader(async ({ signedIn }) => ({
  name: signedIn.name,
  businesses: await listTenantsOf(signedIn.userId),
}));

const roleNames = { owner: 'Owner', admin: 'Admin', member: 'Member', viewer: 'Viewer' };

export default function Businesses() {
  const { name, businesses } = useLoaderData<typeof loader>();
  return (
    <AuthPage title={`Where to, ${name}?`}>
      <ul className="choice-list">
        {businesses.map((business) => (
          <li key={business.slug}>
            <Link to={`/t/${business.slug}`}>
              <span>{business.name}</span>
              <small>{roleNames[business.role]}</small>
            </Link>
          </li>
        ))}
      </ul>
      <LinkButton to="/businesses/new" icon="plus">
        Start another business
      </LinkButton>
    </AuthPage>
  );
}
