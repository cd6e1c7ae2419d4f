import { useParams } from '@remix-run/react';
import { Select } from '#app/ui/choice-fields.tsx';
import { DescriptionList } from '#app/ui/description-list.tsx';
import { Form, FormRow, SubmitButton } from '#app/ui/form.tsx';
import { Link } from '#app/ui/link.tsx';
import { Card, Section } from '#app/ui/page.tsx';
import { TextField } from '#app/ui/text-fields.tsx';
import type { DealStage } from '../../domain/inputs/deal.ts';
import { addressLine, dealStageLabels } from '../../domain/labels.ts';
import { links } from '../../domain/links.ts';
import type { Address } from '../clients/client-fields.tsx';
import { MailLink, PhoneLink } from '../clients/client-list.tsx';
import { EditForm, EditLink, useEditing } from '../editing.tsx';
import { stages } from './stages.ts';

export interface DealFactsProps {
  deal: {
    id: string;
    version: number;
    title: string;
    propertyId: string | null;
    ownerId: string | null;
    stage: DealStage;
  };
  client: { id: string; name: string; email: string | null; phone: string | null };
  properties: readonly (Address & { id: string })[];
  members: readonly { userId: string; name: string }[];
  mayWrite: boolean;
}

/** Who asks, where it is, who looks after it. */
export function DealFacts(props: DealFactsProps) {
  const { deal, client, properties, members, mayWrite } = props;
  const { tenant = '' } = useParams();
  const isEditing = useEditing() === 'details' && mayWrite;
  const property = properties.find(({ id }) => id === deal.propertyId);
  return (
    <Section title="Details" actions={mayWrite && !isEditing && <EditLink part="details">Edit</EditLink>}>
      <Card>
        {isEditing ? (
          <EditDeal {...props} />
        ) : (
          <DescriptionList
            facts={[
              {
                term: 'Client',
                value: (
                  <Link className="link" to={links.client(tenant, client.id)}>
                    {client.name}
                  </Link>
                ),
              },
              { term: 'Phone', value: client.phone && <PhoneLink phone={client.phone} /> },
              { term: 'Email', value: client.email && <MailLink email={client.email} /> },
              { term: 'Property', value: property ? placeName(property) : <span className="muted">Not decided</span> },
              {
                term: 'Looked after by',
                value: members.find(({ userId }) => userId === deal.ownerId)?.name ?? 'Nobody yet',
              },
            ]}
          />
        )}
      </Card>
    </Section>
  );
}

function placeName(property: Address): string {
  return [property.label, addressLine(property)].filter(Boolean).join(': ');
}

function EditDeal({ deal, properties, members }: DealFactsProps) {
  const sayProperty = (id: unknown) =>
    properties
      .filter((each) => each.id === id)
      .map(placeName)
      .join();
  const sayMember = (id: unknown) => members.find(({ userId }) => userId === id)?.name ?? '';
  return (
    <EditForm
      name="details"
      intent="update"
      fields={{ id: deal.id }}
      version={deal.version}
      conflicts={[
        { name: 'title', label: 'Title' },
        { name: 'propertyId', label: 'Property', say: sayProperty },
        { name: 'ownerId', label: 'Looked after by', say: sayMember },
      ]}
      save="Save"
    >
      <TextField name="title" label="Title" defaultValue={deal.title} autoComplete="off" />
      <FormRow>
        <Select
          name="propertyId"
          label="Property"
          optional
          placeholder="Not decided"
          defaultValue={deal.propertyId ?? ''}
          options={properties.map((property) => ({ value: property.id, label: placeName(property) }))}
        />
        <Select
          name="ownerId"
          label="Looked after by"
          optional
          placeholder="Nobody yet"
          defaultValue={deal.ownerId ?? ''}
          options={members.map(({ userId, name }) => ({ value: userId, label: name }))}
        />
      </FormRow>
    </EditForm>
  );
}

/** Where the deal stands, and the form that moves it. */
export function StageForm({ deal, mayWrite }: Pick<DealFactsProps, 'deal' | 'mayWrite'>) {
  if (!mayWrite) return null;
  return (
    <Form name="stage" className="form-inline">
      <input type="hidden" name="intent" value="move" />
      <input type="hidden" name="id" value={deal.id} />
      <Select
        key={deal.stage}
        name="stage"
        label="Stage"
        hideLabel
        defaultValue={deal.stage}
        options={stages.map((value) => ({ value, label: dealStageLabels[value] }))}
      />
      <SubmitButton variant="secondary">Move</SubmitButton>
    </Form>
  );
}
