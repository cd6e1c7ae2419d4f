import type { MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData, useParams } from '@remix-run/react';
import { Refusal } from '#app/errors/refusal.ts';
import { tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import { LinkButton } from '#app/ui/button.tsx';
import { Form, FormActions, SubmitButton } from '#app/ui/form.tsx';
import { Breadcrumbs } from '#app/ui/navigation.tsx';
import { Card, Page, PageHeader, Section } from '#app/ui/page.tsx';
import { newId } from '#app/values/id.ts';
import { links } from '../contract.ts';
import { createClientSchema } from '../domain/inputs/client.ts';
import { checkbox } from '../domain/inputs/form-fields.ts';
import { createClient } from '../operations/clients.server.ts';
import { AddressFields, ClientFields } from '../ui/clients/client-fields.tsx';
import { countryOf } from '../ui/clients/country.ts';
import { SimilarClients, similarIn } from '../ui/clients/similar-clients.tsx';
import { said } from './said.server.ts';

export const meta: MetaFunction = () => [{ title: 'New client · Candlefish' }];

export const loader = tenantLoader({ permission: 'paintbox:write' }, async ({ tenant }) => ({
  submission: newId(),
  country: countryOf(tenant.locale),
}));

export const action = tenantAction(
  { permission: 'paintbox:write', input: createClientSchema.extend({ isNobodyElse: checkbox }) },
  async ({ operation, input: { isNobodyElse, ...input }, tenant }) => {
    const { client, similar } = await createClient(operation, input);
    if (similar.length > 0 && !isNobodyElse) {
      throw new Refusal('conflict', 'Somebody with this email or phone is a client already.', { similar });
    }
    return said(links.client(tenant.slug, client.id), `${client.name} is a client now.`);
  },
);

export default function NewClient() {
  const { submission, country } = useLoaderData<typeof loader>();
  const { tenant = '' } = useParams();
  const similar = similarIn(useActionData<typeof action>());
  return (
    <Page size="narrow">
      <PageHeader
        title="New client"
        above={<Breadcrumbs crumbs={[{ label: 'Clients', to: links.clients(tenant) }]} />}
      />
      <Form name="client" submission={submission} guard>
        <SimilarClients similar={similar} title="Perhaps it is one of these" />
        {similar.length > 0 && <input type="hidden" name="isNobodyElse" value="on" />}
        <Card className="grid gap-5">
          <ClientFields />
        </Card>
        <Section title="First property" lede="Where the work will be. You can add more later.">
          <Card className="grid gap-5">
            <AddressFields country={country} />
          </Card>
        </Section>
        <FormActions>
          <SubmitButton>{similar.length > 0 ? 'Add them all the same' : 'Add client'}</SubmitButton>
          <LinkButton to={links.clients(tenant)} variant="quiet">
            Cancel
          </LinkButton>
        </FormActions>
      </Form>
    </Page>
  );
}
