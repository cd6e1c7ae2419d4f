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
} from '@remix-run/react';
import { type ReactNode, useContext } from 'react';
import { readTheme, takeFlash } from './http/cookie.server.ts';
import { csrfOf } from './http/csrf.server.ts';
import { takeKeptForm } from './http/kept-form.server.ts';
import { NonceContext } from './http/nonce.ts';
import { ProblemPage } from './shell/problem-page.tsx';
import { useRootData } from './shell/root-data.ts';
import { StandInBanner } from './shell/stand-in-banner.tsx';
import stylesheet from './styles/app.css?url';
import { sansPreload } from './styles/fonts.ts';
import { publicLoader } from './tenancy/gate.server.ts';
import { shownStandIn } from './tenancy/stand-in-shown.server.ts';
import { CsrfContext } from './ui/csrf.tsx';
import { KeptForm } from './ui/form-context.ts';
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

export const loader = publicLoader(async ({ request, context, params, url }) => {
  const [theme, waiting, form, standIn] = await Promise.all([
    readTheme(request),
    takeFlash(request),
    takeKeptForm(request, url.pathname.replace(/\.data$/, '')),
    shownStandIn(request, context, params.tenant),
  ]);
  const { token: csrf, cookie } = csrfOf(request);
  const cookies = [waiting?.cookie, form?.cookie, cookie].filter((one) => typeof one === 'string');
  const headers = cookies.map((one): [string, string] => ['Set-Cookie', one]);
  return data({ theme, flash: waiting?.flash ?? null, kept: form?.kept ?? null, csrf, standIn }, { headers });
});

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useContext(NonceContext);
  const { theme, csrf, standIn } = useRootData();
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="csrf-token" content={csrf} />
        <meta name="color-scheme" content={theme === 'system' ? 'light dark' : theme} />
        <Meta />
        <Links />
      </head>
      <body>
        <CsrfContext.Provider value={csrf}>
          {standIn && <StandInBanner standIn={standIn} />}
          {children}
        </CsrfContext.Provider>
        <LinkFollower />
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function Root() {
  const { kept } = useRootData();
  const { pathname } = useLocation();
  return (
    <KeptForm.Provider value={kept?.path === pathname ? kept.failure : undefined}>
      <Outlet />
    </KeptForm.Provider>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  const { pathname } = useLocation();
  const problem = isRouteErrorResponse(error)
    ? { status: error.status, message: error.data?.message }
    : { status: 500 };
  return <ProblemPage {...problem} path={pathname} />;
}
