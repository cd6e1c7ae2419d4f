import { useActionData, useParams } from '@remix-run/react';
import { useState } from 'react';
import { LinkButton } from '#app/ui/button.tsx';
import { Combobox } from '#app/ui/combobox.tsx';
import { FileField } from '#app/ui/file-field.tsx';
import { Form, FormActions, FormRow, SubmitButton } from '#app/ui/form.tsx';
import { Breadcrumbs } from '#app/ui/navigation.tsx';
import { Card, Page, PageHeader, Section } from '#app/ui/page.tsx';
import { TextField } from '#app/ui/text-fields.tsx';
import { links } from '../../domain/links.ts';

export interface NewEstimateProps {
  submission: string;
  clients: readonly { id: string; name: string; email: string | null; phone: string | null }[];
  estimates: readonly { id: string; label: string; clientName: string }[];
  /** Where the estimate will stand, if that is decided already. */
  deal: { id: string; title: string; clientName: string } | null;
  chosenClient: string | null;
  chosenEstimate: string | null;
}

/** The start of an estimate: what it is, for whom, and from what. */
export function NewEstimate({ submission, clients, estimates, deal, chosenClient, chosenEstimate }: NewEstimateProps) {
  const { tenant = '' } = useParams();
  return (
    <Page size="narrow">
      <PageHeader
        title="New estimate"
        lede={deal ? `For ${deal.clientName}, in the deal “${deal.title}”.` : undefined}
        above={<Breadcrumbs crumbs={[{ label: 'Estimates', to: links.estimates(tenant) }]} />}
      />
      <Form name="estimate" submission={submission} encType="multipart/form-data" guard>
        <Card className="grid gap-5">
          <TextField
            name="title"
            label="Title"
            help="What the client reads, such as “Repaint upstairs”."
            defaultValue={deal?.title ?? ''}
            autoComplete="off"
            maxLength={120}
          />
          {deal ? (
            <input type="hidden" name="dealId" value={deal.id} />
          ) : (
            <ForWhom clients={clients} chosen={chosenClient} />
          )}
        </Card>
        <StartFrom estimates={estimates} chosen={chosenEstimate} />
        <FormActions>
          <SubmitButton>Start the estimate</SubmitButton>
          <LinkButton to={deal ? links.deal(tenant, deal.id) : links.estimates(tenant)} variant="quiet">
            Cancel
          </LinkButton>
        </FormActions>
      </Form>
    </Page>
  );
}

function ForWhom({ clients, chosen }: { clients: NewEstimateProps['clients']; chosen: string | null }) {
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

const starts = [
  { value: 'blank', label: 'Empty', help: 'By the newest rate book.' },
  { value: 'copy', label: 'A copy of another estimate', help: 'Rooms, options and texts, with a number of its own.' },
  { value: 'file', label: 'A workbook that was downloaded here', help: 'With what was changed in it since.' },
] as const;

type Start = (typeof starts)[number]['value'];

/** Without a script both fields stand open, and what is filled in decides. */
function StartFrom({ estimates, chosen }: { estimates: NewEstimateProps['estimates']; chosen: string | null }) {
  const [start, setStart] = useState<Start>(chosen ? 'copy' : 'blank');
  return (
    <Section title="Start from">
      <Card className="grid gap-5">
        <fieldset className="choices">
          <legend className="sr-only">Start from</legend>
          {starts.map(({ value, label, help }) => (
            <div key={value} className="choice">
              <input
                type="radio"
                className="check"
                id={`start-${value}`}
                name="start"
                value={value}
                checked={start === value}
                onChange={() => setStart(value)}
                aria-describedby={`start-${value}-help`}
              />
              <label htmlFor={`start-${value}`}>{label}</label>
              <p id={`start-${value}-help`} className="field-help">
                {help}
              </p>
            </div>
          ))}
        </fieldset>
        <div className={start === 'copy' ? undefined : 'plain-only'}>
          <Combobox
            name="fromId"
            label="Estimate to copy"
            optional
            placeholder="Find an estimate"
            defaultValue={chosen ?? ''}
            options={estimates.map(({ id, label, clientName }) => ({ value: id, label, detail: clientName }))}
          />
        </div>
        <div className={start === 'file' ? undefined : 'plain-only'}>
          <FileField
            name="file"
            label="Workbook"
            optional
            invitation="Drop the .xlsx file here"
            accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          />
        </div>
      </Card>
    </Section>
  );
}
