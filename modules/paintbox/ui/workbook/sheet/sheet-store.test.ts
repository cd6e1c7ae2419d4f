import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkbookEdit } from '../../../domain/workbook-edit-schema.ts';
import type { SaveAnswer, SaveRequest } from './save-edits.ts';
import { type Draft, SheetStore } from './sheet-store.ts';

const bytes = new Uint8Array(readFileSync('tests/fixtures/workbooks/interior-repaint.xlsx'));

/** A server of one workbook: takes what it is sent unless `answer` says otherwise. */
function opened(edits: readonly WorkbookEdit[] = [], draft: Draft | null = null) {
  const server = {
    version: 1,
    edits: [...edits],
    sent: [] as SaveRequest[],
    answer: null as SaveAnswer | null,
    merged: 0,
    kept: null as Draft | null,
  };
  const store = new SheetStore(
    { bytes, edits, version: 1, mayWrite: true, draft },
    {
      async send(request) {
        server.sent.push(request);
        if (server.answer) return server.answer;
        server.edits = [...server.edits.slice(0, request.keep), ...request.edits];
        server.version += 1;
        return { kind: 'saved', version: server.version, edits: server.edits };
      },
      onMerged: () => {
        server.merged += 1;
      },
      keep: (unsaved) => {
        server.kept = unsaved;
      },
      now: () => new Date(0),
    },
  );
  store.goTo('Bid!B17');
  return { store, server };
}

function typeInto(store: SheetStore, place: string, text: string): boolean {
  store.goTo(place);
  store.type('cell', text);
  return store.commit();
}

const total = (store: SheetStore) => store.textAt(16, 1, 2);
const later = () => vi.advanceTimersByTimeAsync(1000);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('typing', () => {
  it('is followed by everything that rests on it, and taken back', () => {
    const { store } = opened();
    expect(total(store)).toBe('4138.69');
    typeInto(store, 'Rates!B7', '40');
    expect(total(store)).toBe('4767.9');
    store.undo();
    expect(total(store)).toBe('4138.69');
    store.redo();
    expect(total(store)).toBe('4767.9');
  });

  it('closes brackets that were left open, and keeps what cannot be read to be mended', () => {
    const { store } = opened();
    expect(typeInto(store, 'Bid!D1', '=SUM(B13,B14')).toBe(true);
    expect(store.inputAt(0, 3)).toBe('=SUM(B13,B14)');
    expect(typeInto(store, 'Bid!D2', '=1+*')).toBe(false);
    expect(store.state()).toMatchObject({
      typing: { text: '=1+*' },
      problem: expect.stringContaining('cannot be read'),
    });
    store.cancel();
    expect(store.inputAt(1, 3)).toBe('');
  });

  it('changes nothing when nothing was changed', async () => {
    const { store, server } = opened();
    store.type('cell');
    expect(store.commit()).toBe(true);
    await later();
    expect(server.sent).toEqual([]);
  });
});

describe('copying', () => {
  it('moves relative references along inside the workbook', () => {
    const { store } = opened();
    store.goTo('Rooms!I2');
    const copied = store.copyInputs();
    store.goTo('Rooms!I12:I13');
    store.paste(copied.text, copied);
    expect(store.inputAt(12, 8)).toBe('=MAX(0,2*(B13+C13)*D13-E13*21-F13*15)');
    store.undo();
    expect(store.inputAt(11, 8)).toBe('');
  });

  it('takes text from elsewhere as it was typed there, in one step', () => {
    const { store } = opened();
    store.goTo('Bid!D5');
    store.paste('1,200\t15%\r\n=D5*2\t=what(', null);
    expect([store.textAt(4, 3), store.textAt(4, 4), store.textAt(5, 3), store.inputAt(5, 4)]).toEqual([
      '1,200',
      '15%',
      '2400',
      "'=what(",
    ]);
    store.undo();
    expect(store.inputAt(4, 3)).toBe('');
    expect(store.state().canUndo).toBe(false);
  });
});

describe('saving', () => {
  it('sends what is new, and after an undo how much stays', async () => {
    const { store, server } = opened();
    typeInto(store, 'Rates!B7', '40');
    await later();
    typeInto(store, 'Rates!B8', '0.2');
    await later();
    store.undo();
    await later();
    expect(server.sent.map(({ keep, edits }) => [keep, edits.length])).toEqual([
      [0, 1],
      [1, 1],
      [1, 0],
    ]);
    expect(store.state().save.kind).toBe('saved');
    expect(server.edits).toHaveLength(1);
  });

  it('takes in what somebody else typed elsewhere', async () => {
    const { store, server } = opened();
    server.edits = [{ kind: 'cell', sheet: 0, cell: 'B8', input: '0.3' }];
    server.answer = {
      kind: 'saved',
      version: 3,
      edits: [...server.edits, { kind: 'cell', sheet: 0, cell: 'B7', input: '40' }],
    };
    typeInto(store, 'Rates!B7', '40');
    await later();
    expect(server.merged).toBe(1);
    expect(store.textAt(7, 1, 0)).toBe('0.3');
    expect(store.hasUnsavedWork).toBe(false);
  });

  it.each([
    [true, '40'],
    [false, '50'],
  ])('shows a clash and goes on with the choice (mine: %s)', async (isMine, wage) => {
    const { store, server } = opened();
    const theirs: WorkbookEdit = { kind: 'cell', sheet: 0, cell: 'B7', input: '50' };
    server.answer = {
      kind: 'conflict',
      version: 5,
      edits: [theirs],
      clashes: [{ sheet: 0, cell: 'B7', theirs: '50', yours: '40' }],
    };
    typeInto(store, 'Rates!B7', '40');
    await later();
    expect(store.state().save.kind).toBe('conflict');
    server.answer = null;
    server.version = 5;
    server.edits = [theirs];
    store.settle([isMine]);
    await later();
    expect(store.textAt(6, 1, 0)).toBe(wage);
    expect(store.hasUnsavedWork).toBe(false);
  });

  it('goes on trying while nobody answers', async () => {
    const { store, server } = opened();
    server.answer = { kind: 'unreachable' };
    typeInto(store, 'Rates!B7', '40');
    await later();
    expect(store.state().save.kind).toBe('offline');
    server.answer = null;
    await vi.advanceTimersByTimeAsync(6000);
    expect(store.state().save.kind).toBe('saved');
  });
});

describe('with somebody else', () => {
  const theirs: WorkbookEdit = { kind: 'cell', sheet: 0, cell: 'B9', input: '0.5' };

  /** The server puts their edit in front of what is sent next, once. */
  function theyType(server: ReturnType<typeof opened>['server'], mine: readonly WorkbookEdit[], edit = theirs) {
    server.version += 1;
    server.edits = [...server.edits, edit, ...mine];
    server.answer = { kind: 'saved', version: server.version, edits: server.edits };
  }

  it('what was typed before and after they came in is undone and redone, step by step', async () => {
    const { store, server } = opened();
    const wage = store.textAt(6, 1, 0);
    typeInto(store, 'Rates!B7', '40');
    await later();
    theyType(server, [{ kind: 'cell', sheet: 0, cell: 'B8', input: '0.2' }]);
    typeInto(store, 'Rates!B8', '0.2');
    await later();
    server.answer = null;
    expect(server.merged).toBe(1);
    expect(store.textAt(8, 1, 0)).toBe('0.5');
    const before = store.inputAt(7, 1);

    store.undo();
    expect(store.inputAt(7, 1)).not.toBe(before);
    store.undo();
    expect(store.textAt(6, 1, 0)).toBe(wage);
    expect([store.textAt(8, 1, 0), store.state().canUndo]).toEqual(['0.5', false]);
    await later();
    expect(store.hasUnsavedWork).toBe(false);
    store.redo();
    store.redo();
    expect([store.textAt(6, 1, 0), store.inputAt(7, 1)]).toEqual(['40', before]);
    await later();
    const again = opened(server.edits).store;
    expect([again.textAt(6, 1, 0), again.textAt(8, 1, 0), total(again)]).toEqual(['40', '0.5', total(store)]);
  });

  it('undo leaves alone what they have typed over', async () => {
    const { store, server } = opened();
    typeInto(store, 'Rates!B7', '40');
    await later();
    theyType(server, [{ kind: 'cell', sheet: 0, cell: 'B8', input: '0.2' }], { ...theirs, cell: 'B7', input: '45' });
    typeInto(store, 'Rates!B8', '0.2');
    await later();
    store.undo();
    store.undo();
    expect(store.textAt(6, 1, 0)).toBe('45');
  });
});

describe('after a crash', () => {
  it('unsaved edits are kept, offered, and go on top of what was saved since', async () => {
    const first = opened();
    first.server.answer = { kind: 'unreachable' };
    typeInto(first.store, 'Rates!B7', '40');
    await later();
    const draft: Draft | null = JSON.parse(JSON.stringify(first.server.kept));
    expect(draft?.log).toHaveLength(1);
    first.store.dispose();

    const theirs: WorkbookEdit = { kind: 'cell', sheet: 0, cell: 'B9', input: '0.5' };
    const { store, server } = opened([theirs], draft);
    server.version = 2;
    expect(store.textAt(6, 1, 0)).not.toBe('40');
    await store.restoreDraft();
    expect([store.textAt(6, 1, 0), store.state().draft, store.hasUnsavedWork]).toEqual(['40', null, true]);
    server.answer = {
      kind: 'saved',
      version: 3,
      edits: [theirs, { kind: 'cell', sheet: 0, cell: 'B7', input: '40' }],
    };
    await later();
    expect(server.sent.at(-1)).toMatchObject({ version: 1, keep: 0 });
    expect([store.textAt(6, 1, 0), store.textAt(8, 1, 0), server.kept]).toEqual(['40', '0.5', null]);
  });

  it('are gone when nobody wants them, and not written over before', async () => {
    const draft = { version: 1, saved: [], log: [{ kind: 'cell', sheet: 0, cell: 'B7', input: '40' } as const] };
    const { store, server } = opened([], draft);
    server.kept = draft;
    typeInto(store, 'Rates!B8', '0.2');
    await later();
    expect(server.kept).toBe(draft);
    store.dropDraft();
    expect([server.kept, store.state().draft]).toEqual([null, null]);
  });
});

it('rows that move take formulas of all sheets along, and come back', () => {
  const { store } = opened();
  store.goTo('Rates!A7');
  store.restructure('insert', 'row');
  expect(store.inputAt(7, 0)).toBe('Hourly wage');
  expect(total(store)).toBe('4138.69');
  store.undo();
  expect(store.inputAt(6, 0)).toBe('Hourly wage');
});
