import { useParams } from '@remix-run/react';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { Link } from '#app/ui/link.tsx';
import { Card, Section } from '#app/ui/page.tsx';
import { links } from '../../contract.ts';
import { EditForm, EditLink, useEditing } from '../editing.tsx';
import { ContactFields } from './client-fields.tsx';
import { MailLink, PhoneLink } from './client-list.tsx';

export interface Contact {
  id: string;
  version: number;
  name: string;
  role: string;
  email: string | null;
  phone: string | null;
  erasedAt: string | Date | null;
}

interface ContactsProps {
  clientId: string;
  contacts: readonly Contact[];
  submission: string;
  mayWrite: boolean;
  mayErase: boolean;
}

const conflicts = [
  { name: 'name', label: 'Name' },
  { name: 'role', label: 'Role' },
  { name: 'email', label: 'Email' },
  { name: 'phone', label: 'Phone' },
];

/** Whom to talk to, where it is not the client in person. */
export function Contacts({ clientId, contacts, submission, mayWrite, mayErase }: ContactsProps) {
  const editing = useEditing();
  const isAdding = editing === 'contact' && mayWrite;
  return (
    <Section title="Contacts" actions={mayWrite && !isAdding && <EditLink part="contact">Add a contact</EditLink>}>
      <Card>
        <ul className="rows">
          {contacts.map((contact) => (
            <li key={contact.id} className="rows-item">
              {editing === contact.id && mayWrite ? (
                <div className="w-full">
                  <EditForm
                    name={contact.id}
                    intent="update-contact"
                    fields={{ id: contact.id }}
                    version={contact.version}
                    conflicts={conflicts}
                    save="Save"
                  >
                    <ContactFields contact={contact} />
                  </EditForm>
                </div>
              ) : (
                <ContactLine contact={contact} mayWrite={mayWrite} mayErase={mayErase} />
              )}
            </li>
          ))}
          {contacts.length === 0 && !isAdding && <li className="muted">Nobody else to talk to yet.</li>}
        </ul>
        {isAdding && (
          <EditForm
            name="contact"
            intent="add-contact"
            fields={{ clientId }}
            submission={`${submission}-contact`}
            save="Add contact"
          >
            <ContactFields />
          </EditForm>
        )}
      </Card>
    </Section>
  );
}

interface ContactLineProps {
  contact: Contact;
  mayWrite: boolean;
  mayErase: boolean;
}

function ContactLine({ contact, mayWrite, mayErase }: ContactLineProps) {
  const { id, name, role, email, phone, erasedAt } = contact;
  const { tenant = '' } = useParams();
  return (
    <>
      <div className="min-w-0 flex-1">
        <strong className="font-semibold">{name}</strong> {role && <span className="muted">{role}</span>}
        <div className="flex flex-wrap gap-x-4">
          {phone && <PhoneLink phone={phone} />}
          {email && <MailLink email={email} />}
        </div>
      </div>
      {mayWrite && erasedAt === null && (
        <div className="toolbar">
          <EditLink part={id} label={`Edit ${name}`}>
            Edit
          </EditLink>
          <Form name={`remove-${id}`} className="form-inline">
            <input type="hidden" name="intent" value="archive-contact" />
            <input type="hidden" name="id" value={id} />
            <SubmitButton variant="quiet" size="small" icon="trash" aria-label={`Remove ${name}`}>
              Remove
            </SubmitButton>
          </Form>
          {mayErase && (
            <Link to={links.erasePerson(tenant, 'contact', id)} aria-label={`Erase ${name}`}>
              Erase
            </Link>
          )}
        </div>
      )}
    </>
  );
}
