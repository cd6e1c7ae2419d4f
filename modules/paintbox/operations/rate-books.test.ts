import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';
import { saveRateBookSchema } from '../domain/inputs/rate-book.ts';
import type { RateBook } from '../domain/rate-book.ts';
import * as books from './rate-books.server.ts';

let database: FreshDatabase;
let business: Business;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  business = await newBusiness();
});

const current = () => business.run((ctx) => books.getRateBook(ctx));
const save = (baseVersion: number, change: Partial<RateBook>, note = '') =>
  business.run(async (ctx) => {
    const { document } = await books.getRateBook(ctx);
    return books.saveRateBook(
      ctx,
      saveRateBookSchema.parse({ baseVersion, note, document: { ...document, ...change } }),
    );
  });

describe('the rate book', () => {
  it('starts as the default in the units and currency of the business, stored at the first use', async () => {
    expect(await current()).toMatchObject({
      number: 1,
      isStored: false,
      document: { units: 'imperial', currency: 'USD' },
    });
    await business.run((ctx) => books.ensureRateBook(ctx));
    expect(await current()).toMatchObject({ number: 1, isStored: true });
    const metric = await newBusiness({ units: 'metric', currency: 'EUR' });
    const stored = await metric.run((ctx) => books.ensureRateBook(ctx));
    expect(stored.document).toMatchObject({ version: 1, units: 'metric', currency: 'EUR' });
  });

  it('is stored once by two first uses at the same time', async () => {
    const both = await Promise.all([1, 2].map(() => business.run((ctx) => books.ensureRateBook(ctx))));
    expect(both[0]?.id).toBe(both[1]?.id);
    expect(await business.run((ctx) => books.listRateBookVersions(ctx))).toHaveLength(1);
  });

  it('gets a new version with every save and keeps the old ones', async () => {
    await save(1, { wage: 2900 }, 'Raise in May');
    expect(await current()).toMatchObject({ number: 2, note: 'Raise in May', document: { version: 2, wage: 2900 } });
    expect(await business.run((ctx) => books.getRateBookVersion(ctx, 1))).toMatchObject({ document: { wage: 2600 } });
    const versions = await business.run((ctx) => books.listRateBookVersions(ctx));
    expect(versions.map(({ number, createdByName }) => [number, createdByName])).toEqual([
      [2, 'Marta Lindqvist'],
      [1, 'Marta Lindqvist'],
    ]);
  });

  it('shows the second of two conflicting saves what the first one did', async () => {
    await save(1, { wage: 2900 });
    const refusal = await refusalOf(save(1, { wage: 3100 }));
    expect(refusal).toMatchObject({
      code: 'conflict',
      details: { number: 2, base: { wage: 2600 }, theirs: { wage: 2900 }, yours: { wage: 3100 } },
    });
    expect((await current()).number).toBe(2);
  });

  it('lets one of two saves at the same time through', async () => {
    await business.run((ctx) => books.ensureRateBook(ctx));
    const outcomes = await Promise.allSettled([save(1, { wage: 2900 }), save(1, { wage: 3100 })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await current()).number).toBe(2);
  });

  it('goes back to an old version as a new one', async () => {
    await save(1, { wage: 2900 });
    const restored = await business.run((ctx) => books.restoreRateBook(ctx, { number: 1, baseVersion: 2 }));
    expect(restored).toMatchObject({ number: 3, note: 'Version 1 again', document: { version: 3, wage: 2600 } });
    expect(
      await refusalOf(business.run((ctx) => books.restoreRateBook(ctx, { number: 9, baseVersion: 3 }))),
    ).toMatchObject({
      code: 'not-found',
    });
  });

  it('of another business is not found', async () => {
    await save(1, { wage: 2900 });
    const stranger = await newBusiness();
    expect(await refusalOf(stranger.run((ctx) => books.getRateBookVersion(ctx, 2)))).toMatchObject({
      code: 'not-found',
    });
  });

  it('is refused with a sentence for each field that does not make sense', async () => {
    const { document } = await current();
    const broken = { ...document, wage: -1, burdenPercent: 'a lot', products: [] };
    const issues = saveRateBookSchema.safeParse({ baseVersion: '1', document: JSON.stringify(broken) }).error?.issues;
    expect(issues?.map(({ path }) => path.join('.'))).toEqual(
      expect.arrayContaining(['document.wage', 'document.burdenPercent', 'document.products']),
    );
  });
});
