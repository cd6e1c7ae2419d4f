import { useActionData, useParams } from '@remix-run/react';
import { LinkButton } from '#app/ui/button.tsx';
import { Select } from '#app/ui/choice-fields.tsx';
import { Combobox } from '#app/ui/combobox.tsx';
import { Form, FormActions, FormRow, SubmitButton } from '#app/ui/form.tsx';
import { Breadcrumbs } from '#app/ui/navigation.tsx';
import { Card, Page, PageHeader } from '#app/ui/page.tsx';
import { TextField } from '#app/ui/text-fields.tsx';
import { links } from '../../domain/links.ts';

export interface NewDealProps {
  submission: string;
  clients: readonly { id: string; name: string; email: string | null; phone: string | null }[];
  /** Chosen before the page was opened, with their properties. */
  chosen: { id: string; properties: readonly { id: string; label: string; address: string }[] } | null;
}

export function NewDeal({ submission, clients, chosen }: NewDealProps) {
  const { tenant = '' } = useParams();
  const isRefused = useActionData() !== undefined;
  const properties = chosen?.properties ?? [];
  return (
    <Page size="narrow">
      <PageHeader title="New deal" above={<Breadcrumbs crumbs={[{ label: 'Deals', to: links.deals(tenant) }]} />} />
      <Form name="deal" submission={submission} guard>
        <input type="hidden" name="intent" value="create" />
        <Card className="grid gap-5">
          <TextField
            name="title"
            label="What it is about"
            help="Such as “Repaint upstairs” or “Siding, north side”."
            autoComplete="off"
          />
          <Combobox
            name="clientId"
            label="Client"
            optional
            placeholder="Find a client"
            defaultValue={chosen?.id}
            options={clients.map(({ id, name, email, phone }) => ({
              value: id,
              label: name,
              detail: phone ?? email ?? undefined,
            }))}
          />
          {properties.length > 0 && (
            <Select
              name="propertyId"
              label="Property"
              optional
              placeholder="Not decided"
              defaultValue={properties.length === 1 ? properties[0]?.id : undefined}
              options={properties.map(({ id, label, address }) => ({ value: id, label: label || address }))}
            />
          )}
          <details open={isRefused || clients.length === 0}>
            <summary className="link w-fit">Somebody who is not a client yet</summary>
            <div className="mt-4 grid gap-5">
              <TextField name="clientName" label="Name of the new client" optional autoComplete="off" />
              <FormRow>
                <TextField name="clientEmail" label="Email" type="email" optional autoComplete="off" />
                <TextField name="clientPhone" label="Phone" type="tel" optional autoComplete="off" />
              </FormRow>
            </div>
          </details>
        </Card>
        <FormActions>
          <SubmitButton>Open the deal</SubmitButton>
          <LinkButton to={links.deals(tenant)} variant="quiet">
            Cancel
          </LinkButton>
        </FormActions>
      </Form>
    </Page>
  );
}
