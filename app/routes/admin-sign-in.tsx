import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { domainList } from '../admin/domains.ts';
import { savePolicy } from '../admin/sign-in.server.ts';
import { readSso } from '../admin/sso.server.ts';
import { providerChoices } from '../auth/providers.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { findPolicy } from '../tenancy/policy.server.ts';
import { LinkButton } from '../ui/button.tsx';
import { Checkbox, CheckboxGroup, Switch } from '../ui/choice-fields.tsx';
import { Form, FormActions, FormRow, SubmitButton } from '../ui/form.tsx';
import { Section } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Sign-in · Candlefish' }];

const sso = { value: 'sso', label: 'The sign-in of the business' };

function methods(): { value: string; label: string }[] {
  const providers = providerChoices().map(({ id, name }) => ({ value: id, label: name }));
  return [{ value: 'password', label: 'Password' }, { value: 'passkey', label: 'Passkey' }, ...providers, sso];
}

export const loader = tenantLoader({ permission: 'tenant:admin' }, async ({ tx, tenant }) => {
  const [policy, own] = await Promise.all([findPolicy(tx), readSso(tx)]);
  const offered = own ? methods() : methods().filter(({ value }) => value !== sso.value);
  return { policy, methods: offered, own, providerAt: `/t/${tenant.slug}/admin/sign-in/business` };
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

const domains = domainList.transform((list) => (list.length > 0 ? list : null));

const chosenMethods = z
  .array(z.string(), { error: 'Leave at least one way to sign in.' })
  .transform((chosen) => methods().filter(({ value }) => chosen.includes(value)))
  .refine((chosen) => chosen.length > 0, { error: 'Leave at least one way to sign in.' })
  // Every way that comes with the platform is any way: the business's own is always among them.
  .transform((chosen) => {
    const values = chosen.map(({ value }) => value);
    return methods().every(({ value }) => value === sso.value || values.includes(value)) ? null : values;
  });

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
    await savePolicy(operation, input, { session, user, role: member.role });
    const message = await flash('Saved. It holds from everybody’s next step on.');
    return redirect(url.pathname, { headers: { 'Set-Cookie': message } });
  },
);

export default function SignIn() {
  const { policy, methods, own, providerAt } = useLoaderData<typeof loader>();
  return (
    <AdminPage
      title="Sign-in"
      lede="What the business asks of whoever comes in, beyond what the platform asks of everybody."
      size="narrow"
    >
      <Section
        title="The sign-in of the business"
        lede={
          own
            ? `People at ${own.domains.join(', ')} come in by ${new URL(own.issuer).host}.`
            : 'Let people of your domains come in by the OpenID provider that your business has already.'
        }
        actions={<LinkButton to={providerAt}>{own ? 'Change' : 'Set up'}</LinkButton>}
      >
        {null}
      </Section>
      <Form name="policy" guard>
        <CheckboxGroup
          name="allowedMethods"
          legend="Ways to sign in"
          options={methods}
          defaultValues={policy?.allowedMethods ?? methods.map(({ value }) => value)}
          help={`Whoever came in another way is told how to come in instead.${own ? ' If it is the sign-in of the business alone, owners keep every other way too, for the day it breaks.' : ''}`}
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
