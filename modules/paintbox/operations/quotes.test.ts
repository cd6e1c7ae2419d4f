import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readLink } from '#app/tenancy/link.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { newId } from '#app/values/id.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { type Business, newBusiness, noon, refusalOf } from '#tests/support/paintbox.ts';
import { demoDocument } from '../domain/demo/documents.ts';
import { createDealSchema } from '../domain/inputs/deal.ts';
import { estimateListSchema, saveEstimateSchema } from '../domain/inputs/estimate.ts';
import { acceptQuoteSchema, declineQuoteSchema } from '../domain/inputs/quote.ts';
import { quoteTotals } from '../domain/quote-totals.ts';
import { createDeal, getDeal } from './deals.server.ts';
import { saveEstimate } from './estimate-editing.server.ts';
import { getEstimate, listEstimates } from './estimate-reading.server.ts';
import { deleteEstimate, insertDocument, reviseEstimate } from './estimates.server.ts';
import * as client from './public-quotes.server.ts';
import * as quotes from './quotes.server.ts';
import { ensureRateBook } from './rate-books.server.ts';

let database: FreshDatabase;
let business: Business;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  business = await newBusiness();
});

const origin = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' };
const days = (count: number) => new Date(noon.getTime() + count * 86_400_000);

/** An estimate with an option that is not taken by default, in a deal of its own. */
async function drafted(dealId?: string) {
  return business.run(async (ctx) => {
    const { document: book } = await ensureRateBook(ctx);
    const deal = dealId
      ? (await getDeal(ctx, dealId)).deal
      : await createDeal(ctx, createDealSchema.parse({ clientName: 'Eleanor Whitcomb', title: 'Bedrooms' }));
    const { estimate } = await insertDocument(ctx, deal, demoDocument('bedrooms', 'Bedrooms', book, 1, newId));
    return { id: estimate.id, dealId: deal.id };
  });
}

const send = (estimateId: string, now = noon) =>
  business.run((ctx) => quotes.sendQuote(ctx, { estimateId, sentTo: 'eleanor@example.com' }), now);

async function sent(dealId?: string) {
  const estimate = await drafted(dealId);
  const quote = await send(estimate.id);
  const tokenHash = readLink(quote.token)?.hash ?? '';
  return { ...estimate, quote, tokenHash };
}

/** As whoever has the link: a member of nothing. */
const asClient = <T>(act: (ctx: OperationContext) => Promise<T>, now = noon) =>
  business.run((ctx) => act({ ...ctx, actor: { userId: null, name: 'The client' } }), now);
const open = (tokenHash: string, now = noon) => asClient((ctx) => client.getPublicQuote(ctx, tokenHash), now);
const accept = (tokenHash: string, change: Record<string, unknown> = {}, now = noon) =>
  asClient(async (ctx) => {
    const { selection, totals } = await client.getPublicQuote(ctx, tokenHash);
    const form = {
      selection,
      agreedTotal: String(totals.total),
      name: 'Eleanor Whitcomb',
      agreesToTerms: 'on',
      ...change,
    };
    const signature = { signatureKind: 'typed', signature: 'Eleanor Whitcomb' };
    return client.acceptQuote(ctx, { ...acceptQuoteSchema.parse({ ...signature, ...form }), tokenHash, ...origin });
  }, now);
const decline = (tokenHash: string, now = noon) =>
  asClient(
    (ctx) =>
      client.declineQuote(ctx, {
        ...declineQuoteSchema.parse({ name: 'Eleanor', reason: 'Too dear' }),
        tokenHash,
        ...origin,
      }),
    now,
  );
const status = async (id: string, now = noon) =>
  (await business.run((ctx) => getEstimate(ctx, id), now)).estimate.status;
const stage = async (dealId: string) => (await business.run((ctx) => getDeal(ctx, dealId))).deal.stage;

describe('sending', () => {
  it('locks the revision, freezes the offer and moves the deal on', async () => {
    const { id, dealId, quote, tokenHash } = await sent();
    expect(quote).toMatchObject({ expiresOn: '2026-06-03', currency: 'USD' });
    expect(quote.token).toMatch(/^[\w-]{54}$/);
    expect(await status(id)).toBe('sent');
    expect(await stage(dealId)).toBe('quoted');
    const { revision } = await business.run((ctx) => getEstimate(ctx, id));
    const edit = business.run((ctx) =>
      saveEstimate(ctx, saveEstimateSchema.parse({ id, version: revision.version, document: revision.document })),
    );
    expect(await refusalOf(edit)).toMatchObject({ code: 'conflict', details: { isLocked: true } });
    const shown = await open(tokenHash);
    expect(shown).toMatchObject({
      label: 'E-1001',
      state: 'open',
      recipient: { name: 'Eleanor Whitcomb' },
      business: { name: business.tenant.name, sender: 'Marta Lindqvist' },
      totals: { total: quote.totalMinor },
    });
    expect(shown.deposit).toBe(Math.round(quote.totalMinor / 4));
  });

  it('is done once: a second time says to copy the link', async () => {
    const { id } = await sent();
    expect(await refusalOf(send(id))).toMatchObject({ code: 'conflict' });
    const other = await drafted();
    const both = await Promise.allSettled([send(other.id), send(other.id)]);
    expect(both.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('refuses an estimate with nothing in it', async () => {
    const { id } = await business.run(async (ctx) => {
      const { document } = await ensureRateBook(ctx);
      const deal = await createDeal(ctx, createDealSchema.parse({ clientName: 'Walt', title: 'Nothing' }));
      const empty = { ...demoDocument('one-room', 'Nothing', document, 0, newId), areas: [] };
      return (await insertDocument(ctx, deal, empty)).estimate;
    });
    expect((await refusalOf(send(id))).message).toBe(
      'This estimate cannot be sent yet. There is nothing to quote yet.',
    );
  });
});

describe('the link', () => {
  it('expires after its last day in the time zone of the business', async () => {
    const { id, tokenHash, quote } = await sent();
    const lastEvening = new Date('2026-06-04T03:59:00Z');
    const nextDay = new Date('2026-06-04T04:01:00Z');
    expect((await open(tokenHash, lastEvening)).state).toBe('open');
    const refusal = await refusalOf(open(tokenHash, nextDay));
    expect(refusal).toMatchObject({ code: 'gone', details: { state: 'expired' } });
    expect(refusal.message).toBe(`This quote was valid until June 3, 2026. Ask ${business.tenant.name} for a new one.`);
    expect(await refusalOf(accept(tokenHash, {}, nextDay))).toMatchObject({ code: 'gone' });
    expect(await status(id, lastEvening)).toBe('sent');
    expect(await status(id, nextDay)).toBe('expired');
    const lists = await business.run(
      (ctx) => listEstimates(ctx, estimateListSchema.parse({ status: 'expired' })),
      nextDay,
    );
    expect(lists).toMatchObject({ count: 1, counts: { sent: 0, expired: 1 } });
    const again = await send(id, nextDay);
    expect(again.token).not.toBe(quote.token);
    expect(await refusalOf(open(tokenHash, nextDay))).toMatchObject({ details: { state: 'superseded' } });
    expect(await status(id, nextDay)).toBe('sent');
  });

  it('is gone once withdrawn, and the estimate can be sent again', async () => {
    const { id, quote, tokenHash } = await sent();
    await business.run((ctx) => quotes.revokeQuote(ctx, { id: quote.id }));
    await business.run((ctx) => quotes.revokeQuote(ctx, { id: quote.id }));
    expect(await refusalOf(open(tokenHash))).toMatchObject({ code: 'gone', details: { state: 'revoked' } });
    expect(await status(id)).toBe('draft');
    await send(id);
    expect(await status(id)).toBe('sent');
  });

  it('is gone once the estimate was revised, and says that there is a newer one', async () => {
    const { id, dealId, tokenHash } = await sent();
    await business.run((ctx) => reviseEstimate(ctx, { id }));
    expect(await refusalOf(open(tokenHash))).toMatchObject({ code: 'gone', details: { state: 'superseded' } });
    expect(await refusalOf(accept(tokenHash))).toMatchObject({ code: 'gone' });
    expect(await status(id)).toBe('draft');
    expect(await stage(dealId)).toBe('estimating');
    const again = await send(id);
    expect((await open(readLink(again.token)?.hash ?? '')).label).toBe('E-1001 rev. 2');
  });

  it('opens nothing for a deleted estimate, another business or a changed letter', async () => {
    const { id, tokenHash } = await sent();
    const stranger = await newBusiness();
    const elsewhere = stranger.run((ctx) => client.getPublicQuote(ctx, tokenHash));
    expect(await refusalOf(elsewhere)).toMatchObject({ code: 'not-found' });
    await business.run((ctx) => deleteEstimate(ctx, { id }));
    expect(await refusalOf(open(tokenHash))).toMatchObject({ code: 'not-found' });
    expect(readLink('short')).toBeNull();
  });

  it('can be copied again while it is open', async () => {
    const { quote } = await sent();
    const again = await business.run((ctx) => quotes.resendQuote(ctx, { id: quote.id, sentTo: 'other@example.com' }));
    expect(again.token).toBe(quote.token);
    await business.run((ctx) => quotes.revokeQuote(ctx, { id: quote.id }));
    const late = business.run((ctx) => quotes.resendQuote(ctx, { id: quote.id, sentTo: null }));
    expect(await refusalOf(late)).toMatchObject({ code: 'conflict' });
  });
});

describe('views', () => {
  it('count once an hour for an address', async () => {
    const { id, quote, tokenHash } = await sent();
    const view = (ip: string, minutes: number) =>
      asClient(
        (ctx) => client.recordView(ctx, { ...origin, tokenHash, ip }),
        new Date(noon.getTime() + minutes * 60_000),
      );
    await Promise.all([view('198.51.100.1', 1), view('198.51.100.1', 2), view('198.51.100.2', 2)]);
    await view('198.51.100.1', 70);
    const [row] = await business.run((ctx) => quotes.listQuotes(ctx, id));
    expect(row).toMatchObject({ viewCount: 3, state: 'open', lastViewedAt: new Date(noon.getTime() + 70 * 60_000) });
    expect(await business.run((ctx) => quotes.listViews(ctx, quote.id))).toHaveLength(3);
  });
});

describe('questions', () => {
  it('are asked by the client, answered by a member, and read by both', async () => {
    const { id, tokenHash } = await sent();
    const question = await asClient((ctx) =>
      client.askQuestion(ctx, { tokenHash, name: 'Eleanor', body: 'Which paint?' }),
    );
    expect(await business.run((ctx) => quotes.listOpenQuestions(ctx))).toMatchObject([
      { body: 'Which paint?', estimateId: id },
    ]);
    await business.run((ctx) => quotes.answerQuestion(ctx, { questionId: question.id, body: 'The eggshell.' }));
    expect(await business.run((ctx) => quotes.listOpenQuestions(ctx))).toEqual([]);
    expect((await open(tokenHash)).questions.map(({ side, body }) => [side, body])).toEqual([
      ['client', 'Which paint?'],
      ['contractor', 'The eggshell.'],
    ]);
    expect(await business.run((ctx) => quotes.listQuestions(ctx, id))).toHaveLength(2);
  });

  it('stop being taken when twenty wait for an answer', async () => {
    const { tokenHash } = await sent();
    const ask = (body: string) => asClient((ctx) => client.askQuestion(ctx, { tokenHash, name: 'E', body }));
    for (let index = 0; index < 20; index++) await ask(`Question ${index}`);
    expect(await refusalOf(ask('One more'))).toMatchObject({ code: 'too-many' });
  });
});

describe('accepting', () => {
  it('records selection, signature, totals and where from, and wins the deal', async () => {
    const { id, dealId, tokenHash } = await sent();
    const { quote, totals: offered } = await open(tokenHash);
    const selection = quote.options.map((option) => option.id);
    const { totals } = await accept(tokenHash, {
      selection,
      agreedTotal: offered.total + (await optionPrice(tokenHash)),
    });
    expect(totals.total).toBeGreaterThan(offered.total);
    const [row] = await business.run((ctx) => quotes.listQuotes(ctx, id));
    expect(row).toMatchObject({
      state: 'accepted',
      acceptance: {
        signedName: 'Eleanor Whitcomb',
        signatureKind: 'typed',
        ...origin,
        selection,
        totalMinor: totals.total,
      },
    });
    expect(await status(id)).toBe('accepted');
    expect(await stage(dealId)).toBe('won');
    const [listed] = (await business.run((ctx) => listEstimates(ctx, estimateListSchema.parse({})))).rows;
    expect(listed?.totalMinor).toBe(totals.total);
    expect(await open(tokenHash, days(90))).toMatchObject({
      state: 'accepted',
      totals,
      acceptance: { acceptedAt: noon },
    });
  });

  it('holds the client to the total on their screen and to nothing else', async () => {
    const { id, tokenHash } = await sent();
    const refusal = await refusalOf(accept(tokenHash, { agreedTotal: 100 }));
    expect(refusal.code).toBe('conflict');
    expect(refusal.message).toMatch(/^Your page showed \$1\.00, but this selection comes to \$/);
    expect(await status(id)).toBe('sent');
  });

  it('refuses options that are not in the quote, or are there twice', async () => {
    const { tokenHash } = await sent();
    const [option] = (await open(tokenHash)).quote.options;
    expect(await refusalOf(accept(tokenHash, { selection: [newId()] }))).toMatchObject({ code: 'invalid' });
    expect(await refusalOf(accept(tokenHash, { selection: [option?.id, option?.id] }))).toMatchObject({
      code: 'invalid',
    });
  });

  it('counts once when two press the button at the same time', async () => {
    const { id, tokenHash } = await sent();
    const outcomes = await Promise.allSettled([accept(tokenHash), accept(tokenHash, { name: 'Walt Whitcomb' })]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'conflict', details: { answer: 'accepted' } });
    expect(
      (await business.run((ctx) => quotes.listQuotes(ctx, id))).filter(({ acceptance }) => acceptance),
    ).toHaveLength(1);
  });

  it('and declining at the same time leave one answer', async () => {
    const { id, tokenHash } = await sent();
    const outcomes = await Promise.allSettled([accept(tokenHash), decline(tokenHash)]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const [row] = await business.run((ctx) => quotes.listQuotes(ctx, id));
    expect([row?.acceptance, row?.decline].filter(Boolean)).toHaveLength(1);
  });

  it('ends what can be done with the estimate and its quote', async () => {
    const { id, quote, tokenHash } = await sent();
    await accept(tokenHash);
    const attempts = [
      send(id),
      business.run((ctx) => reviseEstimate(ctx, { id })),
      business.run((ctx) => deleteEstimate(ctx, { id })),
      business.run((ctx) => quotes.revokeQuote(ctx, { id: quote.id })),
      decline(tokenHash),
    ];
    for (const refusal of await Promise.all(attempts.map(refusalOf)))
      expect(refusal).toMatchObject({ code: 'conflict' });
  });
});

async function optionPrice(tokenHash: string): Promise<number> {
  const { quote, totals } = await open(tokenHash);
  return (
    quoteTotals(
      quote.basis,
      quote.options.map(({ id }) => id),
    ).total - totals.total
  );
}

describe('declining', () => {
  it('takes the reason and loses the deal when nothing else is on offer', async () => {
    const first = await sent();
    const second = await sent(first.dealId);
    await decline(first.tokenHash);
    expect(await stage(first.dealId)).toBe('quoted');
    await decline(second.tokenHash);
    expect(await stage(first.dealId)).toBe('lost');
    expect(await status(first.id)).toBe('declined');
    expect(await open(first.tokenHash)).toMatchObject({ state: 'declined', decline: { reason: 'Too dear' } });
    await business.run((ctx) => reviseEstimate(ctx, { id: first.id }));
    expect(await stage(first.dealId)).toBe('estimating');
  });

  it('needs a reason', () => {
    expect(declineQuoteSchema.safeParse({ reason: ' ' }).error?.issues[0]?.message).toBe(
      'Please say in a few words why.',
    );
  });
});

describe('a drawn signature', () => {
  it('is refused in words when it cannot be read', () => {
    const form = {
      selection: [],
      agreedTotal: '1',
      name: 'E',
      agreesToTerms: 'on',
      signatureKind: 'drawn',
      signature: 'scribble',
    };
    const issues = acceptQuoteSchema.safeParse(form).error?.issues;
    expect(issues?.map(({ path }) => path.join('.'))).toEqual(['signature']);
  });
});

describe('what members do with quotes', () => {
  it('is closed to another business', async () => {
    const { id, quote, tokenHash } = await sent();
    const question = await asClient((ctx) => client.askQuestion(ctx, { tokenHash, name: 'E', body: 'Hm?' }));
    const stranger = await newBusiness();
    const attempts = [
      stranger.run((ctx) => quotes.sendQuote(ctx, { estimateId: id, sentTo: null })),
      stranger.run((ctx) => quotes.revokeQuote(ctx, { id: quote.id })),
      stranger.run((ctx) => quotes.resendQuote(ctx, { id: quote.id, sentTo: null })),
      stranger.run((ctx) => quotes.listViews(ctx, quote.id)),
      stranger.run((ctx) => quotes.answerQuestion(ctx, { questionId: question.id, body: 'Hi' })),
    ];
    for (const refusal of await Promise.all(attempts.map(refusalOf)))
      expect(refusal).toMatchObject({ code: 'not-found' });
    expect(await stranger.run((ctx) => quotes.listQuotes(ctx, id))).toEqual([]);
  });
});
