import type { MailTemplate } from '../letter.server.tsx';
import { Action, Facts, Paragraph, Small } from '../parts.tsx';

interface StandInProps {
  business: string;
  operator: string;
  member: string;
  reason: string;
  readsOnly: boolean;
  href: string;
}

const factsOf = ({ operator, member, reason, readsOnly }: StandInProps): [string, string][] => [
  ['Who', operator],
  ['In the place of', member],
  ['May', readsOnly ? 'read, and change nothing' : 'read and change what the member may'],
  ['Reason', reason],
];

export const consentAsked: MailTemplate<StandInProps> = {
  name: 'operator.consent-asked',
  usefulForHours: 72,
  isOurs: true,
  subject: ({ business }) => `May we look into ${business}?`,
  Body: (props) => (
    <>
      <Paragraph>
        Somebody who runs Candlefish asks to look into {props.business} as a member sees it. It happens only if you
        allow it, and for as long as you say.
      </Paragraph>
      <Facts rows={factsOf(props)} />
      <Action href={props.href}>Look at the request</Action>
      <Small>Did you not ask for help? Then refuse it, or do nothing.</Small>
    </>
  ),
};

export const standInStarted: MailTemplate<StandInProps & { minutes: number }> = {
  name: 'operator.stand-in-started',
  usefulForHours: 72,
  isOurs: true,
  subject: ({ business }) => `We are looking into ${business}`,
  Body: (props) => (
    <>
      <Paragraph>
        Somebody who runs Candlefish looks into {props.business} as a member sees it, for {props.minutes} minutes at
        most. They cannot reach how anybody signs in, keys, exports or members' roles.
      </Paragraph>
      <Facts rows={factsOf(props)} />
      <Paragraph>Every page that they open and all that they change is in the history of your business.</Paragraph>
      <Action href={props.href}>See it, or end it now</Action>
    </>
  ),
};
