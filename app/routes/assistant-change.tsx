import type { ActionFunctionArgs, MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { decideChanges, getProgramChange, undoChange } from '../ai/change-sets.server.ts';
import type { ChangeSetStatus } from '../ai/message.ts';
import type { Change } from '../ai/tool.ts';
import { flash } from '../http/cookie.server.ts';
import { answerAction } from '../tenancy/answer.server.ts';
import { tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Badge, Notice, type Tone } from '../ui/badge.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, FormActions, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { Card, Page, PageHeader, Section } from '../ui/page.tsx';
import { idSchema } from '../values/id-schema.ts';

export const meta: MetaFunction = () => [{ title: 'Approve a change · Candlefish' }];

const params = z.object({ id: idSchema });
const gate = { permission: 'tenant:read', params, ownHands: true } as const;

/** What a program proposed in the member's name. Nobody else is shown it. */
export const loader = tenantLoader(gate, async ({ tx, member, params: { id } }) => ({
  changeSet: await getProgramChange(tx, member.userId, id),
}));

const admitted = tenantAction(
  {
    ...gate,
    input: z.object({
      intent: z.enum(['approve', 'refuse', 'undo'], { error: 'Approve it, refuse it, or take it back.' }),
      fingerprint: z.string().max(64).default(''),
    }),
  },
  async ({ tenant, member, params: { id }, input, operation }) => ({
    ...input,
    id,
    tenantSlug: tenant.slug,
    who: { tenantId: tenant.id, userId: member.userId, requestId: operation.requestId ?? '' },
  }),
);

/** The member's answer. What it does is done in a transaction of its own, after the one that let them in. */
export const action = Object.assign(
  (args: ActionFunctionArgs) =>
    answerAction(
      async () => ({}),
      async () => {
        const asked = await admitted(args);
        if (!('who' in asked)) return asked;
        const { who, id, intent, fingerprint, tenantSlug } = asked;
        const [after] =
          intent === 'undo'
            ? [await undoChange(who, id)]
            : await decideChanges(who, null, [{ id, fingerprint, decision: intent }]);
        const said = after ? flashes[after.status] : flashes.failed;
        return redirect(`/t/${tenantSlug}/assistant/changes/${id}`, { headers: { 'Set-Cookie': await flash(said) } });
      },
      args.context,
    ),
  { gate: admitted.gate },
);

const flashes: Record<ChangeSetStatus, string> = {
  proposed: 'It would change something else by now. Look at it once more.',
  applied: 'It was done.',
  refused: 'It was refused, and nothing was changed.',
  failed: 'It could not be done.',
  expired: 'It was too late, and nothing was changed.',
  undone: 'It was taken back.',
};

const states: Record<ChangeSetStatus, { label: string; tone: Tone }> = {
  proposed: { label: 'Waits for you', tone: 'live' },
  applied: { label: 'Done', tone: 'done' },
  refused: { label: 'Refused', tone: 'plain' },
  failed: { label: 'Failed', tone: 'danger' },
  expired: { label: 'Expired', tone: 'plain' },
  undone: { label: 'Taken back', tone: 'plain' },
};

export default function ApproveChange() {
  const { changeSet } = useLoaderData<typeof loader>();
  const { summary, status, changes, fingerprint, expiresAt, effect, outcome, canUndo } = changeSet;
  const isOpen = status === 'proposed';
  return (
    <Page size="narrow">
      <PageHeader
        title={summary}
        lede={
          isOpen
            ? 'A program that acts for you asks for this. Nothing happens until you approve it.'
            : 'A program that acts for you asked for this.'
        }
        status={<Badge tone={states[status].tone}>{states[status].label}</Badge>}
      />
      {outcome && (
        <Notice tone={status === 'failed' ? 'danger' : 'done'}>
          <p>{outcome.text}</p>
          <p className="flex flex-wrap gap-x-4">
            {outcome.records?.map(({ label, href }) => (
              <Link key={href} to={href} className="underline">
                {label}
              </Link>
            ))}
          </p>
        </Notice>
      )}
      {isOpen && effect === 'destroy' && <Notice tone="danger">This takes something away.</Notice>}
      {isOpen && effect === 'send' && (
        <Notice tone="info">Somebody outside the business will see this. Read it as they will.</Notice>
      )}
      <Section title="What changes">
        <div className="grid gap-3">
          {changes.map((change) => (
            <ChangeCard
              key={`${change.verb} ${change.what} ${change.label} ${JSON.stringify(change.fields)}`}
              change={change}
            />
          ))}
        </div>
      </Section>
      {isOpen && (
        <Form method="post">
          <input type="hidden" name="fingerprint" value={fingerprint} />
          <p className="text-ink-soft">
            Open until <DateText value={expiresAt} shape="time" />.
          </p>
          <FormActions>
            <SubmitButton name="intent" value="approve">
              Approve
            </SubmitButton>
            <SubmitButton name="intent" value="refuse" variant="secondary">
              Refuse
            </SubmitButton>
          </FormActions>
        </Form>
      )}
      {canUndo && (
        <Form method="post">
          <FormActions>
            <SubmitButton name="intent" value="undo" variant="secondary">
              Take it back
            </SubmitButton>
          </FormActions>
        </Form>
      )}
    </Page>
  );
}

const verbs: Record<Change['verb'], string> = { add: 'Add', change: 'Change', remove: 'Remove' };

function ChangeCard({ change: { verb, what, label, fields, href } }: { change: Change }) {
  return (
    <Card>
      <h3 className="font-semibold">
        {verbs[verb]} {what.toLowerCase()}: {href ? <Link to={href}>{label}</Link> : label}
      </h3>
      {fields.length > 0 && (
        <dl className="facts">
          {fields.map((field) => (
            <div key={`${field.label} ${field.after}`}>
              <dt>{field.label}</dt>
              <dd>
                {field.before !== null && <del className="text-ink-soft">{field.before}</del>} {field.after}
                {field.because && <small className="block text-ink-soft">{field.because}</small>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
