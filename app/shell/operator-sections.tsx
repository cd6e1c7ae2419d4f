import { sizeText } from '../admin/size.ts';
import { planLabel, planNames, plans } from '../operator/plans.ts';
import { Button } from '../ui/button.tsx';
import { RadioGroup, Select } from '../ui/choice-fields.tsx';
import { DescriptionList } from '../ui/description-list.tsx';
import { DateText, Quantity } from '../ui/figure.tsx';
import { Form, FormRow, SubmitButton } from '../ui/form.tsx';
import { Card, Section } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';
import { type StandInRecord, StandInState } from './stand-in-state.tsx';

interface Business {
  name: string;
  plan: string;
  createdAt: Date;
  lastActiveAt: Date | null;
  bytes: number;
  seatLimit: number;
  storageLimitMib: number;
  apiCallLimit: number;
  assistantTokenLimit: number;
  dailyMailLimit: number;
}

interface PersonOf {
  userId: string;
  name: string;
  email: string;
  role: string;
  suspendedAt: Date | null;
  isOperator: boolean;
}

/** What there is of a business, in figures. */
export function Facts({ business, rows, members }: { business: Business; rows: number; members: readonly PersonOf[] }) {
  const owners = members.filter(({ role }) => role === 'owner').map(({ name, email }) => `${name} (${email})`);
  return (
    <Card>
      <DescriptionList
        facts={[
          { term: 'Owners', value: owners.join(', ') },
          { term: 'Members', value: members.filter(({ suspendedAt }) => !suspendedAt).length },
          { term: 'Rows', value: <Quantity value={rows} /> },
          { term: 'Files', value: sizeText(business.bytes) },
          { term: 'Plan', value: planLabel(business.plan) },
          { term: 'Since', value: <DateText value={business.createdAt} /> },
          {
            term: 'Last active',
            value: business.lastActiveAt ? <DateText value={business.lastActiveAt} shape="both" /> : 'Never',
          },
        ]}
      />
    </Card>
  );
}

function Why() {
  return (
    <TextField
      name="reason"
      label="Why"
      help="The business reads it in its history."
      maxLength={300}
      autoComplete="off"
    />
  );
}

/** The plan with its limits, and limits for this business alone. */
export function LimitsSection({ business }: { business: Business }) {
  const { plan, seatLimit, storageLimitMib, apiCallLimit, assistantTokenLimit, dailyMailLimit } = business;
  // A plan brings other limits: forms that are drawn anew show them, and nobody sends the old ones back.
  const drawnFor = [plan, seatLimit, storageLimitMib, apiCallLimit, assistantTokenLimit, dailyMailLimit].join();
  return (
    <Section key={drawnFor} title="Plan and limits" lede="Calls and tokens are those of a calendar month.">
      <Card>
        <Form name="plan" aria-label="Plan">
          <input type="hidden" name="intent" value="plan" />
          <FormRow>
            <Select
              name="plan"
              label="Plan"
              defaultValue={plan}
              help="Brings all of its limits with it."
              options={planNames.map((value) => ({ value, label: plans[value].label }))}
            />
            <Why />
          </FormRow>
          <SubmitButton variant="secondary">Give this plan</SubmitButton>
        </Form>
      </Card>
      <Card className="mt-4">
        <Form name="limits" aria-label="Limits">
          <input type="hidden" name="intent" value="limits" />
          <FormRow>
            <Limit name="seatLimit" label="Seats" value={seatLimit} />
            <Limit name="storageLimitMib" label="Files" suffix="MiB" value={storageLimitMib} />
          </FormRow>
          <FormRow>
            <Limit name="apiCallLimit" label="API calls" value={apiCallLimit} />
            <Limit name="assistantTokenLimit" label="Assistant tokens" value={assistantTokenLimit} />
          </FormRow>
          <FormRow>
            <Limit name="dailyMailLimit" label="Letters a day" value={dailyMailLimit} />
            <Why />
          </FormRow>
          <SubmitButton variant="secondary">Change the limits</SubmitButton>
        </Form>
      </Card>
    </Section>
  );
}

function Limit({ name, label, suffix, value }: { name: string; label: string; suffix?: string; value: number }) {
  return <TextField name={name} label={label} suffix={suffix} defaultValue={value} inputMode="numeric" numeric />;
}

interface StandInSectionProps {
  members: readonly PersonOf[];
  standIns: readonly (StandInRecord & { mayBegin: boolean })[];
  needsConsent: boolean;
}

/** The form that asks for a member's place, and what was asked before. */
export function StandInSection({ members, standIns, needsConsent }: StandInSectionProps) {
  const open = members.filter(({ suspendedAt, isOperator }) => !suspendedAt && !isOperator);
  return (
    <Section
      title="Stand in for a member"
      lede={
        needsConsent
          ? 'This business wants to be asked: one of its owners decides.'
          : 'It begins at once, for an hour at most. The owners are told by mail.'
      }
    >
      <Card>
        <Form name="stand-in" aria-label="Stand in for a member">
          <input type="hidden" name="intent" value="stand-in" />
          <FormRow>
            <Select
              name="memberId"
              label="Member"
              placeholder="Choose a member"
              options={open.map(({ userId, name, role }) => ({ value: userId, label: `${name}, ${role}` }))}
            />
            <Why />
          </FormRow>
          <RadioGroup
            name="may"
            legend="What you need"
            defaultValue="read"
            options={[
              { value: 'read', label: 'To read' },
              { value: 'change', label: 'To change what the member may' },
            ]}
          />
          <SubmitButton>{needsConsent ? 'Ask the owners' : 'Stand in'}</SubmitButton>
        </Form>
      </Card>
      {standIns.length > 0 && (
        <ul className="rows mt-4">
          {standIns.map((one) => (
            <li key={one.id} className="rows-item">
              <StandInState {...one} />
              {one.mayBegin && (
                <Form name={`begin-${one.id}`} className="form-inline">
                  <input type="hidden" name="intent" value="begin" />
                  <input type="hidden" name="standIn" value={one.id} />
                  <Button type="submit">Begin</Button>
                </Form>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** Closing a business to everybody who works in it, and opening it. */
export function SuspendSection({ name, isSuspended }: { name: string; isSuspended: boolean }) {
  const verb = isSuspended ? 'Open it again' : 'Suspend';
  return (
    <Section
      title={isSuspended ? 'Open it again' : 'Suspend'}
      lede={
        isSuspended
          ? 'Its members come in again, and its clients open their links.'
          : `Nobody works in ${name} and no link of it opens until it is taken back. Its data stay as they are.`
      }
    >
      <Card>
        <Form name="suspend" aria-label={verb}>
          <input type="hidden" name="intent" value={isSuspended ? 'resume' : 'suspend'} />
          <TextField
            name="reason"
            label="Why"
            help={isSuspended ? 'The business reads it in its history.' : 'Every member reads this sentence.'}
            maxLength={300}
            autoComplete="off"
          />
          <SubmitButton variant={isSuspended ? 'secondary' : 'danger'}>{verb}</SubmitButton>
        </Form>
      </Card>
    </Section>
  );
}
