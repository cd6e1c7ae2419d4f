import { data, type LinksFunction, type MetaFunction } from '@remix-run/node';
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useLocation,
  useRouteError,
  useRouteLoaderData,
} from '@remix-run/react';
import { type ReactNode, useContext } from 'react';
import { readTheme, takeFlash } from './http/cookie.server.ts';
import { NonceContext } from './http/nonce.ts';
import { ProblemPage } from './shell/problem-page.tsx';
import stylesheet from './styles/app.css?url';
import { sansPreload } from './styles/fonts.ts';
import { publicLoader } from './tenancy/gate.server.ts';
import { LinkFollower } from './ui/link.tsx';

export const links: LinksFunction = () => [
  sansPreload,
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
  { rel: 'apple-touch-icon', href: '/apple-touch-icon.png' },
  { rel: 'manifest', href: '/manifest.webmanifest' },
];

/** For what went wrong before a page could name itself. */
export const meta: MetaFunction = () => [{ title: 'Candlefish' }];

export const loader = publicLoader(async ({ request }) => {
  const [theme, waiting] = await Promise.all([readTheme(request), takeFlash(request)]);
  const headers = waiting ? { 'Set-Cookie': waiting.cookie } : undefined;
  return data({ theme, flash: waiting?.flash ?? null }, { headers });
});

/** What the root knows, for the frame: the theme, and what is to be said once. */
export function useRootData() {
  return useRouteLoaderData<typeof loader>('root') ?? { theme: 'system' as const, flash: null };
}

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useContext(NonceContext);
  const { theme } = useRootData();
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme === 'system' ? 'light dark' : theme} />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <LinkFollower />
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

export function ErrorBoundary() {
  const error = useRouteError();
  const { pathname } = useLocation();
  const problem = isRouteErrorResponse(error)
    ? { status: error.status, message: error.data?.message }
    : { status: 500 };
  return <ProblemPage {...problem} path={pathname} />;
}
