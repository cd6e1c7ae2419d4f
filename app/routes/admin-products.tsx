import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { listClosedProducts, switchOff, switchOn } from '../admin/products.server.ts';
import { flash } from '../http/cookie.server.ts';
import { registry } from '../registry.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Badge } from '../ui/badge.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Icon, iconNamed } from '../ui/icons.tsx';
import { Card, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Products · Candlefish' }];

export const loader = tenantLoader({ permission: 'tenant:admin' }, async ({ tx }) => {
  const closed = await listClosedProducts(tx);
  return {
    products: registry.manifests.map(({ id, name, icon, description }) => {
      const off = closed.find(({ product }) => product === id);
      return { id, name, icon, description, off: off ? { at: off.closedAt, by: off.closedBy } : null };
    }),
  };
});

const nameOf = (id: string) => registry.manifests.find((manifest) => manifest.id === id)?.name;
const input = z.object({
  product: z.string().refine((id) => nameOf(id) !== undefined, { error: 'There is no such product.' }),
});

async function saidAt(url: URL, message: string) {
  return redirect(url.pathname, { headers: { 'Set-Cookie': await flash(message) } });
}

export const action = byIntent({
  off: tenantAction({ permission: 'tenant:admin', input }, async ({ operation, input: { product }, url }) => {
    await switchOff(operation, product);
    return saidAt(url, `${nameOf(product)} is switched off. Its data are kept.`);
  }),
  on: tenantAction({ permission: 'tenant:admin', input }, async ({ operation, input: { product }, url }) => {
    await switchOn(operation, product);
    return saidAt(url, `${nameOf(product)} is switched on again, as it was.`);
  }),
});

export default function Products() {
  const { products } = useLoaderData<typeof loader>();
  return (
    <AdminPage title="Products" lede="What this business works with." size="narrow">
      <Card>
        <ul className="rows">
          {products.map((product) => (
            <Product key={product.id} {...product} />
          ))}
        </ul>
      </Card>
      <Section title="What switching off means">
        <ul className="list-disc pl-5 grid gap-1">
          <li>Nobody in the business sees the product any more: not in the navigation, the search or by an address.</li>
          <li>Links that clients were sent stop working. They work again when the product is switched on.</li>
          <li>Work that it was asked for waits, and is done when the product is switched on.</li>
          <li>What happens elsewhere in the meantime is not told to it, and not made up for later.</li>
          <li>All of its data stay, and are a part of every export.</li>
        </ul>
      </Section>
    </AdminPage>
  );
}

interface ProductProps {
  id: string;
  name: string;
  icon: string;
  description: string;
  off: { at: Date; by: string | null } | null;
}

function Product({ id, name, icon, description, off }: ProductProps) {
  return (
    <li className="rows-item">
      <div className="min-w-0">
        <div className="toolbar">
          <Icon name={iconNamed(icon)} />
          <strong>{name}</strong>
          {off ? <Badge icon="minus">Off</Badge> : <Badge tone="done">On</Badge>}
        </div>
        <div className="muted">{description}</div>
        {off && (
          <div className="muted">
            Since <DateText value={off.at} />
            {off.by && `, by ${off.by}`}
          </div>
        )}
      </div>
      <Form name={`product-${id}`} className="form-inline">
        <input type="hidden" name="intent" value={off ? 'on' : 'off'} />
        <input type="hidden" name="product" value={id} />
        {off ? (
          <SubmitButton variant="secondary">Switch on</SubmitButton>
        ) : (
          <ConfirmButton
            question={`Switch ${name} off?`}
            consequence="Nobody sees it any more, and links that clients have stop working. Its data stay, and you can switch it on again."
            confirm="Switch off"
          >
            Switch off
          </ConfirmButton>
        )}
      </Form>
    </li>
  );
}
