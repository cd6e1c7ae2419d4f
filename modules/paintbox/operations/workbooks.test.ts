import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { betweenTransactions } from '#app/tenancy/between.server.ts';
import { readWorkbook } from '#app/workbook/read.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';
import {
  estimateFromWorkbookSchema,
  mapTotalsSchema,
  saveWorkbookSchema,
  workbookListSchema,
} from '../domain/inputs/workbook.ts';
import { amountIn } from '../domain/workbook-totals.ts';
import { deskBetween, waitingDesk } from './desk.server.ts';
import { getEstimate } from './estimate-reading.server.ts';
import * as totals from './workbook-totals.server.ts';
import * as workbooks from './workbooks.server.ts';

let database: FreshDatabase;
let business: Business;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  business = await newBusiness();
});

const bytesOf = (name: string) => new Uint8Array(readFileSync(`tests/fixtures/workbooks/${name}.xlsx`));
const bring = (name: string, bytes = bytesOf(name)) =>
  business.run((ctx) => workbooks.importWorkbook(ctx, { name: `C:\\jobs\\${name}.xlsx`, bytes }, waitingDesk));
const get = (id: string) => business.run((ctx) => workbooks.getWorkbook(ctx, id));
const save = (input: Record<string, unknown>) =>
  business.run((ctx) => workbooks.saveWorkbook(ctx, saveWorkbookSchema.parse({ keep: 0, ...input }), waitingDesk));
const map = (id: string, version: number, lines: unknown) =>
  business.run((ctx) => workbooks.mapTotals(ctx, mapTotalsSchema.parse({ id, version, lines }), waitingDesk));
const typed = (sheet: number, cell: string, input: string) => ({ kind: 'cell', sheet, cell, input });
const list = (search: Record<string, unknown> = {}) =>
  business.run((ctx) => workbooks.listWorkbooks(ctx, workbookListSchema.parse(search)));

describe('importing', () => {
  it.each(['interior-repaint', 'exterior-siding', 'commercial-progress'])('keeps %s and audits it', async (name) => {
    const { workbook, twin } = await bring(name);
    expect(twin).toBeNull();
    expect(workbook).toMatchObject({ name, version: 1, state: { edits: [] } });
    const { formulas, equal, differ, unsupported } = workbook.audit.summary;
    expect({ equal, differ, unsupported }).toEqual({ equal: formulas, differ: 0, unsupported: 0 });
    const loaded = await business.run((ctx) => workbooks.loadWorkbook(ctx, workbook.id));
    expect(Buffer.compare(loaded.file.bytes, bytesOf(name))).toBe(0);
    expect(loaded.file.name).toBe(`${name}.xlsx`);
  });

  it('says when the very same file is there already', async () => {
    const first = await bring('interior-repaint');
    const second = await bring('interior-repaint');
    expect(second.twin).toEqual({ id: first.workbook.id, name: 'interior-repaint' });
    expect(await list()).toHaveLength(2);
  });

  it('refuses what is no workbook in words, and stores nothing of it', async () => {
    const text = new TextEncoder().encode('Room,Length\nKitchen,12\n');
    const refusal = await refusalOf(bring('list', text));
    expect(refusal).toMatchObject({ code: 'unsupported', details: { fieldErrors: { file: [refusal.message] } } });
    const cut = bytesOf('interior-repaint').slice(0, 4000);
    expect(['invalid', 'unsupported']).toContain((await refusalOf(bring('cut', cut))).code);
    expect(await list()).toEqual([]);
  });

  it('refuses a deal that is not there', async () => {
    const dealId = '00000000-0000-7000-8000-000000000000';
    const attempt = business.run((ctx) =>
      workbooks.importWorkbook(ctx, { name: 'a.xlsx', bytes: bytesOf('interior-repaint'), dealId }, waitingDesk),
    );
    expect(await refusalOf(attempt)).toMatchObject({ code: 'not-found' });
  });
});

describe('editing', () => {
  it('stores what was typed, and exports it with its formulas recalculated', async () => {
    const { workbook } = await bring('interior-repaint');
    const { book, place } = await numberIn(workbook.id);
    const saved = await save({ id: workbook.id, version: 1, edits: [typed(place.sheet, place.cell, '999')] });
    expect(saved).toMatchObject({ version: 2, edits: [{ version: 2, input: '999' }] });
    const loaded = await business.run((ctx) => workbooks.loadWorkbook(ctx, workbook.id));
    const exported = await workbooks.exportedFile(loaded);
    const again = readWorkbook(exported.bytes);
    expect(exported.name).toBe('interior-repaint.xlsx');
    expect(again.sheets[place.sheet]?.cells.get(place.row, place.col)?.value).toBe(999);
    expect(formulaCount(again)).toBe(formulaCount(book));
  });

  it('combines two people in different cells and shows both in the same one', async () => {
    const { workbook } = await bring('interior-repaint');
    await save({ id: workbook.id, version: 1, edits: [typed(0, 'Z1', '1')] });
    const merged = await save({ id: workbook.id, version: 1, edits: [typed(0, 'Z2', '2')] });
    expect(merged.edits.map(({ version }) => version)).toEqual([2, 3]);
    const refusal = await refusalOf(save({ id: workbook.id, version: 1, edits: [typed(0, 'Z1', '3')] }));
    expect(refusal).toMatchObject({
      code: 'conflict',
      details: { version: 3, clashes: [{ sheet: 0, cell: 'Z1', theirs: '1', yours: '3' }] },
    });
    expect((await get(workbook.id)).workbook.version).toBe(3);
  });

  it('waits for the file between transactions and never in one, however many save at once', async () => {
    const { workbook } = await bring('interior-repaint');
    const { id } = workbook;
    const people = ['Z1', 'Z2', 'Z3', 'Z4'];
    const runs = new Map<string, number>();
    const saves = people.map((cell) =>
      betweenTransactions((findOut) => {
        runs.set(cell, (runs.get(cell) ?? 0) + 1);
        const input = saveWorkbookSchema.parse({ id, version: 1, keep: 0, edits: [typed(0, cell, '1')] });
        return business.run((ctx) => workbooks.saveWorkbook(ctx, input, deskBetween(findOut)));
      }),
    );
    await Promise.all(saves);
    expect([...runs.values()].every((count) => count >= 2)).toBe(true);
    const { state, version } = (await get(id)).workbook;
    expect(version).toBe(1 + people.length);
    expect(state.edits.map((edit) => edit.kind === 'cell' && edit.cell).sort()).toEqual(people);
    const broken = saveWorkbookSchema.parse({ id, version, keep: 4, edits: [typed(0, 'A1', '=SUM(')] });
    const attempt = betweenTransactions((findOut) =>
      business.run((ctx) => workbooks.saveWorkbook(ctx, broken, deskBetween(findOut))),
    );
    expect(await refusalOf(attempt)).toMatchObject({ code: 'invalid' });
    expect((await get(id)).workbook.version).toBe(version);
  });

  it('takes edits back', async () => {
    const { workbook } = await bring('interior-repaint');
    await save({ id: workbook.id, version: 1, edits: [typed(0, 'Z1', '1'), typed(0, 'Z2', '2')] });
    expect((await save({ id: workbook.id, version: 2, keep: 1, edits: [] })).edits).toHaveLength(1);
  });

  it('refuses a formula that cannot be read and a sheet that is not there, and keeps the rest as it was', async () => {
    const { workbook } = await bring('interior-repaint');
    const attempts = [typed(0, 'A1', '=SUM('), typed(99, 'A1', '1')];
    for (const edit of attempts) {
      const refusal = await refusalOf(save({ id: workbook.id, version: 1, edits: [edit] }));
      expect(refusal.code).toBe('invalid');
      expect(refusal.message).toMatch(/\.$/);
    }
    expect((await get(workbook.id)).workbook.version).toBe(1);
  });

  it('is put away and brought back', async () => {
    const { workbook } = await bring('exterior-siding');
    await business.run((ctx) => workbooks.archiveWorkbook(ctx, workbook));
    expect(await list()).toEqual([]);
    expect(await list({ archived: 'on' })).toHaveLength(1);
    await business.run((ctx) => workbooks.restoreWorkbook(ctx, workbook));
    await business.run((ctx) => workbooks.renameWorkbook(ctx, { id: workbook.id, name: 'Siding, two storeys' }));
    expect(await list({ q: 'storeys' })).toMatchObject([{ name: 'Siding, two storeys', summary: { differ: 0 } }]);
  });
});

describe('totals', () => {
  it('are suggested, chosen, and taken into an estimate to the cent that Excel shows', async () => {
    const { workbook } = await bring('interior-repaint');
    expect(workbook.totalsMapping.suggested.length).toBeGreaterThan(0);
    const [line] = await map(workbook.id, 1, [{ sheet: 'Bid', cell: 'b18', label: 'Interior repaint' }]);
    const { book } = await numberIn(workbook.id);
    expect(amountIn(book, { sheet: 'Bid', cell: 'B18' }, 'USD')).toEqual({ ok: true, value: line?.amount });
    const created = await business.run((ctx) =>
      totals.createEstimateFromWorkbook(
        ctx,
        estimateFromWorkbookSchema.parse({ id: workbook.id, clientName: 'Walt' }),
        waitingDesk,
      ),
    );
    const shown = await business.run((ctx) => getEstimate(ctx, created.estimate.id));
    expect(shown.revision.document.workbookLines).toMatchObject([{ sheet: 'Bid', cell: 'B18', amount: line?.amount }]);
    expect(shown.estimate).toMatchObject({ title: 'interior-repaint', totalMinor: line?.amount });
    expect((await get(workbook.id)).estimate?.id).toBe(created.estimate.id);
  });

  it('follow an edit: the mapped amount at once, the estimate when they are taken again', async () => {
    const { workbook } = await bring('interior-repaint');
    await map(workbook.id, 1, [{ sheet: 'Bid', cell: 'B18', label: 'Interior repaint' }]);
    const created = await business.run((ctx) =>
      totals.createEstimateFromWorkbook(
        ctx,
        estimateFromWorkbookSchema.parse({ id: workbook.id, clientName: 'Walt' }),
        waitingDesk,
      ),
    );
    const { version } = (await get(workbook.id)).workbook;
    const sheet = (await numberIn(workbook.id)).book.sheets.findIndex(({ name }) => name === 'Bid');
    const saved = await save({ id: workbook.id, version, edits: [typed(sheet, 'B18', '5000.005')] });
    expect(saved.totals).toMatchObject([{ amount: 500001, problem: null }]);
    const before = await business.run((ctx) => getEstimate(ctx, created.estimate.id));
    expect(before.estimate.totalMinor).not.toBe(500001);
    await business.run((ctx) =>
      totals.takeTotals(
        ctx,
        { id: workbook.id, estimateId: created.estimate.id, version: before.revision.version },
        waitingDesk,
      ),
    );
    const after = await business.run((ctx) => getEstimate(ctx, created.estimate.id));
    expect(after.estimate.totalMinor).toBe(500001);
    expect(after.revision.document.workbookLines).toHaveLength(1);
    expect(after.revision.document.workbookLines[0]?.id).toBe(before.revision.document.workbookLines[0]?.id);
  });

  it('are refused where there is no amount, or nothing was chosen', async () => {
    const { workbook } = await bring('interior-repaint');
    const refusal = await refusalOf(map(workbook.id, 1, [{ sheet: 'Nowhere', cell: 'A1', label: 'X' }]));
    expect(refusal).toMatchObject({ code: 'invalid', details: { fieldErrors: { 'lines.0.cell': expect.anything() } } });
    const attempt = business.run((ctx) =>
      totals.createEstimateFromWorkbook(
        ctx,
        estimateFromWorkbookSchema.parse({ id: workbook.id, clientName: 'Walt' }),
        waitingDesk,
      ),
    );
    expect(await refusalOf(attempt)).toMatchObject({ code: 'invalid' });
    expect(await refusalOf(map(workbook.id, 7, []))).toMatchObject({ code: 'conflict' });
  });
});

describe('a workbook of another business', () => {
  it('does not exist', async () => {
    const { workbook } = await bring('interior-repaint');
    const { id } = workbook;
    const stranger = await newBusiness();
    const attempts = [
      stranger.run((ctx) => workbooks.getWorkbook(ctx, id)),
      stranger.run((ctx) => workbooks.loadWorkbook(ctx, id)),
      stranger.run((ctx) => workbooks.saveWorkbook(ctx, { id, version: 1, keep: 0, edits: [] }, waitingDesk)),
      stranger.run((ctx) => workbooks.mapTotals(ctx, { id, version: 1, lines: [] }, waitingDesk)),
      stranger.run((ctx) => workbooks.auditAgain(ctx, { id }, waitingDesk)),
      stranger.run((ctx) => workbooks.renameWorkbook(ctx, { id, name: 'Mine' })),
      stranger.run((ctx) => workbooks.archiveWorkbook(ctx, { id })),
      stranger.run((ctx) => totals.takeTotals(ctx, { id, estimateId: id, version: 1 }, waitingDesk)),
    ];
    for (const refusal of await Promise.all(attempts.map(refusalOf)))
      expect(refusal).toMatchObject({ code: 'not-found' });
    const { twin } = await stranger.run((ctx) =>
      workbooks.importWorkbook(ctx, { name: 'a.xlsx', bytes: bytesOf('interior-repaint') }, waitingDesk),
    );
    expect(twin).toBeNull();
  });
});

/** The file as it was imported, and its first plain number. */
async function numberIn(id: string) {
  const { file } = await business.run((ctx) => workbooks.loadWorkbook(ctx, id));
  const book = readWorkbook(file.bytes);
  for (const [sheet, { cells }] of book.sheets.entries()) {
    let found: { row: number; col: number } | undefined;
    cells.visitAll((cell) => {
      if (!found && typeof cell.value === 'number' && !cell.formula && cell.col < 26) found = cell;
    });
    if (found) {
      const { row, col } = found;
      return { book, place: { sheet, row, col, cell: `${String.fromCharCode(65 + col)}${row + 1}` } };
    }
  }
  throw new Error('No number');
}

function formulaCount(book: ReturnType<typeof readWorkbook>): number {
  let count = 0;
  for (const { cells } of book.sheets) {
    cells.visitAll((cell) => {
      if (cell.formula) count++;
    });
  }
  return count;
}
