import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { savePolicy } from '../admin/sign-in.server.ts';
import { providerChoices } from '../auth/providers.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { findPolicy } from '../tenancy/policy.server.ts';
import { Checkbox, CheckboxGroup, Switch } from '../ui/choice-fields.tsx';
import { Form, FormActions, FormRow, SubmitButton } from '../ui/form.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Sign-in · Candlefish' }];

function methods(): { value: string; label: string }[] {
  const providers = providerChoices().map(({ id, name }) => ({ value: id, label: name }));
  return [{ value: 'password', label: 'Password' }, { value: 'passkey', label: 'Passkey' }, ...providers];
}

export const loader = tenantLoader({ permission: 'tenant:admin' }, async ({ tx }) => {
  const policy = await findPolicy(tx);
  return { policy, methods: methods() };
});

const ticked = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');

/** A whole number of a unit, or nothing. */
const limit = (most: number, unit: string) =>
  z
    .string()
    .trim()
    .transform((text) => (text === '' ? null : Number(text)))
    .pipe(
      z
        .number({ error: `Write a number of ${unit}.` })
        .int({ error: `Write a whole number of ${unit}.` })
        .min(1, { error: `At least one of ${unit}.` })
        .max(most, { error: `At most ${most} ${unit}.` })
        .nullable(),
    );

const domain = /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;
const domains = z
  .string()
  .max(2_000)
  .transform((text) => [
    ...new Set(
      text
        .toLowerCase()
        .split(/[\s,;]+/)
        .map((each) => each.replace(/^@/, '')),
    ),
  ])
  .transform((list) => list.filter((each) => each !== ''))
  .refine((list) => list.every((each) => domain.test(each)), {
    error: 'Write domains such as example.com, one on each line.',
  })
  .transform((list) => (list.length > 0 ? list.sort() : null));

const chosenMethods = z
  .array(z.string(), { error: 'Leave at least one way to sign in.' })
  .transform((chosen) => methods().filter(({ value }) => chosen.includes(value)))
  .refine((chosen) => chosen.length > 0, { error: 'Leave at least one way to sign in.' })
  .transform((chosen) => (chosen.length === methods().length ? null : chosen.map(({ value }) => value)));

const input = z.object({
  allowedMethods: chosenMethods,
  requiresSecondFactor: ticked,
  sessionHours: limit(8_760, 'hours'),
  idleMinutes: limit(43_200, 'minutes'),
  allowedDomains: domains,
  anyway: ticked,
});

export const action = tenantAction(
  { permission: 'tenant:admin', stepUp: true, input },
  async ({ operation, input, session, member, url }) => {
    const user = { id: member.userId, name: member.name, email: member.email };
    await savePolicy(operation, input, { session, user });
    const message = await flash('Saved. It holds from everybody’s next step on.');
    return redirect(url.pathname, { headers: { 'Set-Cookie': message } });
  },
);

export default function SignIn() {
  const { policy, methods } = useLoaderData<typeof loader>();
  return (
    <AdminPage
      title="Sign-in"
      lede="What the business asks of whoever comes in, beyond what the platform asks of everybody."
      size="narrow"
    >
      <Form name="policy" guard>
        <CheckboxGroup
          name="allowedMethods"
          legend="Ways to sign in"
          options={methods}
          defaultValues={policy?.allowedMethods ?? methods.map(({ value }) => value)}
          help="Whoever came in another way is told how to come in instead."
        />
        <Switch
          name="requiresSecondFactor"
          label="Everybody needs a second step"
          defaultChecked={policy?.requiresSecondFactor ?? false}
          help="A code of an app, or a passkey. Who has none is asked to set one up when they come in."
        />
        <FormRow>
          <TextField
            name="sessionHours"
            label="Sign in again after"
            suffix="hours"
            numeric
            inputMode="numeric"
            defaultValue={policy?.sessionHours ?? ''}
            help="Empty: as long as the platform allows."
          />
          <TextField
            name="idleMinutes"
            label="Or when unused for"
            suffix="minutes"
            numeric
            inputMode="numeric"
            defaultValue={policy?.idleMinutes ?? ''}
          />
        </FormRow>
        <TextField
          name="allowedDomains"
          label="Only addresses at"
          placeholder="example.com"
          defaultValue={policy?.allowedDomains?.join(', ') ?? ''}
          autoComplete="off"
          help="Domains with a comma between them. Empty: any address."
        />
        <Checkbox
          name="anyway"
          label="Keep members out whose address is at another domain"
          help="They stay members, and cannot come in until their address or this page changes."
        />
        <FormActions>
          <SubmitButton>Save</SubmitButton>
        </FormActions>
      </Form>
    </AdminPage>
  );
}
