import { useParams } from '@remix-run/react';
import { useState } from 'react';
import { LinkButton } from '#app/ui/button.tsx';
import { Combobox } from '#app/ui/combobox.tsx';
import { FileField } from '#app/ui/file-field.tsx';
import { Form, FormActions, SubmitButton } from '#app/ui/form.tsx';
import { Breadcrumbs } from '#app/ui/navigation.tsx';
import { Card, Page, PageHeader, Section } from '#app/ui/page.tsx';
import { TextField } from '#app/ui/text-fields.tsx';
import { links } from '../../domain/links.ts';
import { ForWhom, type ForWhomProps } from '../for-whom.tsx';

export interface NewEstimateProps extends ForWhomProps {
  submission: string;
  title: string;
  estimates: readonly { id: string; label: string; clientName: string }[];
  chosenEstimate: string | null;
}

/** The start of an estimate: what it is, for whom, and from what. */
export function NewEstimate({ submission, title, estimates, chosenEstimate, ...whom }: NewEstimateProps) {
  const { tenant = '' } = useParams();
  return (
    <Page size="narrow">
      <PageHeader
        title="New estimate"
        above={<Breadcrumbs crumbs={[{ label: 'Estimates', to: links.estimates(tenant) }]} />}
      />
      <Form name="estimate" submission={submission} encType="multipart/form-data" guard>
        <Card className="grid gap-5">
          <TextField
            name="title"
            label="Title"
            help="What the client reads, such as “Repaint upstairs”."
            defaultValue={title}
            autoComplete="off"
            maxLength={120}
          />
          <ForWhom {...whom} />
          {/* Sent as an address: the page comes back with what was typed and the properties of the client. */}
          <button type="submit" formMethod="get" className="btn btn-secondary plain-only">
            Show the client’s properties
          </button>
        </Card>
        <StartFrom estimates={estimates} chosen={chosenEstimate} />
        <FormActions>
          <SubmitButton>Start the estimate</SubmitButton>
          <LinkButton
            to={whom.chosenDeal ? links.deal(tenant, whom.chosenDeal) : links.estimates(tenant)}
            variant="quiet"
          >
            Cancel
          </LinkButton>
        </FormActions>
      </Form>
    </Page>
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
