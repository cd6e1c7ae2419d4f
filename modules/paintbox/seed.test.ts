import { count } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { event } from '#db/schema/index.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { type Business, newBusiness } from '#tests/support/paintbox.ts';
import { clientListSchema } from './domain/inputs/client.ts';
import { dealListSchema } from './domain/inputs/deal.ts';
import { estimateListSchema } from './domain/inputs/estimate.ts';
import { priceEstimate } from './domain/price.ts';
import { listClients } from './operations/clients.server.ts';
import { listDeals } from './operations/deals.server.ts';
import { getEstimate, listDeletedEstimates, listEstimates } from './operations/estimate-reading.server.ts';
import { listOpenQuestions, listQuotes } from './operations/quotes.server.ts';
import { getWorkbook, listWorkbooks } from './operations/workbooks.server.ts';
import { seedPaintbox } from './seed.server.ts';

let database: FreshDatabase;
let business: Business;

const seed = () => business.run((ctx) => seedPaintbox({ ...ctx, userId: business.userId }));

beforeAll(async () => {
  database = await freshDatabase();
  business = await newBusiness({ name: 'Harbor & Pine Painting' });
  await seed();
});

afterAll(() => database.close());

const everything = () =>
  business.run(async (ctx) => ({
    clients: await listClients(ctx, clientListSchema.parse({})),
    deals: await listDeals(ctx, dealListSchema.parse({})),
    estimates: await listEstimates(ctx, estimateListSchema.parse({})),
    deleted: await listDeletedEstimates(ctx),
    questions: await listOpenQuestions(ctx),
  }));

describe('the demo business', () => {
  it('has clients, and deals in every stage', async () => {
    const { clients, deals } = await everything();
    expect(clients.count).toBe(25);
    expect(deals.count).toBe(33);
    expect(deals.stages.filter(({ count }) => count === 0)).toEqual([]);
  });

  it('has estimates in every state, and one in the bin', async () => {
    const { estimates, deleted, questions } = await everything();
    expect(estimates.count + deleted.length).toBeGreaterThanOrEqual(58);
    expect(Object.values(estimates.counts).every((count) => count >= 5)).toBe(true);
    expect(deleted.map(({ title }) => title)).toEqual(['Deck without railing']);
    expect(questions).toHaveLength(1);
  });

  it('has the workbook they used before, with its total chosen', async () => {
    const [row, ...others] = await business.run((ctx) => listWorkbooks(ctx, { q: '', archived: false }));
    expect(others).toEqual([]);
    expect(row).toMatchObject({ name: 'Bid sheet, interior', summary: { differ: 0, unsupported: 0, formulas: 35 } });
    const { workbook } = await business.run((ctx) => getWorkbook(ctx, row?.id ?? ''));
    expect(workbook.totalsMapping.lines).toMatchObject([{ cell: 'B11', problem: null }]);
    expect(workbook.totalsMapping.suggested[0]).toEqual({ sheet: 'Bid', cell: 'B11', label: 'Bid total' });
  });

  it('is no news: nothing of it waits to be told to anybody', async () => {
    const [events] = await business.run((ctx) => ctx.tx.select({ count: count() }).from(event));
    expect(events?.count).toBe(0);
  });

  it('is left as it is when it is seeded again', async () => {
    const before = await everything();
    await seed();
    expect(await everything()).toEqual(before);
  });

  it('keeps totals that the rules give, and accepted ones that the client agreed to', async () => {
    const { estimates } = await everything();
    for (const row of estimates.rows) {
      const [opened, quotes] = await business.run((ctx) =>
        Promise.all([getEstimate(ctx, row.id), listQuotes(ctx, row.id)]),
      );
      const agreed = quotes.find(({ acceptance }) => acceptance)?.acceptance?.totalMinor;
      expect(row.totalMinor).toBe(agreed ?? priceEstimate(opened.revision.document, opened.rateBook).totals.total);
    }
  });

  it('numbers estimates without gaps', async () => {
    const { estimates, deleted } = await everything();
    const second = await business.run((ctx) => listEstimates(ctx, estimateListSchema.parse({ page: 2 })));
    const numbers = [...estimates.rows, ...second.rows, ...deleted].map(({ number }) => number).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => 1001 + index));
  });
});
