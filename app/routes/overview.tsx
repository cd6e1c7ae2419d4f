import { useLoaderData, useRouteLoaderData } from '@remix-run/react';
import type { OverviewFigure } from '../manifest.ts';
import { registry } from '../registry.server.ts';
import { tenantLoader } from '../tenancy/gate.server.ts';
import { LinkButton } from '../ui/button.tsx';
import { Stat, Stats } from '../ui/description-list.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { DateText, Money } from '../ui/figure.tsx';
import { Link } from '../ui/link.tsx';
import { Card, Page, PageHeader, Section } from '../ui/page.tsx';
import type { loader as tenantLayout } from './tenant.tsx';

/** What waits and how it stands, over all products that the member may read. */
export const loader = tenantLoader({ permission: 'tenant:read' }, async ({ tx, tenant, member }) => {
  const readable = registry.manifests.filter(({ places }) =>
    places.some(({ permission }) => !permission || member.can(permission)),
  );
  const products = await Promise.all(
    readable.map(async ({ id, name, commands = [], overview }) => ({
      id,
      name,
      commands: commands
        .filter(({ permission }) => !permission || member.can(permission))
        .map(({ label, href }) => ({ label, href })),
      ...(await overview?.({ tx, tenantSlug: tenant.slug, now: new Date() })),
    })),
  );
  return { name: member.name.split(' ')[0] ?? member.name, products };
});

export default function Overview() {
  const { name, products } = useLoaderData<typeof loader>();
  const layout = useRouteLoaderData<typeof tenantLayout>('routes/tenant');
  const base = `/t/${layout?.tenant.slug}`;
  return (
    <Page>
      <PageHeader title={`Hello, ${name}`} lede={`How ${layout?.tenant.name ?? 'the business'} stands today.`} />
      {products.length === 0 && (
        <EmptyState icon="grid" title="There is no product here for you">
          Products are switched on in the administration, and an owner or admin says who may use which.
        </EmptyState>
      )}
      {products.map(({ id, name: product, commands, figures = [], waiting = [] }) => (
        <Section
          key={id}
          title={product}
          actions={
            <div className="toolbar">
              {commands.slice(0, 2).map(({ label, href }, at) => (
                <LinkButton key={href} to={`${base}/${href}`} variant={at === 0 ? 'primary' : 'secondary'}>
                  {label}
                </LinkButton>
              ))}
            </div>
          }
        >
          <Stats>
            {figures.map((figure) => (
              <Stat key={figure.label} label={figure.label} value={<Figure figure={figure} />} detail={figure.detail} />
            ))}
          </Stats>
          <Waiting items={waiting} />
        </Section>
      ))}
    </Page>
  );
}

function Figure({ figure: { value, href } }: { figure: OverviewFigure }) {
  return (
    <Link to={href}>
      {value.kind === 'money' && <Money minor={value.minor} currency={value.currency} whole />}
      {value.kind === 'percent' && `${value.percent} %`}
      {value.kind === 'count' && value.count}
    </Link>
  );
}

function Waiting({ items }: { items: { label: string; detail: string; at: Date; href: string }[] }) {
  if (items.length === 0) {
    return (
      <EmptyState icon="done" title="Nothing waits for you">
        Questions from clients, answers to quotes and quotes about to expire appear here.
      </EmptyState>
    );
  }
  return (
    <Card>
      <ul className="rows">
        {items.map(({ label, detail, at, href }) => (
          <li key={href + label} className="rows-item">
            <div className="min-w-0">
              <Link to={href}>{label}</Link>
              <div className="muted">{detail}</div>
            </div>
            <DateText value={at} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
