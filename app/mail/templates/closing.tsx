import type { MailTemplate } from '../letter.server.tsx';
import { Facts, Paragraph, Small } from '../parts.tsx';

export const businessWillGo: MailTemplate<{ business: string; who: string; on: string }> = {
  name: 'tenant.will-be-erased',
  usefulForHours: 14 * 24,
  subject: ({ business }) => `${business} is going to be erased`,
  Body: ({ business, who, on }) => (
    <>
      <Paragraph>
        {who} asked for {business} to be erased from Candlefish, with everything in it: clients, estimates, quotes,
        files and history.
      </Paragraph>
      <Facts rows={[['Erased on', on]]} />
      <Paragraph>
        Until then everything works as before, and an owner can take it back under Administration, Data. An archive of
        everything can be made there, too.
      </Paragraph>
      <Small>Was this a mistake? Talk to {who}, or to another owner of the business.</Small>
    </>
  ),
};

export const businessStays: MailTemplate<{ business: string; who: string }> = {
  name: 'tenant.will-stay',
  usefulForHours: 14 * 24,
  subject: ({ business }) => `${business} stays`,
  Body: ({ business, who }) => (
    <Paragraph>
      {who} took back that {business} is erased. Nothing was removed.
    </Paragraph>
  ),
};

export const businessErased: MailTemplate<{ proof: string }> = {
  name: 'tenant.erased',
  usefulForHours: 14 * 24,
  subject: () => 'Your business was erased',
  Body: ({ proof }) => (
    <>
      <Paragraph>
        The days of grace are over, and the business that you owned in Candlefish is being erased now. Nobody can enter
        it any more. Your account stays as it is.
      </Paragraph>
      <Facts rows={[['Number of the proof', proof]]} />
      <Small>What is kept is a signed statement of how many rows were erased, and nothing that was in them.</Small>
    </>
  ),
};
