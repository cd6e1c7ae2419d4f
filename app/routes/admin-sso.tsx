import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readSso, removeSso, saveSso, ssoInput } from '../admin/sso.server.ts';
import { callbackPath } from '../auth/oauth.server.ts';
import { ssoProviderId } from '../auth/sso.server.ts';
import { ssoPage } from '../auth/sso-page.ts';
import { wholeAddress } from '../http/address.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { findingAction } from '../tenancy/between.server.ts';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Badge, Notice } from '../ui/badge.tsx';
import { Select } from '../ui/choice-fields.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Form, FormActions, SubmitButton } from '../ui/form.tsx';
import { Section } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Sign-in of the business · Candlefish' }];

export const loader = tenantLoader({ permission: 'tenant:admin' }, async ({ tx, tenant, member, url }) => ({
  sso: await readSso(tx),
  mayOwn: member.can('tenant:own'),
  callback: wholeAddress(callbackPath(ssoProviderId(tenant.id)), url),
  signInAt: wholeAddress(ssoPage(tenant.slug), url),
}));

/** Whoever names the provider says who anybody in the business is, owners too: it is an owner's to name. */
const own = { permission: 'tenant:own', stepUp: true } as const;

const back = async (url: URL, message: string) =>
  redirect(url.pathname, { headers: { 'Set-Cookie': await flash(message) } });

export const action = byIntent({
  save: findingAction({ ...own, input: ssoInput }, async ({ operation, input, findOut, url }) => {
    await saveSso(operation, input, findOut);
    return back(url, 'The provider answered, and is kept. Try it in a private window.');
  }),
  remove: tenantAction(own, async ({ operation, url }) => {
    await removeSso(operation);
    return back(url, 'The sign-in of the business was removed. Whoever came in by it is out.');
  }),
});

export default function Sso() {
  const { sso, mayOwn, callback, signInAt } = useLoaderData<typeof loader>();
  return (
    <AdminPage
      title="Sign-in of the business"
      lede="People of your domains come in by the OpenID provider that you bring, such as Entra ID, Okta, Google Workspace or Keycloak: into this business, and into nothing else that is theirs."
      status={sso && <Badge tone="done">On</Badge>}
      size="narrow"
    >
      {mayOwn ? (
        <ProviderForm />
      ) : (
        <Notice title="This is for owners">Whoever names the provider decides who anybody is.</Notice>
      )}
      <Section
        title="What the provider asks for"
        lede="Register Candlefish there as a web application with these addresses."
      >
        <div className="grid gap-4">
          <Copyable label="Redirect address">{callback}</Copyable>
          {sso && <Copyable label="Where your people sign in">{signInAt}</Copyable>}
          {sso && (
            <p className="muted">
              {sso.people === 1 ? 'One person has' : `${sso.people} people have`} come in by this provider.
            </p>
          )}
        </div>
      </Section>
      {sso && mayOwn && (
        <Section
          title="Take it away"
          lede="Whoever came in by it is out at once, and needs another way in. Members stay members."
        >
          <Form name="remove">
            <input type="hidden" name="intent" value="remove" />
            <ConfirmButton
              question="Remove the sign-in of the business?"
              consequence="Everybody who came in by it is out at once."
              confirm="Remove"
            >
              Remove
            </ConfirmButton>
          </Form>
        </Section>
      )}
    </AdminPage>
  );
}

function Copyable({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <strong>{label}</strong>
      <p className="copyable">{children}</p>
    </div>
  );
}

const joining = [
  { value: '', label: 'Nobody: only members, and who was invited' },
  { value: 'viewer', label: 'Everybody of the domains, as a viewer' },
  { value: 'member', label: 'Everybody of the domains, as a member' },
];

function ProviderForm() {
  const { sso } = useLoaderData<typeof loader>();
  return (
    <Form key={sso?.id} name="sso" guard>
      <input type="hidden" name="intent" value="save" />
      <TextField
        name="issuer"
        label="Issuer"
        type="url"
        placeholder="https://login.example.com"
        defaultValue={sso?.issuer ?? ''}
        autoComplete="off"
        help="Its /.well-known/openid-configuration is read when you save."
      />
      <TextField name="clientId" label="Client id" defaultValue={sso?.clientId ?? ''} autoComplete="off" />
      <TextField
        name="clientSecret"
        label="Client secret"
        type="password"
        autoComplete="new-password"
        help={sso ? 'Kept sealed and never shown. Empty: it stays as it is.' : 'Kept sealed and never shown.'}
      />
      <TextField
        name="domains"
        label="Domains of your addresses"
        placeholder="example.com"
        defaultValue={sso?.domains.join(', ') ?? ''}
        autoComplete="off"
        help="The provider speaks for addresses at these domains, and for no others."
      />
      <Select
        name="joinRole"
        label="Who becomes a member by signing in"
        options={joining}
        defaultValue={sso?.joinRole ?? ''}
      />
      <FormActions>
        <SubmitButton>Check and save</SubmitButton>
      </FormActions>
    </Form>
  );
}
