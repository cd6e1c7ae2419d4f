import { RadioGroup } from '#app/ui/choice-fields.tsx';
import { FormRow } from '#app/ui/form.tsx';
import { TextArea, TextField } from '#app/ui/text-fields.tsx';

export interface ClientDetails {
  kind: 'person' | 'company';
  name: string;
  email: string | null;
  phone: string | null;
  notes: string;
}

const kinds = [
  { value: 'person', label: 'Person' },
  { value: 'company', label: 'Company' },
];

export function ClientFields({ client }: { client?: ClientDetails }) {
  return (
    <>
      <FormRow>
        <TextField name="name" label="Name" defaultValue={client?.name} autoComplete="off" maxLength={120} />
        <RadioGroup
          name="kind"
          legend="Kind"
          options={kinds}
          defaultValue={client?.kind ?? 'person'}
          className="flex flex-wrap gap-x-6"
        />
      </FormRow>
      <FormRow>
        <TextField
          name="email"
          label="Email"
          type="email"
          optional
          defaultValue={client?.email ?? ''}
          autoComplete="off"
        />
        <TextField
          name="phone"
          label="Phone"
          type="tel"
          optional
          defaultValue={client?.phone ?? ''}
          autoComplete="off"
        />
      </FormRow>
      <TextArea
        name="notes"
        label="About them"
        optional
        defaultValue={client?.notes}
        help="Only your people see this."
      />
    </>
  );
}

export interface Address {
  label: string;
  line1: string;
  line2: string;
  city: string;
  region: string;
  postalCode: string;
  country: string;
}

export function AddressFields({ address, country }: { address?: Address; country: string }) {
  return (
    <>
      <FormRow>
        <TextField name="line1" label="Address" optional defaultValue={address?.line1} autoComplete="off" />
        <TextField name="line2" label="Apartment, suite" optional defaultValue={address?.line2} autoComplete="off" />
      </FormRow>
      <FormRow>
        <TextField name="city" label="City" optional defaultValue={address?.city} autoComplete="off" />
        <TextField name="region" label="State or region" optional defaultValue={address?.region} autoComplete="off" />
        <TextField
          name="postalCode"
          label="Postal code"
          optional
          defaultValue={address?.postalCode}
          autoComplete="off"
        />
        <TextField
          name="country"
          label="Country"
          optional
          defaultValue={address?.country ?? country}
          maxLength={2}
          autoComplete="off"
        />
      </FormRow>
      <TextField
        name="label"
        label="What you call it"
        optional
        defaultValue={address?.label}
        help="Such as “Lake house”, to tell it from their other properties."
        autoComplete="off"
      />
    </>
  );
}

export function ContactFields({
  contact,
}: {
  contact?: { name: string; role: string; email: string | null; phone: string | null };
}) {
  return (
    <>
      <FormRow>
        <TextField name="name" label="Name" defaultValue={contact?.name} autoComplete="off" />
        <TextField name="role" label="Role" optional defaultValue={contact?.role} autoComplete="off" />
      </FormRow>
      <FormRow>
        <TextField
          name="email"
          label="Email"
          type="email"
          optional
          defaultValue={contact?.email ?? ''}
          autoComplete="off"
        />
        <TextField
          name="phone"
          label="Phone"
          type="tel"
          optional
          defaultValue={contact?.phone ?? ''}
          autoComplete="off"
        />
      </FormRow>
    </>
  );
}
