import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Who, withAsker } from '#app/ai/asker.server.ts';
import { undoChange } from '#app/ai/change-sets.server.ts';
import { recordReading } from '#app/ai/knowledge/changed.server.ts';
import { functionsOf, toolsFor } from '#app/ai/registry.server.ts';
import { parseInput } from '#app/ai/tool-input.ts';
import '#app/registry.server.ts';
import { addDays, onAt } from '#app/values/time.ts';
import { job } from '#db/schema/index.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';
import { approve, call, done, find, propose, refused } from '#tests/support/tools.ts';
import { createClientSchema } from '../domain/inputs/client.ts';
import { paintboxKnowledge } from '../knowledge/sources.server.ts';
import { createClient } from '../operations/clients.server.ts';
import { waitingDesk } from '../operations/desk.server.ts';
import { importWorkbook, saveWorkbook } from '../operations/workbooks.server.ts';
import { paintboxTools } from './tools.server.ts';

let database: FreshDatabase;
let business: Business;
let who: Who;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  business = await newBusiness();
  who = { tenantId: business.tenant.id, userId: business.userId };
});

const said = (value: string | number, because = `${value}`) => ({ value: String(value), because });
const bedroom = (name = 'Bedroom') => ({
  name,
  because: 'two bedrooms',
  length: said('12', '12x15x8'),
  width: said('15', '12x15x8'),
  height: said('8', '12x15x8'),
  surfaces: [
    { kind: 'walls', because: 'walls', coats: { value: 2, because: 'two coats on walls' } },
    { kind: 'ceilings', because: 'ceilings', coats: { value: 1, because: 'one on ceilings' } },
    { kind: 'closets', because: 'skip closets', isExcluded: true },
  ],
});

function draft(rooms: unknown[] = [bedroom()]) {
  return done(who, 'paintbox_draft_estimate', { title: 'Upstairs', newClient: 'Ada Moss', rooms });
}

async function drafted(): Promise<string> {
  await draft();
  return 'E-1001';
}

describe('the tools', () => {
  it('tell models what they take, in one order, and only to whom they are', async () => {
    const [owner, narrow] = await Promise.all([
      withAsker(who, async ({ asker }) => toolsFor(asker)),
      withAsker({ ...who, scopes: ['paintbox:read'] }, async ({ asker }) => toolsFor(asker)),
    ]);
    expect(owner.length).toBeGreaterThan(30);
    expect(owner.map(({ name }) => name)).toEqual(owner.map(({ name }) => name).toSorted());
    expect(new Set(narrow.map(({ permission }) => permission))).toEqual(new Set(['paintbox:read']));
    for (const { inputSchema, description } of functionsOf(owner)) {
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(description?.length).toBeGreaterThan(30);
    }
  });

  it('write nothing that was not approved, and read what their input parses to once more', () => {
    for (const tool of paintboxTools)
      expect([tool.name, parseInput(tool, { nonsense: 1 }).ok]).toEqual([tool.name, false]);
  });
});

describe('clients', () => {
  it('are added once it was approved, found, changed and put back', async () => {
    const set = await propose(who, 'paintbox_add_client', {
      name: 'Ada Moss',
      phone: '207 555 0139',
      city: 'Saco',
      line1: '1 Elm',
    });
    expect(set).toMatchObject({ status: 'proposed', summary: 'Add the client Ada Moss', effect: 'write' });
    expect((await find(who, 'paintbox_find_clients', { query: 'Moss' })).text).toBe('No client was found for “Moss”.');
    expect((await approve(who, set)).outcome?.text).toBe('Ada Moss is a client now.');
    expect((await find(who, 'paintbox_open_client', { client: 'ada moss' })).text).toContain('207 555 0139');

    const changed = await done(who, 'paintbox_change_client', { client: 'Ada Moss', email: 'ada@example.com' });
    expect(changed.changes[0]?.fields).toEqual([{ label: 'E-mail', before: null, after: 'ada@example.com' }]);
    expect((await undoChange(who, changed.id)).status).toBe('undone');
    expect((await find(who, 'paintbox_open_client', { client: 'Ada' })).data).toMatchObject({ email: null });
  });

  it('are not taken back once somebody has worked with them', async () => {
    const added = await done(who, 'paintbox_add_client', { name: 'Ada Moss' });
    await done(who, 'paintbox_add_note', { client: 'Ada Moss', body: 'Wants linen white' });
    expect((await refusalOf(undoChange(who, added.id))).message).toContain('worked with since');
  });

  it('have to be told apart', async () => {
    await business.run((ctx) => createClient(ctx, createClientSchema.parse({ name: 'Ada Moss' })));
    await business.run((ctx) => createClient(ctx, createClientSchema.parse({ name: 'Ada Mossman' })));
    expect((await find(who, 'paintbox_open_client', { client: 'Ada Moss' })).text).toContain('Ada Moss is a person');
    expect(await refused(who, 'paintbox_open_client', { client: 'Ada' })).toContain('Ada Moss; Ada Mossman');
    expect(await refused(who, 'paintbox_open_client', { client: 'Grace' })).toBe('There is no client “Grace”.');
  });

  it('go to the archive and come back', async () => {
    await business.run((ctx) => createClient(ctx, createClientSchema.parse({ name: 'Ada Moss' })));
    const set = await done(who, 'paintbox_archive_client', { client: 'Ada Moss' });
    expect(set.effect).toBe('destroy');
    await undoChange(who, set.id);
    expect((await find(who, 'paintbox_find_clients', {})).text).toBe('1 client: Ada Moss.');
  });
});

describe('a draft', () => {
  it('ties every number to its words, and is taken back with what was made for it', async () => {
    const set = await draft([bedroom('Bedroom 1'), bedroom('Bedroom 2')]);
    const room = set.changes.find(({ label }) => label === 'Bedroom 1');
    expect(room?.fields).toEqual([
      { label: 'Name', before: null, after: 'Bedroom 1', because: 'two bedrooms' },
      { label: 'Length', before: null, after: "12'", because: '12x15x8' },
      { label: 'Width', before: null, after: "15'", because: '12x15x8' },
      { label: 'Height', before: null, after: "8'", because: '12x15x8' },
      {
        label: 'Condition',
        before: null,
        after: expect.any(String),
        because: 'default: the first condition of the rate book',
      },
      { label: 'Walls', before: null, after: '2 coats', because: 'walls; two coats on walls' },
      { label: 'Ceiling', before: null, after: '1 coat', because: 'ceilings; one on ceilings' },
      { label: 'Closets', before: null, after: 'not included', because: 'skip closets' },
    ]);
    const opened = await find(who, 'paintbox_open_estimate', { estimate: 'E-1001' });
    expect(opened.text).toContain('for Ada Moss comes to');
    expect(JSON.stringify(opened.data)).toContain('432 sq ft');
    expect((await undoChange(who, set.id)).outcome?.text).toBe('The draft E-1001 was taken back.');
    expect((await find(who, 'paintbox_find_clients', {})).text).toBe('No client was found.');
    expect((await find(who, 'paintbox_list_deals', {})).text).toBe('No deal was found.');
  });

  it('is read from the words of the person, with the names of the rate book', async () => {
    const set = await done(who, 'paintbox_draft_estimate', {
      newClient: 'Ada Moss',
      sentence:
        'two bedrooms 12x15, walls two coats of Interior acrylic in navy eggshell, spot prime the walls, 1 door, skip closets, the couch stays',
    });
    const room = set.changes.find(({ label }) => label === 'Bedroom 2');
    expect(room?.fields.map(({ label, after, because }) => [label, after, because])).toEqual([
      ['Name', 'Bedroom 2', 'two bedrooms'],
      ['Length', "12'", '12'],
      ['Width', "15'", '15'],
      ['Height', "8'", 'default: Standard ceiling height'],
      ['Openings', '1 door', '1'],
      ['Condition', 'Good: light dusting', 'default: the first condition of the rate book'],
      [
        'Walls',
        '2 coats, Interior acrylic, navy, eggshell, primer: spot prime (a note, not priced)',
        'walls; two; Interior acrylic; navy; eggshell; spot prime',
      ],
      ['Closets', 'not included', 'closets'],
    ]);
    for (const { fields } of set.changes.filter(({ what }) => what === 'Room')) {
      for (const { because } of fields) expect(because).toBeTruthy();
    }
    expect(set.changes.flatMap(({ fields }) => fields)).toContainEqual({
      label: 'Not in the draft',
      before: null,
      after: '“couch stays”',
    });
    expect(set.outcome?.text).toContain('I did not understand “couch stays”.');
  });

  it('asks for what was not said, and takes words or rooms but not both', async () => {
    const asked = (sentence: string, more: object = {}) =>
      refused(who, 'paintbox_draft_estimate', { newClient: 'Ada', sentence, ...more });
    expect(await asked('bedroom 10-12 by 14')).toContain('Which number is it: “10-12 by 14”?');
    expect(await asked('bedroom, two coats')).toContain('How large is the bedroom?');
    expect(await asked('bedroom 12x15, 40 widgets')).toContain('What is “40 widgets”?');
    expect(await asked('bedroom 12x15', { rooms: [bedroom()] })).toContain('one of them');
    expect(await refused(who, 'paintbox_draft_estimate', { newClient: 'Ada' })).toContain('what is to be painted');
    expect(
      await refused(who, 'paintbox_draft_estimate', {
        newClient: 'Ada',
        rooms: [{ ...bedroom(), surfaces: [{ kind: 'walls', because: 'walls', product: said('Moonshine') }] }],
      }),
    ).toContain('no product “Moonshine”');
  });

  it('is refused in words for what cannot be measured or is not in the book', async () => {
    const draftOf = (room: object, whom: object = { newClient: 'Ada' }) =>
      refused(who, 'paintbox_draft_estimate', { ...whom, rooms: [{ ...bedroom(), ...room }] });
    expect(await draftOf({ length: said('a dozen') })).toContain('is not a length');
    expect(await draftOf({ height: undefined })).toContain('needs a height');
    expect(await draftOf({ surfaces: [{ kind: 'moat', because: 'moat' }] })).toContain('no surface “moat”');
    expect(await draftOf({ surfaces: [{ kind: 'closets', because: 'closets' }] })).toContain('say how much');
    expect(await draftOf({}, {})).toContain('Say whom');
    expect(await draftOf({}, { client: 'Nobody' })).toBe('There is no client “Nobody”.');
  });

  it('is not taken back once it was worked on', async () => {
    const set = await draft();
    await done(who, 'paintbox_rename_estimate', { estimate: 'E-1001', title: 'Attic' });
    expect((await refusalOf(undoChange(who, set.id))).message).toContain('worked on since');
  });
});

describe('an estimate', () => {
  it('is changed by edits that are shown, and put back by one save', async () => {
    const estimate = await drafted();
    const before = (await find(who, 'paintbox_open_estimate', { estimate })).data;
    const set = await done(who, 'paintbox_change_estimate', {
      estimate,
      edits: [
        { do: 'change_surface', surface: 'walls', coats: 3, because: 'three coats' },
        { do: 'change_room', room: 'bedroom', length: '14\' 6"' },
        { do: 'add_surface', room: 'Bedroom', kind: 'crown', because: 'crown too' },
        { do: 'remove_surface', room: 'Bedroom', surface: 'closets' },
        { do: 'add_room', room: bedroom('Hall') },
        { do: 'add_line', label: 'Lift hire', amount: '$1,200.50' },
        { do: 'change_line', line: 'Lift hire', quantity: '2' },
      ],
    });
    const shown = set.changes.map(({ verb, label, fields }) => [verb, label, fields[0]?.before, fields[0]?.after]);
    expect(shown.slice(0, 7)).toEqual([
      ['change', 'Bedroom · Walls', '2', '3'],
      ['change', 'Bedroom', "12'", '14\' 6"'],
      ['add', 'Bedroom · Crown moulding', null, 'by the shape, 2 coats'],
      ['remove', 'Bedroom · Closets', '0, not included', null],
      ['add', 'Hall', null, 'Hall'],
      ['add', 'Lift hire', null, '1 at 1200.50 (price)'],
      ['change', 'Lift hire', '1 at 1200.50 (price)', '2 at 1200.50 (price)'],
    ]);
    expect(shown.at(-1)?.[1]).toBe('E-1001 Upstairs');
    await undoChange(who, set.id);
    expect((await find(who, 'paintbox_open_estimate', { estimate })).data).toEqual(before);
  });

  it('keeps what somebody did after a change that is to be taken back', async () => {
    const estimate = await drafted();
    const set = await done(who, 'paintbox_change_estimate', {
      estimate,
      edits: [{ do: 'change_surface', surface: 'walls', coats: 3 }],
    });
    await done(who, 'paintbox_change_estimate', { estimate, edits: [{ do: 'add_line', label: 'Lift', amount: '5' }] });
    expect((await refusalOf(undoChange(who, set.id))).code).toBe('conflict');
  });

  it('refuses edits of what it does not have, and none is made', async () => {
    const estimate = await drafted();
    const edit = (...edits: object[]) => refused(who, 'paintbox_change_estimate', { estimate, edits });
    expect(await edit({ do: 'remove_room', room: 'Garage' })).toContain('There is no room “Garage”. There is Bedroom');
    expect(await edit({ do: 'change_surface', surface: 'siding', coats: 1 })).toBe('No room has “siding”.');
    expect(await edit({ do: 'change_surface', surface: 'walls', coats: 2 })).toContain('like that already');
    expect(await edit({ do: 'add_line', label: 'Lift', amount: 'lots' })).toContain('is not a number');
    expect(await edit({ do: 'change_surface', surface: 'walls', coats: 9 })).toContain('At most three coats');
  });

  it('explains its total, a room and a line', async () => {
    const estimate = await drafted();
    const total = await find(who, 'paintbox_explain_total', { estimate });
    expect(total.text).toMatch(/^Total of E-1001 is \$[\d,.]+: net \+ tax\. It is made of Net \$/);
    expect((await find(who, 'paintbox_explain_total', { estimate, room: 'Bedroom' })).text).toContain(
      'Bedroom of E-1001',
    );
    const line = await find(who, 'paintbox_explain_total', { estimate, room: 'Bedroom', surface: 'walls' });
    expect(line.showings?.[0]).toMatchObject({ kind: 'table' });
    for (const explained of [total, line, await find(who, 'paintbox_explain_total', { estimate, figure: 'hours' })]) {
      const [table] = explained.showings ?? [];
      const rows = table?.kind === 'table' ? table.rows : [];
      expect(rows.length).toBeGreaterThan(2);
      for (const [, , from] of rows) expect(from).not.toMatch(/^$|another figure/);
      expect(rows.map(([what]) => what)).toContain('Rounding');
    }
    expect(JSON.stringify(total.showings)).toContain('Net (subtotal less discounts)');
    expect(JSON.stringify(line.showings)).toContain(' in Bedroom (');
    expect(await refused(who, 'paintbox_explain_total', { estimate, room: 'Bedroom', surface: 'moat' })).toContain(
      'no moat',
    );
  });

  it('is deleted by a change that always asks, and comes back', async () => {
    const estimate = await drafted();
    const set = await done(who, 'paintbox_delete_estimate', { estimate });
    expect(await refused(who, 'paintbox_open_estimate', { estimate })).toContain('There is no estimate');
    await undoChange(who, set.id);
    expect((await find(who, 'paintbox_find_estimates', { sort: 'total' })).text).toContain(
      'E-1001 Upstairs for Ada Moss',
    );
  });
});

describe('a quote', () => {
  it('has a link once it was approved; is extended, shortened again, and withdrawn', async () => {
    const estimate = await drafted();
    const set = await propose(who, 'paintbox_prepare_quote', { estimate, sentTo: 'ada@example.com' });
    expect(JSON.stringify(set)).not.toContain('/q/');
    const sent = await approve(who, set);
    expect(sent.outcome?.text).toMatch(/\/q\/[\w-]{20,}/);
    expect((await find(who, 'paintbox_list_quotes', { estimate })).text).toContain(
      'is open; the client opened it 0 times',
    );

    const longer = await done(who, 'paintbox_extend_quote', { estimate, days: 90 });
    await undoChange(who, longer.id);
    const held = await find(who, 'paintbox_find_estimates', { status: 'sent' });
    expect(held.data).toMatchObject([{ expiresOn: addDays(onAt(new Date(), business.tenant.timeZone), 30) }]);

    expect(await refused(who, 'paintbox_prepare_quote', { estimate })).toContain('was sent already');
    expect((await done(who, 'paintbox_withdraw_quote', { estimate })).canUndo).toBe(false);
  });
});

describe('deals, rates and sales', () => {
  it('moves a deal and back, unless somebody moved it on', async () => {
    await drafted();
    const deal = 'Upstairs';
    const set = await done(who, 'paintbox_move_deal', { deal, stage: 'won' });
    expect(set.changes[0]?.fields).toEqual([{ label: 'Stage', before: 'Estimating', after: 'Won' }]);
    await undoChange(who, set.id);
    const again = await done(who, 'paintbox_move_deal', { deal, stage: 'won' });
    await done(who, 'paintbox_move_deal', { deal, stage: 'lost' });
    expect((await refusalOf(undoChange(who, again.id))).message).toContain('moved on since');
  });

  it('reads the rate book', async () => {
    const walls = await find(who, 'paintbox_find_rates', { query: 'walls' });
    expect(walls.text).toContain('Walls: 175 sq ft, 100 sq ft, 72 sq ft an hour with one, two and three coats');
    expect((await find(who, 'paintbox_find_rates', {})).text).toContain('A painter costs $26.00 an hour');
    expect((await find(who, 'paintbox_find_rates', { query: 'moat' })).text).toContain('nothing for “moat”');
  });

  it('adds up sales by month, with the months in which there were none', async () => {
    const estimate = await drafted();
    await done(who, 'paintbox_prepare_quote', { estimate });
    const sales = await find(who, 'paintbox_sales_figures', {});
    expect(sales.text).toContain('1 quote was sent and 0 accepted, worth $0.00');
    const [chart] = sales.showings ?? [];
    expect(chart?.kind === 'chart' && [12, 13].includes(chart.points.length)).toBe(true);
    expect(await refused(who, 'paintbox_sales_figures', { from: '2020-01-01', to: '2026-01-01', by: 'day' })).toContain(
      'longer',
    );
    expect(await refused(who, 'paintbox_sales_figures', { from: '2026-02-30' })).toContain('2026-05-31');
  });
});

describe('a workbook', () => {
  it('is read, searched and added up as it shows itself', async () => {
    const bytes = readFileSync('tests/fixtures/workbooks/interior-repaint.xlsx');
    await business.run((ctx) => importWorkbook(ctx, { name: 'bid.xlsx', bytes }, waitingDesk));
    expect((await find(who, 'paintbox_list_workbooks', {})).text).toContain('1 workbook: bid');
    const read = await find(who, 'paintbox_read_workbook', { workbook: 'bid' });
    expect(read.text).toMatch(/^bid has \d+ sheets?: /);
    expect(await refused(who, 'paintbox_read_workbook', { workbook: 'bid', sheet: 'Moat' })).toContain(
      'no sheet “Moat”',
    );
    const cell = await find(who, 'paintbox_read_workbook', { workbook: 'bid', sheet: 'Bid', range: 'B18' });
    expect(cell.text).toMatch(
      /^Bid!B18 of bid shows .+, calculated by =.+ It is fed by Bid!B\d+.* (It feeds|Nothing is)/,
    );
    const [from] = /Bid!(B\d+)/.exec(cell.text.split('fed by')[1] ?? '')?.slice(1) ?? [];
    const source = await find(who, 'paintbox_read_workbook', { workbook: 'bid', sheet: 'Bid', range: from });
    expect(source.text).toContain('It feeds');
    expect(source.text).toContain('Bid!B18');
    expect(cell.showings?.[0]).toMatchObject({ kind: 'table', caption: 'What Bid!B18 is calculated with' });
    const found = await find(who, 'paintbox_search_workbook', { workbook: 'bid', query: 'total' });
    expect(found.text).toContain('of bid');
    expect((await find(who, 'paintbox_workbook_totals', { workbook: 'bid' })).text).toContain('look like totals');
    expect(cell.records?.[1]).toMatchObject({ label: 'Bid!B18 of bid' });
    expect(cell.records?.[1]?.href).toMatch(/\?sheet=Bid&cell=B18#sheet$/);
  });

  it('is searched as it stands, with what was typed into it since the import', async () => {
    const bytes = readFileSync('tests/fixtures/workbooks/interior-repaint.xlsx');
    const { workbook } = await business.run((ctx) => importWorkbook(ctx, { name: 'bid.xlsx', bytes }, waitingDesk));
    const save = (version: number, input: string) =>
      business.run((ctx) => {
        const edits = [{ kind: 'cell' as const, sheet: 0, cell: 'Z3', input }];
        return saveWorkbook(ctx, { id: workbook.id, version, keep: 0, edits }, waitingDesk);
      });
    let { version } = workbook;
    for (const input of ['w', 'wash', 'washable', 'washable matt']) ({ version } = await save(version, input));
    // What is saved while somebody types is read once for each minute, after it, and never at once.
    const readings = await business.run(({ tx }) => tx.select().from(job).where(eq(job.name, recordReading.name)));
    const own = readings.filter(({ payload }) => (payload as { recordId: string }).recordId === workbook.id);
    expect(own.map(({ key }) => key)).toEqual([...new Set(own.map(({ key }) => key))]);
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThanOrEqual(2);
    const [minute] = own.flatMap(({ key }) => Number(key?.split(' ').at(-1)));
    for (const { runAt } of own) expect(runAt.getTime()).toBeGreaterThanOrEqual(((minute ?? 0) + 1) * 60_000);
    const source = paintboxKnowledge.find(({ recordType }) => recordType === 'paintbox.workbook');
    const read = await business.run(
      async ({ tx }) => (await source?.find({ tx, tenantSlug: business.tenant.slug }, workbook.id)) ?? null,
    );
    expect(read?.text).toBe('Z3 was changed to washable matt.');
    expect(source?.events).not.toHaveProperty('paintbox.workbook-edited');
    expect((await find(who, 'paintbox_search_workbook', { workbook: 'bid', query: 'washable' })).text).toContain('Z3');
  });
});

it('answers what it cannot do in words', async () => {
  expect(await refused(who, 'paintbox_open_client', '{"client": ')).toBe('The input is not JSON.');
  expect(await refused(who, 'paintbox_fly', {})).toBe('There is no tool paintbox_fly.');
  expect(await call(who, 'paintbox_find_clients', '')).toMatchObject({ kind: 'finding' });
});
