import type { MailTemplate } from '#app/mail/letter.server.tsx';
import { Action, Facts, Paragraph, Picture, Small } from '#app/mail/parts.tsx';

export interface QuoteLetter {
  business: string;
  /** The whole address of its logo, where it has one. */
  logo: string | null;
  subject: string;
  /** What the sender wrote, in paragraphs divided by empty lines. */
  message: string;
  label: string;
  total: string;
  /** The last day on which it can be accepted, written out. */
  validUntil: string | null;
  href: string;
}

/** A quote on its way to a client: the contractor's own words around the link. */
export const quoteLetter: MailTemplate<QuoteLetter> = {
  name: 'paintbox.quote',
  usefulForHours: 3 * 24,
  subject: ({ subject }) => subject,
  Body: ({ business, logo, message, label, total, validUntil, href }) => (
    <>
      {logo && <Picture src={logo} alt={business} />}
      {message
        .split(/\n\s*\n/)
        .filter((paragraph) => paragraph.trim() !== '')
        .map((paragraph, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a letter is drawn once
          <Paragraph key={at}>{paragraph.trim()}</Paragraph>
        ))}
      <Facts
        rows={[['Quote', label], ['Total', total], ...(validUntil ? [['Valid until', validUntil] as const] : [])]}
      />
      <Action href={href}>See the quote</Action>
      <Small>
        On that page you can choose options, ask questions and accept. The link is yours: whoever has it can answer for
        you.
      </Small>
    </>
  ),
};
