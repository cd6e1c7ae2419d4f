import { Form, SubmitButton } from '#app/ui/form.tsx';
import { Icon } from '#app/ui/icons.tsx';
import { Card, Section } from '#app/ui/page.tsx';
import { TextArea } from '#app/ui/text-fields.tsx';
import { EditForm, EditLink, useEditing } from '../editing.tsx';
import { type Address, AddressFields } from './client-fields.tsx';

export interface Property extends Address {
  id: string;
  version: number;
  notes: string;
  /** On one line. */
  address: string;
}

interface PropertiesProps {
  clientId: string;
  properties: readonly Property[];
  country: string;
  submission: string;
  mayWrite: boolean;
}

const conflicts = [
  { name: 'line1', label: 'Address' },
  { name: 'line2', label: 'Apartment, suite' },
  { name: 'city', label: 'City' },
  { name: 'region', label: 'State or region' },
  { name: 'postalCode', label: 'Postal code' },
  { name: 'country', label: 'Country' },
  { name: 'label', label: 'What you call it' },
  { name: 'notes', label: 'Notes' },
];

/** The places where this client has work done. */
export function Properties({ clientId, properties, country, submission, mayWrite }: PropertiesProps) {
  const editing = useEditing();
  const isAdding = editing === 'property' && mayWrite;
  return (
    <Section title="Properties" actions={mayWrite && !isAdding && <EditLink part="property">Add a property</EditLink>}>
      <Card>
        <ul className="rows">
          {properties.map((property) => (
            <li key={property.id} className="rows-item">
              {editing === property.id && mayWrite ? (
                <EditProperty property={property} country={country} />
              ) : (
                <PropertyLine property={property} mayWrite={mayWrite} />
              )}
            </li>
          ))}
          {properties.length === 0 && !isAdding && <li className="muted">No address yet.</li>}
        </ul>
        {isAdding && (
          <EditForm
            name="property"
            intent="add-property"
            fields={{ clientId }}
            submission={`${submission}-property`}
            save="Add property"
          >
            <AddressFields country={country} />
          </EditForm>
        )}
      </Card>
    </Section>
  );
}

function PropertyLine({
  property: { id, label, address, notes },
  mayWrite,
}: {
  property: Property;
  mayWrite: boolean;
}) {
  return (
    <>
      <div className="min-w-0 flex-1">
        <strong className="font-semibold">{label || address}</strong>
        {label && address && <div>{address}</div>}
        {notes && <div className="muted whitespace-pre-line">{notes}</div>}
      </div>
      <div className="toolbar">
        {address && (
          <a
            className="btn btn-quiet btn-small"
            href={`https://www.openstreetmap.org/search?query=${encodeURIComponent(address)}`}
            rel="noreferrer"
            target="_blank"
            aria-label={`Map of ${address}`}
          >
            <Icon name="pin" />
            Map
          </a>
        )}
        {mayWrite && (
          <>
            <EditLink part={id} label={`Edit ${label || address}`}>
              Edit
            </EditLink>
            <Form name={`remove-${id}`} className="form-inline">
              <input type="hidden" name="intent" value="archive-property" />
              <input type="hidden" name="id" value={id} />
              <SubmitButton variant="quiet" size="small" icon="trash" aria-label={`Remove ${label || address}`}>
                Remove
              </SubmitButton>
            </Form>
          </>
        )}
      </div>
    </>
  );
}

function EditProperty({ property, country }: { property: Property; country: string }) {
  const { id, version } = property;
  return (
    <div className="w-full">
      <EditForm name={id} intent="update-property" fields={{ id }} version={version} conflicts={conflicts} save="Save">
        <AddressFields address={property} country={country} />
        <TextArea
          name="notes"
          label="Notes"
          optional
          defaultValue={property.notes}
          help="Gate code, dog, where to park."
        />
      </EditForm>
    </div>
  );
}
