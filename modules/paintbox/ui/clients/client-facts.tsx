import { DescriptionList } from '#app/ui/description-list.tsx';
import { Card, Section } from '#app/ui/page.tsx';
import { EditForm, EditLink, useEditing } from '../editing.tsx';
import { type ClientDetails, ClientFields } from './client-fields.tsx';
import { MailLink, PhoneLink } from './client-list.tsx';

const conflicts = [
  { name: 'name', label: 'Name' },
  { name: 'kind', label: 'Kind' },
  { name: 'email', label: 'Email' },
  { name: 'phone', label: 'Phone' },
  { name: 'notes', label: 'About them' },
];

export function ClientFacts({
  client,
  mayWrite,
}: {
  client: ClientDetails & { id: string; version: number };
  mayWrite: boolean;
}) {
  if (useEditing() === 'details' && mayWrite) {
    return (
      <Section title="Details">
        <Card>
          <EditForm
            name="details"
            intent="update"
            fields={{ id: client.id }}
            version={client.version}
            conflicts={conflicts}
            save="Save"
          >
            <ClientFields client={client} />
          </EditForm>
        </Card>
      </Section>
    );
  }
  const { kind, email, phone, notes } = client;
  return (
    <Section title="Details" actions={mayWrite && <EditLink part="details">Edit</EditLink>}>
      <Card>
        <DescriptionList
          facts={[
            { term: 'Kind', value: kind === 'company' ? 'Company' : 'Person' },
            { term: 'Phone', value: phone && <PhoneLink phone={phone} /> },
            { term: 'Email', value: email && <MailLink email={email} /> },
            { term: 'About them', value: notes && <p className="whitespace-pre-line">{notes}</p> },
          ]}
        />
      </Card>
    </Section>
  );
}
