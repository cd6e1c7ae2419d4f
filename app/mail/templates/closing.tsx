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

export const businessGoesSoon: MailTemplate<{ business: string; on: string }> = {
  name: 'tenant.erased-soon',
  usefulForHours: 48,
  subject: ({ business }) => `${business} will be erased soon`,
  Body: ({ business, on }) => (
    <>
      <Paragraph>
        {business} is going to be erased from Candlefish in a day or two, with everything in it. This is the last letter
        before that.
      </Paragraph>
      <Facts rows={[['Erased on', on]]} />
      <Paragraph>
        An owner can still take it back under Administration, Data, and make an archive of everything there.
      </Paragraph>
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
