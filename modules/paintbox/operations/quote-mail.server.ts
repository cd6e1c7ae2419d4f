import { findBrand } from '#app/admin/brand.server.ts';
import { Refusal } from '#app/errors/refusal.ts';
import { ownAddress } from '#app/http/address.server.ts';
import { sendMail } from '#app/mail/mail.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { formatMoney } from '#app/values/money.ts';
import { formatOn, on } from '#app/values/time.ts';
import * as data from '../data/quotes.server.ts';
import type { MailQuote } from '../domain/inputs/quote.ts';
import { revisionNumber } from '../domain/labels.ts';
import { links } from '../domain/links.ts';
import { quoteLetter } from '../mail/quote-letter.tsx';
import { recordAudit } from './activity.server.ts';
import { quoteState } from './quotes.server.ts';
import { expectFound } from './refusals.server.ts';
import { todayOf } from './scope.server.ts';

/**
 * Mails the link of an open quote to the client, in the sender's words; answers go to the sender. What becomes of the
 * letter is found with `listLettersAbout`. As often as the business may write.
 * @throws Refusal conflict when the quote is not open, or no mail may leave; too-many
 */
export async function mailQuote(ctx: OperationContext, input: MailQuote, replyTo: string): Promise<void> {
  const { tx, tenant } = ctx;
  const found = expectFound(await data.findQuote(tx, input.id), 'quote');
  const { quote, estimateId, number, revision } = found;
  if (quoteState(found, todayOf(ctx)) !== 'open' || quote.token === null) {
    throw new Refusal('conflict', 'This quote is not open any more. Send the estimate again for a new link.');
  }
  const label = revisionNumber(number, revision);
  const { logoId } = await findBrand(tx);
  await sendMail(ctx, quoteLetter, {
    to: input.sentTo,
    replyTo,
    aboutId: quote.id,
    props: {
      business: tenant.name,
      logo: logoId && ownAddress(links.quoteLogo(quote.token)),
      subject: input.subject,
      message: input.message,
      label,
      total: formatMoney(quote.totalMinor, quote.currency, tenant.locale),
      validUntil: quote.expiresOn && formatOn(on(quote.expiresOn), tenant.locale, 'long'),
      href: ownAddress(links.quote(quote.token)),
    },
  });
  await data.setQuoteRecipient(tx, quote.id, input.sentTo);
  await recordAudit(ctx, 'quote.mailed', { type: 'estimate', id: estimateId }, { label, to: input.sentTo });
}
