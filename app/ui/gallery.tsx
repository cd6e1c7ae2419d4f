import { useState } from 'react';
import type { FormFailure } from '#app/values/result.ts';
import { Avatar } from './avatar.tsx';
import { Badge, Notice } from './badge.tsx';
import { Button, IconButton, LinkButton } from './button.tsx';
import { Checkbox, CheckboxGroup, RadioGroup, Select, Switch } from './choice-fields.tsx';
import { Combobox } from './combobox.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { DescriptionList, Stat, Stats } from './description-list.tsx';
import { Dialog } from './dialog.tsx';
import { EmptyState, ErrorState } from './empty-state.tsx';
import { DateText, Money, Quantity } from './figure.tsx';
import { FileField } from './file-field.tsx';
import { Form, FormActions, FormRow, SubmitButton } from './form.tsx';
import { GalleryPictures, GalleryTables } from './gallery-data.tsx';
import { Icon, iconNames } from './icons.tsx';
import { KeyHint } from './key-hint.tsx';
import { Logo } from './logo.tsx';
import { MeasureField } from './measure-field.tsx';
import { Menu, MenuAction, MenuButton, MenuLink, MenuSeparator } from './menu.tsx';
import { Breadcrumbs, Tabs } from './navigation.tsx';
import { Card, Page, PageHeader, Section, Toolbar } from './page.tsx';
import { Progress, Skeleton, Spinner } from './progress.tsx';
import { DateField, MoneyField, TextArea, TextField } from './text-fields.tsx';
import { toast } from './toast-store.ts';
import { Tooltip } from './tooltip.tsx';

/** Every component in every state, on one page. Mounted in development alone. */
export function Gallery() {
  return (
    <Page>
      <PageHeader
        title="Design system"
        lede="Deep sea and candlelight. Every component in every state, in the theme you have chosen."
        above={<Breadcrumbs crumbs={[{ label: 'Home', to: '/' }]} />}
        status={<Badge tone="live">In use</Badge>}
      >
        <Button icon="download">Export</Button>
        <LinkButton to="?new" variant="primary" icon="plus">
          New estimate
        </LinkButton>
      </PageHeader>
      <Tabs
        label="Sides of the gallery"
        tabs={[
          { label: 'Components', to: '?side=components', isCurrent: true },
          { label: 'Estimates', to: '?side=estimates', isCurrent: false, count: 12 },
          { label: 'History', to: '?side=history', isCurrent: false },
        ]}
      />
      <Figures />
      <Buttons />
      <Words />
      <GalleryTables />
      <Fields />
      <Refused />
      <Overlays />
      <GalleryPictures />
      <Waiting />
      <Colours />
    </Page>
  );
}

function Figures() {
  return (
    <Section title="Figures">
      <Stats>
        <Stat label="Open quotes" value={<Money minor={4_812_050} whole />} detail="9 of 12 seen by the client" />
        <Stat label="Accepted this month" value={<Money minor={2_340_000} whole />} detail="4 estimates" />
        <Stat label="Hours to do" value={<Quantity value={312.5} />} detail="across 3 crews" />
        <Stat label="Margin" value="31.4 %" detail="rule says at least 30 %" />
      </Stats>
      <div className="mt-6 grid gap-6 md:grid-cols-2">
        <Card>
          <DescriptionList
            facts={[
              { term: 'Client', value: 'Harbor Point Condominiums' },
              { term: 'Property', value: '18 Quay Street, Unit 4B, Astoria, OR 97103' },
              { term: 'Sent', value: <DateText value="2026-03-14T16:05:00Z" shape="both" /> },
              { term: 'Valid until', value: <DateText value="2026-04-13" /> },
              { term: 'Change', value: <Money minor={-45_000} signed /> },
            ]}
          />
        </Card>
        <Card>
          <DescriptionList
            stacked
            facts={[
              { term: 'Walls', value: <Quantity value={432} unit="sq ft" /> },
              { term: 'Paint', value: <Quantity value="2.16" unit="gal" /> },
              { term: 'Labor', value: <Quantity value={8.64} unit="h" /> },
              { term: 'Price', value: <Money minor={78_450} /> },
            ]}
          />
        </Card>
      </div>
    </Section>
  );
}

function Buttons() {
  return (
    <Section title="Buttons" lede="One primary in a view. Danger only where something is lost.">
      <div className="grid gap-4">
        <Toolbar label="Variants">
          <Button variant="primary">Send quote</Button>
          <Button>Duplicate</Button>
          <Button variant="quiet">Cancel</Button>
          <Button variant="danger" icon="trash">
            Delete
          </Button>
          <IconButton icon="edit" label="Edit" />
          <IconButton icon="more" label="More" variant="secondary" />
        </Toolbar>
        <Toolbar label="States">
          <Button variant="primary" pending>
            Sending
          </Button>
          <Button pending>Saving</Button>
          <Button disabled>Not now</Button>
          <Button size="small" icon="plus">
            Add room
          </Button>
          <Button variant="primary" size="large">
            Accept this quote
          </Button>
        </Toolbar>
      </div>
    </Section>
  );
}

function Words() {
  return (
    <Section title="Words and signs">
      <div className="grid gap-4">
        <Toolbar label="Badges">
          <Badge>Draft</Badge>
          <Badge tone="info" icon="send">
            Sent
          </Badge>
          <Badge tone="live" icon="eye">
            Being read
          </Badge>
          <Badge tone="done">Accepted</Badge>
          <Badge tone="danger">Expired</Badge>
          <KeyHint keys={['Shift', 'Enter']} />
          <Tooltip text="Half away from zero, on the whole document">
            <Button size="small" variant="quiet" icon="question">
              Rounding
            </Button>
          </Tooltip>
        </Toolbar>
        <Toolbar label="People">
          <Avatar name="Marta Lindqvist" />
          <Avatar name="Joe Okafor" />
          <Avatar name="Ana" size="large" />
          <Avatar name="Tidewater Painting" square size="large" />
          <Logo />
        </Toolbar>
        <div className="grid gap-3 md:grid-cols-3">
          <Notice title="A newer rate book exists">This estimate keeps the rates it was priced with.</Notice>
          <Notice tone="done" title="500 of 500 formulas agree">
            The workbook gives the numbers it had.
          </Notice>
          <Notice tone="danger" title="Two cells differ">
            Bid!B18 and Labor!F4. Open the audit to see both.
          </Notice>
        </div>
        <p>
          A sentence with{' '}
          <a className="link" href="#fields">
            the fields below
          </a>{' '}
          in it, set in Inter at 15 px on a grid of 4.
        </p>
      </div>
    </Section>
  );
}

const clients = [
  { value: 'harbor', label: 'Harbor Point Condominiums', detail: 'Astoria' },
  { value: 'lindqvist', label: 'Marta Lindqvist', detail: 'Seaside' },
  { value: 'okafor', label: 'Joe Okafor', detail: 'Warrenton' },
  { value: 'st-mary', label: 'Saint Mary School', detail: 'Astoria' },
];

const coats = [
  { value: '1', label: 'One coat' },
  { value: '2', label: 'Two coats' },
];

function Fields() {
  return (
    <Section title="Fields" id="fields">
      <Card>
        <Form name="fields" guard aria-label="Fields">
          <FormRow>
            <TextField name="name" label="Name of the estimate" defaultValue="Interior repaint, units 4A and 4B" />
            <Combobox
              name="client"
              label="Client"
              options={clients}
              defaultValue="harbor"
              help="Type a part of the name."
            />
          </FormRow>
          <FormRow>
            <MeasureField
              name="width"
              label="Width"
              defaultValue={`12'6"`}
              read={(typed) => (/^\d+'/.test(typed) ? '= 12.5 ft' : undefined)}
              help="Feet and inches or metres."
            />
            <MoneyField name="wage" label="Wage" defaultValue="32.50" suffix="per hour" />
            <TextField name="markup" label="Markup" defaultValue="35" suffix="%" numeric inputMode="decimal" />
            <DateField name="until" label="Valid until" defaultValue="2026-04-13" optional />
          </FormRow>
          <FormRow>
            <Select name="coats" label="Coats" options={coats} defaultValue="2" />
            <TextField name="locked" label="Number" defaultValue="E-1042" readOnly />
            <TextField name="off" label="Deal" defaultValue="Not chosen yet" disabled />
          </FormRow>
          <TextArea name="note" label="Note to the client" optional placeholder="What is included, what is not" />
          <FormRow>
            <RadioGroup
              name="rounding"
              legend="Rounding"
              defaultValue="line"
              options={[
                { value: 'unit', label: 'By unit' },
                { value: 'line', label: 'By line', help: 'Each line is rounded, then added.' },
                { value: 'document', label: 'By document' },
              ]}
            />
            <CheckboxGroup
              name="surfaces"
              legend="Surfaces"
              defaultValues={['walls', 'trim']}
              options={[
                { value: 'walls', label: 'Walls' },
                { value: 'ceiling', label: 'Ceiling' },
                { value: 'trim', label: 'Trim' },
              ]}
            />
            <div>
              <Switch name="taxed" label="Charge sales tax" defaultChecked help="Separated contract: on materials." />
              <Checkbox name="terms" label="Print the terms" defaultChecked />
              <Checkbox name="photos" label="Print photographs" />
            </div>
          </FormRow>
          <FileField
            name="workbook"
            label="Workbook"
            invitation="Drop an .xlsx file here, or choose one."
            accept=".xlsx"
          />
          <FormActions>
            <SubmitButton>Save</SubmitButton>
            <Button variant="quiet">Cancel</Button>
            <span className="text-ink-soft">Saved 2 minutes ago</span>
          </FormActions>
        </Form>
      </Card>
    </Section>
  );
}

const refused: FormFailure = {
  ok: false,
  message: 'The room was not saved.',
  fieldErrors: {
    width: ['Write a width such as 12\'6" or 3.8 m.'],
    email: ['Write an address such as ana@example.com.'],
  },
  values: { width: 'twelve', email: 'ana@', coats: '2' },
};

function Refused() {
  return (
    <Section title="Refused" lede="Said above and beside the field, with what was typed kept.">
      <Card>
        <Form name="refused" failure={refused} aria-label="Refused">
          <FormRow>
            <TextField name="width" label="Width" help="Feet and inches or metres." />
            <TextField name="email" label="Email" type="email" />
            <Select name="coats" label="Coats" options={coats} />
          </FormRow>
        </Form>
      </Card>
    </Section>
  );
}

function Overlays() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title="Overlays">
      <Toolbar label="Overlays">
        <Button onClick={() => setOpen(true)}>Open a dialog</Button>
        <Form name="delete" aria-label="Delete">
          <ConfirmButton
            variant="danger"
            question="Delete this estimate?"
            consequence="The quote sent with it can no longer be opened. You can undo this."
            confirm="Delete estimate"
          >
            Delete
          </ConfirmButton>
        </Form>
        <Menu label="Actions" icon="more">
          <MenuLink to="?edit" icon="edit">
            Edit
          </MenuLink>
          <MenuButton icon="copy" onClick={() => toast({ message: 'Copied.' })}>
            Copy
          </MenuButton>
          <MenuSeparator />
          <MenuAction fields={{ intent: 'delete' }} icon="trash" danger>
            Delete
          </MenuAction>
        </Menu>
        <Button onClick={() => toast({ message: 'Estimate archived.', undo: { action: '/' } })}>Say it is done</Button>
        <Button onClick={() => toast({ tone: 'problem', message: 'The rate could not be saved. It was put back.' })}>
          Say it failed
        </Button>
      </Toolbar>
      <Dialog
        open={isOpen}
        onClose={() => setOpen(false)}
        title="Send the quote"
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Not yet</Button>
            <Button variant="primary" icon="send" onClick={() => setOpen(false)}>
              Send
            </Button>
          </>
        }
      >
        <p className="text-ink-soft">Marta Lindqvist gets a link. You see when she opens it.</p>
        <TextField name="to" label="To" defaultValue="marta@example.com" />
        <TextArea name="message" label="Message" optional />
      </Dialog>
    </Section>
  );
}

function Waiting() {
  return (
    <Section title="Waiting, empty, failed">
      <div className="grid gap-4 md:grid-cols-2">
        <Card className="grid content-start gap-5">
          <Progress label="Recalculating" value={312} max={500} detail="312 of 500 formulas" />
          <Progress label="Reading the workbook" />
          <Skeleton lines={4} />
          <p className="flex items-center gap-2 text-ink-soft">
            <Spinner /> Drawing the PDF
          </p>
        </Card>
        <EmptyState
          icon="estimate"
          title="Your estimates will be here"
          action={
            <LinkButton to="?new" variant="primary" icon="plus">
              New estimate
            </LinkButton>
          }
          offer={<Button variant="quiet">Try it with sample data</Button>}
        >
          Measure a room, price it with your own rates, and send it as a quote.
        </EmptyState>
        <ErrorState
          title="The rates could not be loaded"
          reference="01J8Z3"
          action={<Button icon="history">Try again</Button>}
        >
          Nothing was changed. Try again in a moment.
        </ErrorState>
      </div>
    </Section>
  );
}

const grounds = [
  'bg-canvas',
  'bg-sunken',
  'bg-surface',
  'bg-raised',
  'bg-candle',
  'bg-kelp',
  'bg-coral',
  'bg-tide',
  'bg-rail',
];

function Colours() {
  return (
    <Section title="Colours, type and icons">
      <div className="flex flex-wrap gap-2">
        {grounds.map((ground) => (
          <div key={ground} className="w-24">
            <div className={`${ground} h-12 rounded-lg border border-line`} />
            <p className="mt-1 text-ink-soft text-sm">{ground.slice(3)}</p>
          </div>
        ))}
      </div>
      <div className="mt-6 grid gap-2">
        <p className="display">A quote worth reading</p>
        <p className="font-serif text-2xl">$12,345.60 for three rooms and a stair</p>
        <p className="font-medium text-lg">Large, for sections</p>
        <p>Base, for work</p>
        <p className="text-ink-soft text-sm">Small, for what stands beside, and never smaller</p>
      </div>
      <div className="mt-6 flex flex-wrap gap-3 text-ink-soft text-lg">
        {iconNames.map((name) => (
          <Icon key={name} name={name} />
        ))}
      </div>
    </Section>
  );
}
