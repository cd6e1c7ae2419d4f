import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#app/values/id.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';
import { demoDocument } from '../domain/demo/documents.ts';
import { type Estimate, estimateSchema } from '../domain/estimate.ts';
import {
  createEstimateSchema,
  duplicateEstimateSchema,
  estimateListSchema,
  saveEstimateSchema,
} from '../domain/inputs/estimate.ts';
import { priceEstimate } from '../domain/price.ts';
import { moveDeal } from './deals.server.ts';
import * as editing from './estimate-editing.server.ts';
import * as reading from './estimate-reading.server.ts';
import * as estimates from './estimates.server.ts';
import { sendQuote } from './quotes.server.ts';
import { ensureRateBook, getRateBook, saveRateBook } from './rate-books.server.ts';

let database: FreshDatabase;
let business: Business;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  business = await newBusiness();
});

const create = (input: Record<string, unknown> = {}) =>
  business.run((ctx) =>
    estimates.createEstimate(
      ctx,
      createEstimateSchema.parse({ clientName: 'Priya Raman', title: 'Bedrooms', ...input }),
    ),
  );
const get = (id: string, revision?: number) => business.run((ctx) => reading.getEstimate(ctx, id, revision));
const save = (id: string, version: number, document: Estimate) =>
  business.run((ctx) => editing.saveEstimate(ctx, saveEstimateSchema.parse({ id, version, document })));
const list = (search: Record<string, unknown> = {}) =>
  business.run((ctx) => reading.listEstimates(ctx, estimateListSchema.parse(search)));

async function filled(title = 'Bedrooms') {
  const { estimate } = await create({ title });
  const { document: book } = await business.run((ctx) => ensureRateBook(ctx));
  const document = demoDocument('bedrooms', title, book, 3, newId);
  const saved = await save(estimate.id, 1, document);
  return {
    id: estimate.id,
    number: estimate.number,
    document,
    book,
    version: saved.version,
    total: saved.totals.total,
  };
}

describe('a new estimate', () => {
  it('makes its deal and client on the way and is numbered without gaps', async () => {
    const first = await create();
    const second = await create({ clientName: 'Owen Kettering' });
    expect([first.estimate.number, second.estimate.number]).toEqual([1001, 1002]);
    const shown = await get(first.estimate.id);
    expect(shown).toMatchObject({
      client: { name: 'Priya Raman' },
      deal: { title: 'Bedrooms', stage: 'estimating' },
      estimate: { status: 'draft', totalMinor: 0, currency: 'USD' },
      revision: { number: 1, version: 1, document: { title: 'Bedrooms', rateBookVersion: 1 } },
      isEditable: true,
      newestRateBook: 1,
    });
  });

  it('leaves no hole when it fails halfway', async () => {
    await create();
    const failing = business.run(async (ctx) => {
      await estimates.createEstimate(ctx, createEstimateSchema.parse({ clientName: 'Nobody', title: 'Lost' }));
      throw new Error('after the number was taken');
    });
    await expect(failing).rejects.toThrow('after the number');
    expect((await create()).estimate.number).toBe(1002);
    expect((await list()).count).toBe(2);
  });

  it('gives every one of many made at once a number of its own', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, (_, index) => create({ clientName: `Client ${index}` })));
    expect(made.map(({ estimate }) => estimate.number).sort()).toEqual([1001, 1002, 1003, 1004, 1005, 1006]);
  });

  it('joins a deal that is there, and moves it on from lead', async () => {
    const { estimate } = await create();
    await business.run((ctx) => moveDeal(ctx, { id: estimate.dealId, stage: 'lead' }));
    const second = await create({ dealId: estimate.dealId, clientName: '', title: 'Walls only' });
    expect((await get(second.estimate.id)).deal).toMatchObject({ id: estimate.dealId, stage: 'estimating' });
  });

  it('copies another one with ids of its own and the same figures', async () => {
    const source = await filled();
    const copy = await business.run((ctx) =>
      estimates.duplicateEstimate(ctx, duplicateEstimateSchema.parse({ id: source.id })),
    );
    const shown = await get(copy.estimate.id);
    expect(shown.estimate).toMatchObject({ title: 'Bedrooms (copy)', totalMinor: source.total, status: 'draft' });
    const ids = (document: Estimate) => [
      ...document.areas.flatMap((area) => [area.id, ...area.surfaces.map(({ id }) => id)]),
      ...document.options.map(({ id }) => id),
    ];
    const old = new Set(ids(source.document));
    expect(ids(shown.revision.document).filter((id) => old.has(id))).toEqual([]);
    expect(estimateSchema.safeParse(shown.revision.document).success).toBe(true);
    const template = await create({ clientName: 'Ruth', title: 'Like the other', fromId: source.id });
    expect((await get(template.estimate.id)).estimate.totalMinor).toBe(source.total);
  });
});

describe('saving', () => {
  it('prices on the server and copies totals to the list', async () => {
    const { id, document, book, total, version } = await filled();
    const { totals } = priceEstimate(document, book);
    expect(version).toBe(2);
    expect(total).toBe(totals.total);
    const [row] = (await list()).rows;
    expect(row).toMatchObject({ id, totalMinor: totals.total, title: 'Bedrooms' });
    const { estimate } = await get(id);
    expect(estimate.netMinor + estimate.taxMinor).toBe(estimate.totalMinor);
  });

  it('merges edits of two people to different things', async () => {
    const { id, document, version } = await filled();
    const first = changeRoom(document, 0, 'Main bedroom');
    const second = { ...document, clientNote: 'We start on Monday.' };
    await save(id, version, first);
    const merged = await save(id, version, second);
    expect(merged.version).toBe(version + 2);
    expect(merged.merged?.areas[0]?.name).toBe('Main bedroom');
    const { revision } = await get(id);
    expect(revision.document.clientNote).toBe('We start on Monday.');
    expect(revision.document.areas[0]?.name).toBe('Main bedroom');
  });

  it('refuses edits of two people to the same thing and shows both', async () => {
    const { id, document, version } = await filled();
    await save(id, version, changeRoom(document, 0, 'Main bedroom'));
    const refusal = await refusalOf(save(id, version, changeRoom(document, 0, 'Bedroom one')));
    expect(refusal).toMatchObject({ code: 'conflict', details: { version: version + 1 } });
    expect(refusal.details.clashes).toMatchObject([{ theirs: 'Main bedroom', mine: 'Bedroom one' }]);
    expect((await get(id)).revision.document.areas[0]?.name).toBe('Main bedroom');
  });

  it('loses nothing of two saves sent at the same time', async () => {
    const { id, document, version } = await filled();
    await Promise.all([
      save(id, version, changeRoom(document, 0, 'North room')),
      save(id, version, changeRoom(document, 1, 'South room')),
    ]);
    const names = (await get(id)).revision.document.areas.map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['North room', 'South room']);
  });

  it('shows both once the common base is too old to be kept', async () => {
    const { id, document, version } = await filled();
    let at = version;
    for (let index = 0; index < 32; index++) {
      at = (await save(id, at, { ...document, internalNote: `Call ${index}` })).version;
    }
    const refusal = await refusalOf(save(id, version, changeRoom(document, 0, 'Late')));
    expect(refusal.details).toMatchObject({ base: null, theirs: { internalNote: 'Call 31' }, version: at });
    expect(await business.run((ctx) => reading.listSaves(ctx, id))).toHaveLength(31);
  });

  it('refuses a rate book that does not exist', async () => {
    const { id, document, version } = await filled();
    const refusal = await refusalOf(save(id, version, { ...document, rateBookVersion: 99 }));
    expect(refusal).toMatchObject({
      code: 'invalid',
      details: { fieldErrors: { rateBookVersion: expect.anything() } },
    });
    expect((await get(id)).revision.version).toBe(version);
  });

  it('keeps what cannot be priced and lets nobody send it', async () => {
    const { id, document, version } = await filled();
    await save(id, version, { ...document, extras: [{ ...lumpSum('999999999'), quantity: '999999999' }] });
    const refusal = await refusalOf(business.run((ctx) => sendQuote(ctx, { estimateId: id, sentTo: null })));
    expect(refusal.code).toBe('invalid');
    expect(refusal.message).toContain('cannot be sent yet');
    expect((await get(id)).estimate.status).toBe('draft');
  });

  it('can be undone to an earlier save', async () => {
    const { id, document, version } = await filled();
    await save(id, version, { ...document, areas: [] });
    const saves = await business.run((ctx) => reading.listSaves(ctx, id));
    expect(saves.map((row) => row.version)).toEqual([3, 2, 1]);
    await business.run((ctx) => editing.restoreSave(ctx, { id, version: 3, saveVersion: 2 }));
    expect((await get(id)).revision.document.areas).toHaveLength(document.areas.length);
  });

  it('follows a new title into list and search', async () => {
    const { id } = await filled();
    await business.run((ctx) => editing.renameEstimate(ctx, { id, title: 'Three bedrooms' }));
    expect((await list({ q: 'three priya' })).rows).toMatchObject([{ id, title: 'Three bedrooms' }]);
  });
});

function changeRoom(document: Estimate, at: number, name: string): Estimate {
  return { ...document, areas: document.areas.map((area, index) => (index === at ? { ...area, name } : area)) };
}

function lumpSum(unitAmount: string) {
  const rest = { unit: '', isTaxable: false, optionId: null, note: '' };
  return {
    ...rest,
    id: newId(),
    kind: 'lump-sum',
    basis: 'price',
    label: 'Copper',
    quantity: '1',
    unitAmount,
  } as const;
}

describe('the newest rate book', () => {
  it('changes an estimate only when asked, and says what it changes', async () => {
    const { id, total, version } = await filled();
    await business.run(async (ctx) => {
      const { document } = await getRateBook(ctx);
      await saveRateBook(ctx, { baseVersion: 1, note: 'Raise', document: { ...document, wage: 3600 } });
    });
    expect(await get(id)).toMatchObject({
      newestRateBook: 2,
      rateBook: { version: 1, wage: 2600 },
      estimate: { totalMinor: total },
    });
    const preview = await business.run((ctx) => editing.previewReprice(ctx, { id }));
    expect(preview).toMatchObject({ from: 1, to: 2, before: { total } });
    expect(preview.after.total).toBeGreaterThan(total);
    expect(preview.lines.length).toBeGreaterThan(0);
    const done = await business.run((ctx) => editing.repriceEstimate(ctx, { id, version }));
    expect(done.totals).toEqual(preview.after);
    expect(await get(id)).toMatchObject({ rateBook: { version: 2 }, estimate: { totalMinor: preview.after.total } });
  });
});

describe('revising', () => {
  it('keeps the old revision, locked, and goes on with the same document', async () => {
    const { id, document, version, total } = await filled();
    const { revision } = await business.run((ctx) => estimates.reviseEstimate(ctx, { id }));
    expect(revision.number).toBe(2);
    await save(id, revision.version, { ...document, areas: document.areas.slice(0, 1) });
    const old = await get(id, 1);
    expect(old).toMatchObject({ isEditable: false, isCurrent: false });
    expect(priceEstimate(old.revision.document, old.rateBook).totals.total).toBe(total);
    expect(old.revisions.map(({ number, lockedAt }) => [number, lockedAt !== null])).toEqual([
      [2, false],
      [1, true],
    ]);
    const late = business.run((ctx) =>
      editing.saveEstimate(ctx, saveEstimateSchema.parse({ id, revision: 1, version, document })),
    );
    expect(await refusalOf(late)).toMatchObject({ code: 'conflict', details: { currentRevision: 2 } });
  });
});

describe('deleting', () => {
  it('takes it out of the list, refuses edits, and is undone', async () => {
    const { id, document, version } = await filled();
    await business.run((ctx) => estimates.deleteEstimate(ctx, { id }));
    expect(await list()).toMatchObject({ count: 0, totals: [] });
    expect(await refusalOf(save(id, version, document))).toMatchObject({ code: 'gone' });
    expect(await business.run((ctx) => reading.listDeletedEstimates(ctx))).toMatchObject([
      { id, deletedByName: 'Marta Lindqvist' },
    ]);
    await business.run((ctx) => estimates.restoreEstimate(ctx, { id }));
    expect((await list()).rows).toMatchObject([{ id }]);
  });
});

describe('the list', () => {
  it('sorts by every column, counts by status, and adds up all pages', async () => {
    const cheap = await filled('Attic');
    const { id } = (await create({ title: 'Zinc roof', clientName: 'Aaron' })).estimate;
    const dear = await save(id, 1, { ...(await get(id)).revision.document, extras: [lumpSum('90000')] });
    const order = async (sort: string, direction?: string) =>
      (await list({ sort, direction })).rows.map(({ title }) => title);
    expect(await order('title')).toEqual(['Attic', 'Zinc roof']);
    expect(await order('client')).toEqual(['Zinc roof', 'Attic']);
    expect(await order('total')).toEqual(['Zinc roof', 'Attic']);
    expect(await order('number', 'asc')).toEqual(['Attic', 'Zinc roof']);
    expect(await order('status')).toHaveLength(2);
    expect(await list({ status: 'draft' })).toMatchObject({
      count: 2,
      counts: { draft: 2, sent: 0, accepted: 0, declined: 0, expired: 0 },
      totals: [{ currency: 'USD', totalMinor: cheap.total + dear.totals.total }],
    });
    expect((await list({ status: 'sent' })).count).toBe(0);
    expect((await list({ q: 'E-1002' })).rows).toMatchObject([{ title: 'Zinc roof' }]);
    expect((await list({ status: 'nonsense', page: '-3' })).count).toBe(2);
  });

  it('and everything in it belongs to one business', async () => {
    const { id, document, version } = await filled();
    const stranger = await newBusiness();
    const attempts = [
      stranger.run((ctx) => reading.getEstimate(ctx, id)),
      stranger.run((ctx) => editing.saveEstimate(ctx, { id, version, document })),
      stranger.run((ctx) => editing.renameEstimate(ctx, { id, title: 'Mine' })),
      stranger.run((ctx) => editing.previewReprice(ctx, { id })),
      stranger.run((ctx) => estimates.reviseEstimate(ctx, { id })),
      stranger.run((ctx) => estimates.deleteEstimate(ctx, { id })),
      stranger.run((ctx) => estimates.restoreEstimate(ctx, { id })),
      stranger.run((ctx) => estimates.duplicateEstimate(ctx, duplicateEstimateSchema.parse({ id }))),
      stranger.run((ctx) =>
        estimates.createEstimate(ctx, createEstimateSchema.parse({ fromId: id, clientName: 'X', title: 'Y' })),
      ),
    ];
    for (const refusal of await Promise.all(attempts.map(refusalOf)))
      expect(refusal).toMatchObject({ code: 'not-found' });
    expect((await stranger.run((ctx) => reading.listEstimates(ctx, estimateListSchema.parse({})))).count).toBe(0);
    expect((await get(id)).revision.version).toBe(version);
  });
});
