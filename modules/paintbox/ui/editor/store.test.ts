import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newId } from '#app/values/id.ts';
import { addRoom, changeArea, changeEstimate, emptyEstimate } from '../../domain/edit.ts';
import type { Estimate } from '../../domain/estimate.ts';
import { resolveMerge } from '../../domain/merge.ts';
import { defaultRateBook } from '../../domain/rate-book-default.ts';
import type { SaveAnswer, SaveRequest } from './save-answer.ts';
import { EditorStore, type KeptWork } from './store.ts';

const book = defaultRateBook();
const feet = (value: number) => ({ typed: `${value}'`, nm: value * 304_800_000 });

function house(): Estimate {
  const shape = { kind: 'rectangle' as const, length: feet(12), width: feet(15), height: feet(8) };
  return ['Living', 'Kitchen'].reduce(
    (doc, name) => addRoom(doc, { area: { name, shape }, book, newId }),
    emptyEstimate(book),
  );
}

/** A server that keeps one document and merges nothing by itself. */
function serverOf(first: Estimate) {
  const saves = [first];
  const sent: SaveRequest[] = [];
  let forced: SaveAnswer | null = null;
  return {
    sent,
    get doc() {
      return saves.at(-1) ?? first;
    },
    put: (doc: Estimate) => saves.push(doc),
    answerWith: (answer: SaveAnswer | null) => (forced = answer),
    async send(request: SaveRequest): Promise<SaveAnswer> {
      sent.push(request);
      if (forced) return forced;
      const theirs = saves.at(-1) ?? first;
      const base = saves[request.version - 1] ?? null;
      if (request.version !== saves.length) return { kind: 'conflict', base, theirs, version: saves.length };
      saves.push(request.document);
      return { kind: 'saved', version: saves.length, merged: null };
    },
  };
}

function start() {
  const doc = house();
  const server = serverOf(doc);
  const kept: (KeptWork | null)[] = [];
  const merged = vi.fn();
  const store = new EditorStore(
    { doc, version: 1, revision: 1, book },
    {
      send: (request) => server.send(request),
      keep: (work) => kept.push(work),
      onMerged: merged,
      now: () => new Date(),
      merging: () => import('../../domain/merge.ts'),
    },
  );
  const rename = (at: number, name: string) => (current: Estimate) =>
    changeArea(current, { areaId: doc.areas[at]?.id ?? '', change: { name } });
  return { store, server, kept, merged, rename };
}

describe('the document under edit', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is priced with every edit', () => {
    const { store } = start();
    const before = store.snapshot().priced.totals.total;
    store.edit((doc) => ({ ...doc, areas: doc.areas.slice(0, 1) }));
    expect(store.snapshot().priced.totals.total).toBeLessThan(before);
    store.undo();
    expect(store.snapshot().priced.totals.total).toBe(before);
  });

  test('is saved once after a pause, however much was typed', async () => {
    const { store, server, rename } = start();
    for (const name of ['D', 'De', 'Den']) {
      store.edit(rename(0, name), 'name');
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(server.sent).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.sent).toHaveLength(1);
    expect(server.doc.areas[0]?.name).toBe('Den');
    expect(store.saveState().kind).toBe('saved');
  });

  test('somebody who never pauses is saved all the same', async () => {
    const { store, server, rename } = start();
    for (let at = 0; at < 20; at += 1) {
      store.edit(rename(0, `Den ${at}`), 'name');
      await vi.advanceTimersByTimeAsync(400);
    }
    expect(server.sent.length).toBeGreaterThan(0);
  });

  test('keeps unsaved work at hand, and lets it go once it is saved', async () => {
    const { store, kept, rename } = start();
    store.edit(rename(0, 'Den'));
    await vi.advanceTimersByTimeAsync(300);
    expect(kept.at(-1)).toMatchObject({ version: 1, doc: { areas: [{ name: 'Den' }, {}] } });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kept.at(-1)).toBeNull();
  });

  test('without a network it says so and tries again until it works', async () => {
    const { store, server, rename } = start();
    server.answerWith({ kind: 'unreachable' });
    store.edit(rename(0, 'Den'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.saveState().kind).toBe('offline');
    server.answerWith(null);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(store.saveState().kind).toBe('saved');
    expect(server.doc.areas[0]?.name).toBe('Den');
  });

  test('a refusal keeps what was typed, and the next edit tries again', async () => {
    const { store, server, rename } = start();
    server.answerWith({ kind: 'refused', message: 'No.', problems: [], isFinal: false });
    store.edit(rename(0, ''));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.saveState()).toMatchObject({ kind: 'refused', message: 'No.' });
    expect(store.doc.areas[0]?.name).toBe('');
    server.answerWith(null);
    store.edit(rename(0, 'Den'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.saveState().kind).toBe('saved');
  });

  test('edits of two people to different things are merged in silence, and undo takes back only own ones', async () => {
    const { store, server, merged, rename } = start();
    server.put(rename(1, 'Galley')(server.doc));
    store.edit(rename(0, 'Den'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(store.saveState().kind).toBe('saved');
    expect(server.doc.areas.map(({ name }) => name)).toEqual(['Den', 'Galley']);
    expect(merged).toHaveBeenCalledOnce();
    store.undo();
    expect(store.doc.areas.map(({ name }) => name)).toEqual(['Living', 'Galley']);
  });

  test('a clash waits for a choice, which is then saved', async () => {
    const { store, server, rename } = start();
    server.put(rename(0, 'Lounge')(server.doc));
    store.edit(rename(0, 'Den'));
    await vi.advanceTimersByTimeAsync(2_000);
    const state = store.saveState();
    if (state.kind !== 'conflict') throw new Error(`The state is ${state.kind}.`);
    expect(store.doc.areas[0]?.name).toBe('Den');
    const { mergeEstimates } = await import('../../domain/merge.ts');
    const merge = mergeEstimates(state.base, state.theirs, store.doc);
    expect(merge.clashes).toMatchObject([{ theirs: 'Lounge', mine: 'Den' }]);
    store.settle(resolveMerge(merge, { [merge.clashes[0]?.id ?? '']: 'mine' }));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(store.saveState().kind).toBe('saved');
    expect(server.doc.areas[0]?.name).toBe('Den');
  });

  test('what the server merged comes in below what was typed since', async () => {
    const { store, server, rename } = start();
    const theirs = rename(1, 'Galley')(server.doc);
    server.answerWith({ kind: 'saved', version: 3, merged: rename(0, 'Den')(theirs) });
    store.edit(rename(0, 'Den'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.doc.areas.map(({ name }) => name)).toEqual(['Den', 'Galley']);
    expect(store.hasUnsavedWork).toBe(false);
  });

  test('work that was kept before a reload goes on from the save it started from', async () => {
    const { store, server } = start();
    store.resume({ version: 1, doc: changeEstimate(store.doc, { title: 'Kept' }) });
    expect(store.hasUnsavedWork).toBe(true);
    expect(await store.flush()).toBe(true);
    expect(server.doc.title).toBe('Kept');
  });
});
