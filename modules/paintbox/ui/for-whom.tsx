import { useActionData, useFetcher, useParams } from '@remix-run/react';
import { useState } from 'react';
import { Select } from '#app/ui/choice-fields.tsx';
import { Combobox } from '#app/ui/combobox.tsx';
import { FormRow } from '#app/ui/form.tsx';
import { TextField } from '#app/ui/text-fields.tsx';
import { links } from '../domain/links.ts';

interface DealChoice {
  id: string;
  title: string;
  clientId: string;
  clientName: string;
  propertyId: string | null;
}

interface ClientPlaces {
  clientId: string | null;
  places: readonly { value: string; label: string }[];
}

export interface ForWhomProps {
  deals: readonly DealChoice[];
  clients: readonly { id: string; name: string; email: string | null; phone: string | null }[];
  chosenDeal: string | null;
  chosenClient: string | null;
  /** Of the client that is chosen at first, also by way of the deal. */
  places: ClientPlaces;
}

/**
 * Where an estimate belongs: a deal that is there; or a client, known or new, for whom a deal is opened; and which of the client's
 * properties it is about, where that is open. Without a script everything stands on the page, and a deal that was chosen counts.
 */
export function ForWhom({ deals, clients, chosenDeal, chosenClient, places: first }: ForWhomProps) {
  const { tenant = '' } = useParams();
  const [dealId, setDeal] = useState(chosenDeal);
  const [clientId, setClient] = useState(chosenClient);
  const fetcher = useFetcher<ClientPlaces>();
  const deal = deals.find(({ id }) => id === dealId);
  const whose = deal ? deal.clientId : clientId;
  const { places } = [first, fetcher.data].find((known) => known?.clientId === whose) ?? { places: [] };

  function find(id: string | undefined) {
    if (id && id !== first.clientId) fetcher.load(links.clientPlaces(tenant, id));
  }

  return (
    <>
      {deals.length > 0 && (
        <Combobox
          name="dealId"
          label="Deal"
          optional
          placeholder="A new deal"
          defaultValue={chosenDeal ?? ''}
          options={deals.map(({ id, title, clientName }) => ({ value: id, label: title, detail: clientName }))}
          onChoose={(choice) => {
            setDeal(choice?.value ?? null);
            find(deals.find(({ id }) => id === choice?.value)?.clientId);
          }}
        />
      )}
      <div className={deal ? 'plain-only' : undefined}>
        <div className="grid gap-5">
          <ClientFields
            clients={clients}
            chosen={chosenClient}
            onChoose={(id) => {
              setClient(id ?? null);
              find(id);
            }}
          />
        </div>
      </div>
      {!deal?.propertyId && places.length > 0 && (
        <Select
          key={whose}
          name="propertyId"
          label="Property"
          optional
          placeholder="Not decided"
          defaultValue={places.length === 1 ? places[0]?.value : undefined}
          options={places}
        />
      )}
    </>
  );
}

interface ClientFieldsProps {
  clients: ForWhomProps['clients'];
  chosen: string | null;
  onChoose: (id: string | undefined) => void;
}

function ClientFields({ clients, chosen, onChoose }: ClientFieldsProps) {
  const isRefused = useActionData() !== undefined;
  return (
    <>
      <Combobox
        name="clientId"
        label="Client"
        optional
        placeholder="Find a client"
        defaultValue={chosen ?? ''}
        options={clients.map(({ id, name, email, phone }) => ({
          value: id,
          label: name,
          detail: phone ?? email ?? undefined,
        }))}
        onChoose={(choice) => onChoose(choice?.value)}
      />
      <details className="disclosure-form" open={isRefused || clients.length === 0}>
        <summary className="link w-fit">Somebody who is not a client yet</summary>
        <div className="mt-4 grid gap-5">
          <TextField name="clientName" label="Name of the new client" optional autoComplete="off" />
          <FormRow>
            <TextField name="clientEmail" label="Email" type="email" optional autoComplete="off" />
            <TextField name="clientPhone" label="Phone" type="tel" optional autoComplete="off" />
          </FormRow>
        </div>
      </details>
    </>
  );
}
