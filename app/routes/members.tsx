import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useRouteLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { leave } from '../admin/members.server.ts';
import { roleInput } from '../admin/role-input.ts';
import { offeredBy, roleNames } from '../admin/roles.ts';
import { revealing, sealShown } from '../api/shown-once.server.ts';
import { emailInput } from '../auth/input.ts';
import { invite, listMembers } from '../auth/members.server.ts';
import { revokeInvitation } from '../auth/revoke-invitation.server.ts';
import { wholeAddress } from '../http/address.server.ts';
import { flash } from '../http/cookie.server.ts';
import type { Role } from '../manifest.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/choice-fields.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, FormRow, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { Card, Section } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';
import { idSchema } from '../values/id.ts';
import type { loader as tenantLayout } from './tenant.tsx';

export const meta: MetaFunction = () => [{ title: 'Members · Candlefish' }];

export const loader = tenantLoader({ permission: 'members:read' }, async ({ tx, member }) => {
  const { members, invitations } = await listMembers(tx);
  const mayManage = member.can('members:manage');
  return {
    members: members.map(({ hasSecondFactor, productAccess, ...person }) => ({
      ...person,
      // How somebody is limited and how they sign in is for those to see who answer for it.
      ...(mayManage && { hasSecondFactor, isLimited: Object.keys(productAccess).length > 0 }),
    })),
    invitations: mayManage ? invitations : [],
    me: member.userId,
    mayManage,
    offered: offeredBy(member.role),
  };
});

const manage = { permission: 'members:manage' } as const;

export const action = byIntent({
  invite: revealing(
    tenantAction(
      { ...manage, input: z.object({ email: emailInput, role: roleInput }) },
      async ({ operation, input, member, url }) => {
        const { token, isMailed } = await invite(operation, input, member);
        const link = { label: 'Link', value: wholeAddress(`/invite/${token}`, url) };
        return sealShown(operation, [link], { invited: input.email, isMailed });
      },
    ),
  ),
  revoke: tenantAction({ ...manage, input: z.object({ id: idSchema }) }, async ({ operation, input, url }) => {
    await revokeInvitation(operation, input);
    const message = await flash('The invitation was withdrawn. Its link no longer works.');
    return redirect(url.pathname, { headers: { 'Set-Cookie': message } });
  }),
  leave: tenantAction({ permission: 'members:read', stepUp: true }, async ({ operation, member, tenant }) => {
    await leave(operation, member);
    return redirect('/businesses', { headers: { 'Set-Cookie': await flash(`You have left ${tenant.name}.`) } });
  }),
});

export default function Members() {
  const { members, invitations, me, mayManage, offered } = useLoaderData<typeof loader>();
  const layout = useRouteLoaderData<typeof tenantLayout>('routes/tenant');
  return (
    <AdminPage title="Members" lede="Who works in this business, and what they may do." size="narrow">
      <Card>
        <ul className="rows">
          {members.map((person) => (
            <Person
              key={person.id}
              {...person}
              isMe={person.userId === me}
              href={mayManage ? `/t/${layout?.tenant.slug}/admin/members/${person.id}` : null}
            />
          ))}
        </ul>
      </Card>
      {mayManage && <Invite offered={offered} />}
      {invitations.length > 0 && <Invitations invitations={invitations} />}
      <Leave business={layout?.tenant.name ?? 'this business'} />
    </AdminPage>
  );
}

interface PersonProps {
  name: string;
  email: string;
  role: Role;
  suspendedAt: Date | null;
  isLimited?: boolean;
  hasSecondFactor?: boolean;
  isMe: boolean;
  /** Where what they may do is changed, for whoever may. */
  href: string | null;
}

function Person({ name, email, role, suspendedAt, isLimited, hasSecondFactor, isMe, href }: PersonProps) {
  return (
    <li className="rows-item">
      <div className="min-w-0">
        {href ? <Link to={href}>{name}</Link> : <strong>{name}</strong>} {isMe && <span className="muted">you</span>}
        <div className="muted">{email}</div>
      </div>
      <div className="toolbar">
        {suspendedAt && <Badge tone="danger">Suspended</Badge>}
        {isLimited && <Badge icon="lock">Limited</Badge>}
        {hasSecondFactor && (
          <Badge tone="done" icon="key">
            Second step
          </Badge>
        )}
        <Badge>{roleNames[role]}</Badge>
      </div>
    </li>
  );
}

function Invitations({
  invitations,
}: {
  invitations: readonly { id: string; email: string; role: Role; expiresAt: Date }[];
}) {
  return (
    <Section title="Open invitations" id="invitations">
      <Card>
        <ul className="rows">
          {invitations.map(({ id, email, role, expiresAt }) => (
            <li key={id} className="rows-item">
              <div className="min-w-0">
                {email} <Badge>{roleNames[role]}</Badge>
                <div className="muted">
                  Open until <DateText value={expiresAt} />
                </div>
              </div>
              <Form name={`revoke-${id}`} className="form-inline">
                <input type="hidden" name="intent" value="revoke" />
                <input type="hidden" name="id" value={id} />
                <Button type="submit" size="small">
                  Withdraw
                </Button>
              </Form>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  );
}

function Invite({ offered }: { offered: readonly { value: string; label: string }[] }) {
  const answer = useActionData<typeof action>();
  const invited = answer && 'shown' in answer ? answer : null;
  return (
    <Section
      title="Invite somebody"
      lede="They get a letter with a link that works once, for seven days, for this address alone."
    >
      {invited && (
        <Card>
          {invited.isMailed ? (
            <p>
              An invitation is on its way to <strong>{invited.invited}</strong>. You can pass this link on as well; it
              is shown only now.
            </p>
          ) : (
            <p>
              Send this link to <strong>{invited.invited}</strong>. It is shown only now. Once your own address is
              confirmed, invitations go by mail.
            </p>
          )}
          <p className="copyable">{invited.shown[0]?.value}</p>
        </Card>
      )}
      <Form name="invite" resetWhenDone>
        <input type="hidden" name="intent" value="invite" />
        <FormRow>
          <TextField name="email" label="Email" type="email" autoComplete="off" />
          <Select
            name="role"
            label="Role"
            defaultValue="member"
            help="Owners and admins run the business. Members do the work. Viewers only read."
            options={offered}
          />
        </FormRow>
        <SubmitButton>Invite</SubmitButton>
      </Form>
    </Section>
  );
}

function Leave({ business }: { business: string }) {
  return (
    <Section title="Leave" lede="You can come back when somebody invites you again.">
      <Form name="leave" className="form-inline">
        <input type="hidden" name="intent" value="leave" />
        <ConfirmButton
          question={`Leave ${business}?`}
          consequence="You can no longer enter it. What you did stays in its history, and your name and address among its former members."
          confirm="Leave"
          variant="danger"
        >
          Leave this business
        </ConfirmButton>
      </Form>
    </Section>
  );
}
