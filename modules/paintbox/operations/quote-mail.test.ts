import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listLettersAbout } from '#app/mail/letters.server.ts';
import { newId } from '#app/values/id.ts';
import { mail, tenant } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';
import { demoDocument } from '../domain/demo/documents.ts';
import { createDealSchema } from '../domain/inputs/deal.ts';
import { mailQuoteSchema } from '../domain/inputs/quote.ts';
import { createDeal } from './deals.server.ts';
import { insertDocument } from './estimates.server.ts';
import { mailQuote } from './quote-mail.server.ts';
import { listQuotes, revokeQuote, type SentQuote, sendQuote } from './quotes.server.ts';
import { ensureRateBook } from './rate-books.server.ts';

let database: FreshDatabase;
let business: Business;
let estimateId: string;
let quote: SentQuote;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  business = await newBusiness();
  quote = await business.run(async (ctx) => {
    const { document: book } = await ensureRateBook(ctx);
    const deal = await createDeal(ctx, createDealSchema.parse({ clientName: 'Eleanor Whitcomb', title: 'Bedrooms' }));
    const { estimate } = await insertDocument(ctx, deal, demoDocument('bedrooms', 'Bedrooms', book, 1, newId));
    estimateId = estimate.id;
    return sendQuote(ctx, { estimateId, sentTo: null });
  });
});

const words = {
  subject: 'Your bedrooms',
  message: 'Hello Eleanor,\n\nhere it is. <b>Tell me</b> what you think.\n\nMarta',
};

function mailTo(sentTo: string, change: Partial<typeof words> = {}, own = quote) {
  const input = mailQuoteSchema.parse({ id: own.id, sentTo, ...words, ...change });
  return business.run((ctx) => mailQuote(ctx, input, 'marta@example.com'));
}

const letters = () => business.run(({ tx }) => tx.select().from(mail));

describe('a quote', () => {
  it('is mailed with its link, its total and the words of its sender, in both kinds of text', async () => {
    await mailTo('eleanor@example.com');
    const [letter] = await letters();
    expect(letter).toMatchObject({
      template: 'paintbox.quote',
      fromName: business.tenant.name,
      toAddress: 'eleanor@example.com',
      replyTo: 'marta@example.com',
      subject: 'Your bedrooms',
      aboutId: quote.id,
    });
    for (const text of [letter?.html, letter?.plain]) {
      expect(text).toContain(`/q/${quote.token}`);
      expect(text).toContain('E-1001');
      expect(text).toContain('June 3, 2026');
    }
    expect(letter?.plain).toContain('here it is. <b>Tell me</b> what you think.');
    expect(letter?.html).toContain('&lt;b&gt;Tell me&lt;/b&gt;');
    const [listed] = await business.run((ctx) => listQuotes(ctx, estimateId));
    expect(listed?.sentTo).toBe('eleanor@example.com');
  });

  it('is mailed again, to somebody else, and tells what became of each letter', async () => {
    await mailTo('eleanor@example.com');
    await mailTo('peter@example.com');
    await business.run(({ tx, now }) =>
      tx
        .update(mail)
        .set({ deadAt: now, lastError: '550 no such mailbox' })
        .where(eq(mail.toAddress, 'eleanor@example.com')),
    );
    const found = await business.run(({ tx }) => listLettersAbout(tx, [quote.id]));
    expect(found.map(({ to, state, problem }) => [to, state, problem]).sort()).toEqual([
      ['eleanor@example.com', 'dead', '550 no such mailbox'],
      ['peter@example.com', 'queued', null],
    ]);
    expect(await business.run(({ tx }) => listLettersAbout(tx, [newId()]))).toEqual([]);
  });

  it.each([
    ['two addresses', 'a@example.com, b@example.com'],
    ['a name with an address', 'Eleanor <a@example.com>'],
    ['a line of a header', 'a@example.com\r\nBcc: b@example.com'],
    ['nothing', ' '],
  ])('is not mailed to %s', (_, sentTo) => {
    expect(mailQuoteSchema.safeParse({ id: quote.id, sentTo, ...words }).success).toBe(false);
  });

  it('puts no line of its subject into a header', async () => {
    const subject = 'Bedrooms\r\nBcc: b@example.com\u2028X: y\u202e';
    await mailTo('eleanor@example.com', { subject });
    expect((await letters())[0]?.subject).toBe('Bedrooms Bcc: b@example.com X: y');
  });

  it('that was withdrawn is not mailed, nor is one of another business', async () => {
    const theirs = quote;
    business = await newBusiness();
    expect(await refusalOf(mailTo('eleanor@example.com', {}, theirs))).toMatchObject({ code: 'not-found' });
  });

  it('that is over is not mailed', async () => {
    await business.run((ctx) => revokeQuote(ctx, { id: quote.id }));
    expect(await refusalOf(mailTo('eleanor@example.com'))).toMatchObject({ code: 'conflict' });
    expect(await letters()).toEqual([]);
  });
});

describe('letters in 24 hours', () => {
  it('to one reader are ten', async () => {
    for (let sent = 0; sent < 10; sent += 1) await mailTo('eleanor@example.com');
    expect(await refusalOf(mailTo('eleanor@example.com'))).toMatchObject({
      code: 'too-many',
      message: expect.stringContaining('got 10 letters'),
    });
    await mailTo('peter@example.com');
  });

  it('of a business are as many as its plan has, however many send at once', async () => {
    await withPlatform((tx) => tx.update(tenant).set({ dailyMailLimit: 3 }).where(eq(tenant.id, business.tenant.id)));
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, at) => mailTo(`reader-${at}@example.com`)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await letters()).toHaveLength(3);
  });
});
