import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { emailInput } from '../auth/input.ts';
import { changeRole, invite, listMembers, removeMember, revokeInvitation } from '../auth/members.server.ts';
import { wholeAddress } from '../http/address.server.ts';
import { flash } from '../http/cookie.server.ts';
import type { Role } from '../manifest.ts';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/choice-fields.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, FormRow, SubmitButton } from '../ui/form.tsx';
import { Card, Page, PageHeader, Section } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';
import { idSchema } from '../values/id.ts';

export const meta: MetaFunction = () => [{ title: 'Members · Candlefish' }];

const roles = ['owner', 'admin', 'member', 'viewer'] as const;
const roleInput = z.enum(roles, { error: 'Choose a role.' });
const roleNames: Record<Role, string> = { owner: 'Owner', admin: 'Admin', member: 'Member', viewer: 'Viewer' };
const roleHelp = 'Owners and admins manage members and rates. Members do the work. Viewers only read.';

export const loader = tenantLoader({ permission: 'members:read' }, async ({ tx, member }) => {
  const { members, invitations } = await listMembers(tx);
  return {
    members,
    invitations,
    me: member.userId,
    mayManage: member.can('members:manage'),
    isOwner: member.role === 'owner',
  };
});

const manage = { permission: 'members:manage' } as const;
const saidAndBack = async (url: URL, message: string) =>
  redirect(url.pathname, { headers: { 'Set-Cookie': await flash(message) } });

export const action = byIntent({
  invite: tenantAction(
    { ...manage, input: z.object({ email: emailInput, role: roleInput }) },
    async ({ operation, input, member, url }) => {
      const { token, isMailed } = await invite(operation, input, member);
      return { ok: true as const, invited: input.email, isMailed, link: wholeAddress(`/invite/${token}`, url) };
    },
  ),
  revoke: tenantAction({ ...manage, input: z.object({ id: idSchema }) }, async ({ operation, input, url }) => {
    await revokeInvitation(operation, input);
    return saidAndBack(url, 'The invitation was withdrawn. Its link no longer works.');
  }),
  role: tenantAction(
    { ...manage, input: z.object({ id: idSchema, role: roleInput }) },
    async ({ operation, input, member, url }) => {
      await changeRole(operation, input, member);
      return saidAndBack(url, 'The role was changed.');
    },
  ),
  remove: tenantAction({ ...manage, input: z.object({ id: idSchema }) }, async ({ operation, input, member, url }) => {
    const { name } = await removeMember(operation, input, member);
    return saidAndBack(url, `${name} is no longer a member.`);
  }),
});

export default function Members() {
  const { members, invitations, me, mayManage, isOwner } = useLoaderData<typeof loader>();
  const offered = roles.filter((role) => isOwner || role !== 'owner');
  return (
    <Page size="narrow">
      <PageHeader title="Members" lede="Who works in this business, and what they may do." />
      <Card>
        <ul className="rows">
          {members.map((person) => (
            <li key={person.id} className="rows-item">
              <div className="min-w-0">
                <strong>{person.name}</strong> {person.userId === me && <span className="muted">you</span>}
                <div className="muted">{person.email}</div>
              </div>
              {mayManage && (isOwner || person.role !== 'owner') ? (
                <MemberControls id={person.id} name={person.name} role={person.role} offered={offered} />
              ) : (
                <Badge>{roleNames[person.role]}</Badge>
              )}
            </li>
          ))}
        </ul>
      </Card>
      {mayManage && <Invite offered={offered} />}
      {mayManage && invitations.length > 0 && (
        <Section title="Open invitations">
          <ul className="rows">
            {invitations.map(({ id, email, role, expiresAt }) => (
              <li key={id} className="rows-item">
                <div>
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
        </Section>
      )}
    </Page>
  );
}

function MemberControls({
  id,
  name,
  role,
  offered,
}: {
  id: string;
  name: string;
  role: Role;
  offered: readonly Role[];
}) {
  return (
    <div className="toolbar">
      <Form name={`role-${id}`} className="form-inline">
        <input type="hidden" name="intent" value="role" />
        <input type="hidden" name="id" value={id} />
        <Select
          name="role"
          label={`Role of ${name}`}
          hideLabel
          id={`role-of-${id}`}
          defaultValue={role}
          options={offered.map((value) => ({ value, label: roleNames[value] }))}
        />
        <SubmitButton variant="secondary">Change</SubmitButton>
      </Form>
      <Form name={`remove-${id}`} className="form-inline">
        <input type="hidden" name="intent" value="remove" />
        <input type="hidden" name="id" value={id} />
        <ConfirmButton
          question={`Remove ${name}?`}
          consequence="They can no longer enter this business. What they did stays in the history."
          confirm="Remove"
        >
          Remove
        </ConfirmButton>
      </Form>
    </div>
  );
}

function Invite({ offered }: { offered: readonly Role[] }) {
  const answer = useActionData<typeof action>();
  const invited = answer && 'link' in answer ? answer : null;
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
          <p className="copyable">{invited.link}</p>
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
            help={roleHelp}
            options={offered.map((value) => ({ value, label: roleNames[value] }))}
          />
        </FormRow>
        <SubmitButton>Invite</SubmitButton>
      </Form>
    </Section>
  );
}
