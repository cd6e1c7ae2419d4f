import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { listKeys, makeKey, revokeKey } from '../api/api-keys.server.ts';
import { revealing, sealShown } from '../api/shown-once.server.ts';
import { flash } from '../http/cookie.server.ts';
import type { Permission } from '../manifest.ts';
import { registry } from '../registry.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { ShownOnce } from '../shell/shown-once.tsx';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Badge } from '../ui/badge.tsx';
import { Checkbox, Select } from '../ui/choice-fields.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, FormRow, SubmitButton } from '../ui/form.tsx';
import { Card, Section } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';
import { idSchema } from '../values/id.ts';

export const meta: MetaFunction = () => [{ title: 'API keys · Candlefish' }];

/** What a key may be given: what the products let people do. Running the business stays with people. */
const offered = registry.manifests.flatMap(({ name, permissions }) =>
  Object.entries(permissions).map(([scope, { label }]) => ({ scope, label: `${name}: ${label}` })),
);

export const loader = tenantLoader({ permission: 'tenant:admin' }, async ({ tx, member }) => ({
  keys: await listKeys(tx),
  scopes: offered.filter(({ scope }) => member.can(scope as Permission)),
}));

const scope = z.custom<Permission>((given) => offered.some((known) => known.scope === given));
const lifetimes = ['30', '90', '365', 'never'] as const;
const input = z.object({
  name: z
    .string()
    .trim()
    .min(1, { error: 'Say what the key is for.' })
    .max(60, { error: 'Use at most 60 characters.' }),
  scopes: z.preprocess(
    (given) => (given === undefined ? [] : [given].flat()),
    z.array(scope).min(1, { error: 'Choose at least one thing that it may do.' }),
  ),
  lifetime: z.enum(lifetimes, { error: 'Choose how long it lasts.' }),
  isSigned: z.literal('on').optional(),
});

const dayMs = 24 * 3_600_000;

export const action = byIntent({
  make: revealing(
    tenantAction({ permission: 'tenant:admin', input, stepUp: true }, async ({ operation, input, member }) => {
      const { name, scopes, lifetime, isSigned } = input;
      const expiresAt = lifetime === 'never' ? null : new Date(operation.now.getTime() + Number(lifetime) * dayMs);
      const made = await makeKey(operation, { name, scopes, expiresAt, isSigned: isSigned === 'on' }, member);
      const secrets = [
        { label: 'Key', value: made.key },
        ...(made.signingSecret ? [{ label: 'Signing secret', value: made.signingSecret }] : []),
      ];
      return sealShown(operation, secrets, {});
    }),
  ),
  revoke: tenantAction(
    { permission: 'tenant:admin', input: z.object({ id: idSchema }) },
    async ({ operation, input: { id }, url }) => {
      const { name } = await revokeKey(operation, { id });
      return redirect(url.pathname, {
        headers: { 'Set-Cookie': await flash(`The key “${name}” opens nothing any more.`) },
      });
    },
  ),
});

export default function ApiKeys() {
  const { keys, scopes } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <AdminPage title="API keys" lede="Programs of your own work with this business by a key." size="narrow">
      {answer && 'shown' in answer && <ShownOnce shown={answer.shown} />}
      {keys.length === 0 ? (
        <EmptyState icon="lock" title="No keys yet">
          Make one below for bookkeeping, a website or a script of your own.
        </EmptyState>
      ) : (
        <Card>
          <ul className="rows">
            {keys.map((key) => (
              <KeyRow key={key.id} {...key} />
            ))}
          </ul>
        </Card>
      )}
      <Section title="Make a key" lede="It is shown once. Whoever has it may do what you choose here.">
        <Form name="make" resetWhenDone>
          <input type="hidden" name="intent" value="make" />
          <FormRow>
            <TextField name="name" label="What it is for" autoComplete="off" />
            <Select
              name="lifetime"
              label="It lasts"
              defaultValue="90"
              options={[
                { value: '30', label: '30 days' },
                { value: '90', label: '90 days' },
                { value: '365', label: 'A year' },
                { value: 'never', label: 'Until it is revoked' },
              ]}
            />
          </FormRow>
          <fieldset className="grid gap-2">
            <legend>It may</legend>
            {scopes.map(({ scope: value, label }) => (
              <Checkbox key={value} id={`scope-${value}`} name="scopes" value={value} label={label} />
            ))}
          </fieldset>
          <Checkbox
            name="isSigned"
            label="Every request must be signed"
            help="With a second secret, so that a request that was overheard cannot be sent again."
          />
          <SubmitButton>Make the key</SubmitButton>
        </Form>
      </Section>
    </AdminPage>
  );
}

type Key = ReturnType<typeof useLoaderData<typeof loader>>['keys'][number];

function KeyRow({
  id,
  name,
  prefix,
  scopes,
  isSigned,
  expiresAt,
  lastUsedAt,
  lastUsedFrom,
  createdByName,
  revokedAt,
  isOver,
}: Key) {
  return (
    <li className="rows-item">
      <div className="min-w-0">
        <strong>{name}</strong> <code>{prefix}…</code> {isSigned && <Badge>Signed</Badge>}{' '}
        {isOver && <Badge tone="danger">{revokedAt ? 'Revoked' : 'Expired'}</Badge>}
        <div className="muted">{scopes.join(', ')}</div>
        <div className="muted">
          {createdByName ? `Made by ${createdByName}. ` : ''}
          {lastUsedAt ? (
            <>
              Last used <DateText value={lastUsedAt} shape="both" /> from {lastUsedFrom}.{' '}
            </>
          ) : (
            'Never used. '
          )}
          {expiresAt && !isOver && (
            <>
              Good until <DateText value={expiresAt} />.
            </>
          )}
        </div>
      </div>
      {!isOver && (
        <Form name={`revoke-${id}`} className="form-inline">
          <input type="hidden" name="intent" value="revoke" />
          <input type="hidden" name="id" value={id} />
          <ConfirmButton
            question={`Revoke the key “${name}”?`}
            consequence="Programs that use it are turned away at once. A revoked key cannot be brought back."
            confirm="Revoke"
            size="small"
          >
            Revoke
          </ConfirmButton>
        </Form>
      )}
    </li>
  );
}
