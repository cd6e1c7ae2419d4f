import type { MailTemplate } from '../letter.server.tsx';
import { Action, Paragraph, Small } from '../parts.tsx';

export const invitationLetter: MailTemplate<{ business: string; invitedBy: string; role: string; href: string }> = {
  name: 'member.invitation',
  usefulForHours: 7 * 24,
  subject: ({ business, invitedBy }) => `${invitedBy} invites you to ${business}`,
  Body: ({ business, invitedBy, role, href }) => (
    <>
      <Paragraph>
        {invitedBy} invites you to work with {business} in Candlefish, as {role}.
      </Paragraph>
      <Action href={href}>Join {business}</Action>
      <Small>
        The link works once, for seven days, for this address. You do not know {invitedBy}? Then there is nothing to do.
      </Small>
    </>
  ),
};
