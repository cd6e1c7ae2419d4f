import type { HeadersFunction, MetaFunction } from '@remix-run/node';
import { useActionData } from '@remix-run/react';
import { z } from 'zod';
import { goOnToProvider, type OAuthPurpose } from '../auth/oauth.server.ts';
import { findProvider } from '../auth/providers.server.ts';
import type { Visitor } from '../auth/session.server.ts';
import { visitorOf } from '../auth/sign-in.server.ts';
import { notFound } from '../errors/refusal.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { OnToProvider } from '../shell/on-to-provider.tsx';
import { accountAction, byIntent, publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Link } from '../ui/link.tsx';

export const meta: MetaFunction = () => [{ title: 'One moment · Candlefish' }];

export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export const loader = publicLoader(async () => null);

const input = z.object({ next: z.string().max(2_000).default('/') });

export const action = byIntent({
  'sign-in': publicAction({ input }, async ({ input: { next }, ...args }) =>
    begin(visitorOf(args), args.params.provider, 'sign-in', next),
  ),
  connect: accountAction({ input, stepUp: true }, async (args) =>
    begin(visitorOf(args), args.params.provider, 'connect', '/account'),
  ),
});

async function begin(visitor: Visitor, id: string | undefined, purpose: OAuthPurpose, next: string) {
  const provider = findProvider(id);
  if (!provider) throw notFound('provider');
  return goOnToProvider(visitor, provider, { purpose, next });
}

export default function OAuthStart() {
  const answer = useActionData<typeof action>();
  if (answer && 'to' in answer) return <OnToProvider {...answer} />;
  return (
    <AuthPage title="Nothing was begun" lede="This page is a step of signing in.">
      <p>
        <Link to="/sign-in">Go to the sign-in page</Link>
      </p>
    </AuthPage>
  );
}
