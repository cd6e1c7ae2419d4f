import type { MetaFunction, ShouldRevalidateFunction } from '@remix-run/react';
import {
  isRouteErrorResponse,
  Outlet,
  useLoaderData,
  useLocation,
  useRouteError,
  useRouteLoaderData,
} from '@remix-run/react';
import type { ReactNode } from 'react';
import { isConfirmed } from '../auth/verification.server.ts';
import { findClosing } from '../data/closing.server.ts';
import { navigationFor } from '../registry.server.ts';
import { AssistantButton } from '../shell/assistant-button.tsx';
import { ClosingNotice } from '../shell/closing-notice.tsx';
import { ConfirmNotice } from '../shell/confirm-notice.tsx';
import { Frame } from '../shell/frame.tsx';
import { ProblemInFrame, ProblemPage } from '../shell/problem-page.tsx';
import { useRootData } from '../shell/root-data.ts';
import { tenantLoader } from '../tenancy/gate.server.ts';
import { LocaleProvider } from '../ui/locale.tsx';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.tenant.name ?? 'Business'} · Candlefish` },
];

export const loader = tenantLoader({ permission: 'tenant:read' }, async ({ tx, tenant, member, session }) => ({
  tenant,
  member: {
    name: member.name,
    email: member.email,
    // Whoever came by the business's own sign-in cannot reach their account to confirm anything.
    isConfirmed: session.sso !== null || (await isConfirmed(tx, member.userId)),
    hasAccount: session.sso === null,
    isAdmin: member.can('tenant:admin'),
    mayAsk: member.can('assistant:use'),
  },
  products: navigationFor(member.can),
  closing: await findClosing(tx),
  mayOwn: member.can('tenant:own'),
}));

/** The frame changes with the business and after a change, not with every step inside. */
export const shouldRevalidate: ShouldRevalidateFunction = ({
  currentParams,
  nextParams,
  formMethod,
  defaultShouldRevalidate,
}) => (currentParams.tenant !== nextParams.tenant || formMethod !== undefined ? defaultShouldRevalidate : false);

export default function Tenant() {
  const frame = useLoaderData<typeof loader>();
  return (
    <InFrame frame={frame}>
      <Outlet />
    </InFrame>
  );
}

function InFrame({ frame, children }: { frame: Awaited<ReturnType<typeof loader>>; children: ReactNode }) {
  const { theme, flash } = useRootData();
  const { tenant, member, products, closing, mayOwn } = frame;
  const locale = {
    locale: tenant.locale,
    timeZone: tenant.timeZone,
    currency: tenant.currency.trim(),
    measures: tenant.units,
  };
  return (
    <LocaleProvider value={locale}>
      <Frame
        tenant={tenant}
        member={member}
        products={products}
        theme={theme}
        flash={flash}
        assistant={member.mayAsk && <AssistantButton tenantSlug={tenant.slug} />}
      >
        {!member.isConfirmed && <ConfirmNotice email={member.email} />}
        {closing && <ClosingNotice {...closing} keepAt={mayOwn ? `/t/${tenant.slug}/admin/data` : null} />}
        {children}
      </Frame>
    </LocaleProvider>
  );
}

/** What goes wrong in a page keeps the frame around it; without a business there is no frame to keep. */
export function ErrorBoundary() {
  const error = useRouteError();
  const { pathname } = useLocation();
  const frame = useRouteLoaderData<typeof loader>('routes/tenant');
  const problem = isRouteErrorResponse(error)
    ? { status: error.status, message: error.data?.message }
    : { status: 500 };
  if (!frame) return <ProblemPage {...problem} path={pathname} />;
  return (
    <InFrame frame={frame}>
      <ProblemInFrame {...problem} path={pathname} />
    </InFrame>
  );
}
