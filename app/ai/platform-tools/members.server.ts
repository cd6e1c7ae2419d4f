import { listMembers as findMembers } from '../../auth/members.server.ts';
import { readTool } from '../tool.ts';
import { inputs } from './inputs.ts';

/** Who belongs to the business, and in what role. */
export const listMembers = readTool({
  name: 'platform_list_members',
  label: 'List members',
  description:
    'Lists the members of the business with their roles, and the invitations that are open. Changes nothing.',
  permission: 'members:read',
  input: inputs.platform_list_members,
  async run({ tx, tenant }, { query = '' }) {
    const { members, invitations } = await findMembers(tx);
    const matches = (text: string) => text.toLowerCase().includes(query.toLowerCase());
    const shown = members.filter(({ name, email }) => matches(name) || matches(email));
    const invited = invitations.filter(({ email }) => matches(email));
    const suspended = shown.filter(({ suspendedAt }) => suspendedAt).length;
    return {
      text: sentence(shown.length, suspended, invited.length, query),
      data: {
        members: shown.map(({ name, email, role, suspendedAt }) => ({
          name,
          email,
          role,
          suspended: suspendedAt !== null,
        })),
        invited: invited.map(({ email, role }) => ({ email, role })),
      },
      records: [{ label: 'Members', href: `/t/${tenant.slug}/members` }],
      showings: [
        {
          kind: 'table',
          caption: 'Members',
          columns: [{ label: 'Name' }, { label: 'E-mail' }, { label: 'Role' }, { label: 'State' }],
          rows: [
            ...shown.map(({ name, email, role, suspendedAt }) => [
              name,
              email,
              role,
              suspendedAt ? 'suspended' : 'active',
            ]),
            ...invited.map(({ email, role }) => ['', email, role, 'invited']),
          ],
        },
      ],
    };
  },
});

function sentence(members: number, suspended: number, invited: number, query: string): string {
  const who = query === '' ? '' : ` matching “${query}”`;
  const parts = [
    `${members === 1 ? 'There is 1 member' : `There are ${members} members`}${who}`,
    ...(suspended > 0 ? [`${suspended} of them suspended`] : []),
    ...(invited > 0 ? [`${invited} invited`] : []),
  ];
  return `${parts.join(', ')}.`;
}
