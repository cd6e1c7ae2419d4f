import type { MailTemplate } from '../letter.server.tsx';
import { Action, Paragraph } from '../parts.tsx';

export const webhookSwitchedOff: MailTemplate<{ name: string; url: string; href: string }> = {
  name: 'webhook.switched-off',
  usefulForHours: 7 * 24,
  isOurs: true,
  subject: () => 'A webhook was switched off because nobody answers',
  Body: ({ name, url, href }) => (
    <>
      <Paragraph>Hello {name},</Paragraph>
      <Paragraph>
        the endpoint {url} is told nothing more: for days every message to it has failed. Once it answers again, switch
        it on, and send again what it has missed.
      </Paragraph>
      <Action href={href}>Look at the webhooks</Action>
    </>
  ),
};
