import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { z } from 'zod';
import {
  type Access,
  getMember,
  limitMember,
  restoreMember,
  suspendMember,
  transferOwnership,
} from '../admin/members.server.ts';
import { roleInput } from '../admin/role-input.ts';
import { offeredBy, roleNames } from '../admin/roles.ts';
import { changeRole, removeMember } from '../auth/members.server.ts';
import { flash } from '../http/cookie.server.ts';
import { registry } from '../registry.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Badge, Notice } from '../ui/badge.tsx';
import { Select } from '../ui/choice-fields.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { DescriptionList } from '../ui/description-list.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Card, Section } from '../ui/page.tsx';
import { idSchema } from '../values/id.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.person.name ?? 'Member'} · Candlefish` },
];

const params = z.looseObject({ member: idSchema });

export const loader = tenantLoader({ permission: 'members:manage', params }, async ({ tx, params, member }) => {
  const { productAccess, ...person } = await getMember(tx, params.member);
  return {
    person,
    products: registry.manifests.map(({ id, name }) => ({
      id,
      name,
      access: accessIn(productAccess, id),
    })),
    offered: offeredBy(member.role),
    isMe: person.userId === member.userId,
    isOwner: member.role === 'owner',
  };
});

function accessIn(limited: Record<string, 'none' | 'read'>, product: string): Access {
  return (Object.hasOwn(limited, product) && limited[product]) || 'full';
}

const manage = { permission: 'members:manage', params } as const;
const access = z.enum(['full', 'read', 'none'], { error: 'Choose what they may do.' });
/** One field for each product, named by its id. */
const accessInput = z.object(
  Object.fromEntries(registry.manifests.map(({ id }) => [`access-${id}`, access.optional()])),
);

export const action = byIntent({
  role: tenantAction(
    { ...manage, input: z.object({ role: roleInput }) },
    async ({ operation, params, input, member, url }) => {
      await changeRole(operation, { id: params.member, ...input }, member);
      return saidAt(url.pathname, 'The role was changed.');
    },
  ),
  limit: tenantAction({ ...manage, input: accessInput }, async ({ operation, params, input, member, url }) => {
    const given = Object.entries(input).flatMap(([name, level]) => (level ? [[name.slice(7), level] as const] : []));
    await limitMember(operation, { id: params.member, access: Object.fromEntries(given) }, member);
    return saidAt(url.pathname, 'What they may do was changed. It holds from their next step on.');
  }),
  suspend: tenantAction(manage, async ({ operation, params, member, url }) => {
    const { name } = await suspendMember(operation, { id: params.member }, member);
    return saidAt(url.pathname, `${name} is suspended and can no longer enter.`);
  }),
  restore: tenantAction(manage, async ({ operation, params, member, url }) => {
    const { name } = await restoreMember(operation, { id: params.member }, member);
    return saidAt(url.pathname, `${name} can enter again.`);
  }),
  remove: tenantAction(manage, async ({ operation, params, member, tenant }) => {
    const { name } = await removeMember(operation, { id: params.member }, member);
    return saidAt(`/t/${tenant.slug}/members`, `${name} is no longer a member.`);
  }),
  transfer: tenantAction(
    { permission: 'tenant:own', params, stepUp: true },
    async ({ operation, params, member, tenant }) => {
      const { name } = await transferOwnership(operation, { id: params.member }, member);
      return saidAt(`/t/${tenant.slug}/members`, `${name} is an owner now, and you are an admin.`);
    },
  ),
});

async function saidAt(path: string, message: string) {
  return redirect(path, { headers: { 'Set-Cookie': await flash(message) } });
}

export default function Member() {
  const { person, products, offered, isMe, isOwner } = useLoaderData<typeof loader>();
  const mayChange = isOwner || person.role !== 'owner';
  const isLimitable = person.role !== 'owner' && !isMe;
  return (
    <AdminPage
      title={person.name}
      lede={person.email}
      size="narrow"
      status={person.suspendedAt && <Badge tone="danger">Suspended</Badge>}
    >
      <Card>
        <DescriptionList
          facts={[
            { term: 'Role', value: roleNames[person.role] },
            { term: 'Member since', value: <DateText value={person.joinedAt} /> },
            { term: 'Second step', value: person.hasSecondFactor ? 'Set up' : 'Not set up' },
          ]}
        />
      </Card>
      {!mayChange && <Notice title="This is an owner">Only an owner can change what an owner may do.</Notice>}
      {mayChange && (
        <Section title="Role" lede="Owners and admins run the business. Members do the work. Viewers only read.">
          <IntentForm intent="role">
            <Select name="role" label="Role" hideLabel defaultValue={person.role} options={offered} />
            <SubmitButton variant="secondary">Change</SubmitButton>
          </IntentForm>
        </Section>
      )}
      {isLimitable && <Products products={products} />}
      {mayChange && !isMe && <Ends name={person.name} isSuspended={person.suspendedAt !== null} />}
      {isOwner && !isMe && person.role !== 'owner' && <HandOver name={person.name} />}
    </AdminPage>
  );
}

const accessChoices = [
  { value: 'full', label: 'As their role says' },
  { value: 'read', label: 'Only read' },
  { value: 'none', label: 'No access' },
];

function Products({ products }: { products: readonly { id: string; name: string; access: Access }[] }) {
  return (
    <Section title="Products" lede="Somebody may be kept to some products, or only read in one.">
      <Form name="limit">
        <input type="hidden" name="intent" value="limit" />
        {products.map(({ id, name, access }) => (
          <Select key={id} name={`access-${id}`} label={name} defaultValue={access} options={accessChoices} />
        ))}
        <SubmitButton variant="secondary">Save</SubmitButton>
      </Form>
    </Section>
  );
}

function Ends({ name, isSuspended }: { name: string; isSuspended: boolean }) {
  return (
    <Section title="Access" lede="What they did stays in the history, whatever you do here.">
      <div className="toolbar">
        {isSuspended ? (
          <IntentForm intent="restore">
            <SubmitButton variant="secondary">Restore</SubmitButton>
          </IntentForm>
        ) : (
          <IntentForm intent="suspend">
            <SubmitButton variant="secondary">Suspend</SubmitButton>
          </IntentForm>
        )}
        <IntentForm intent="remove">
          <ConfirmButton
            question={`Remove ${name}?`}
            consequence="They can no longer enter this business. What they did stays in the history."
            confirm="Remove"
            variant="danger"
          >
            Remove
          </ConfirmButton>
        </IntentForm>
      </div>
    </Section>
  );
}

function HandOver({ name }: { name: string }) {
  return (
    <Section title="Hand over" lede={`${name} becomes an owner, and you become an admin.`}>
      <IntentForm intent="transfer">
        <ConfirmButton
          question={`Make ${name} the owner in your place?`}
          consequence="Afterwards only an owner can make you one again."
          confirm="Hand over"
          variant="danger"
        >
          Hand over the business
        </ConfirmButton>
      </IntentForm>
    </Section>
  );
}

/** A form of one button, or of one field and its button. */
function IntentForm({ intent, children }: { intent: string; children: ReactNode }) {
  return (
    <Form name={intent} className="form-inline">
      <input type="hidden" name="intent" value={intent} />
      {children}
    </Form>
  );
}
