import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkArchive } from '#app/data/check.server.ts';
import { RowChecksum } from '#app/data/checksum.ts';
import { sourceOf } from '#app/data/unzip.server.ts';
import { client, contact, formerMember } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { exportTenant, importTenant, stateOf } from '#tests/support/archives.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

let database: FreshDatabase;
let acme: TestTenant;
let good: Buffer;

beforeAll(async () => {
  database = await freshDatabase();
  acme = await makeTenant('Acme');
  await withTenant(acme, async (tx) => {
    const [made] = await tx.insert(client).values({ kind: 'person', name: '=cmd|calc' }).returning({ id: client.id });
    await tx.insert(contact).values({ clientId: made?.id ?? '', name: 'Zoë "quoted", \u2028 line' });
  });
  good = (await exportTenant(database, acme)).bytes;
});
afterAll(() => database.close());

type Files = Record<string, Uint8Array>;

/** The good archive with something done to its files, and a manifest that agrees with them unless told otherwise. */
function changed(change: (files: Files) => void, agree = true): Buffer {
  const files = unzipSync(good);
  change(files);
  if (agree) {
    const manifest = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString());
    manifest.files = Object.entries(files)
      .filter(([path]) => path !== 'manifest.json')
      .map(([path, bytes]) => ({ path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }));
    for (const table of manifest.tables) {
      const lines = Buffer.from(files[table.file] ?? [])
        .toString()
        .split('\n')
        .filter(Boolean);
      const sum = new RowChecksum();
      for (const line of lines) sum.add(line);
      Object.assign(table, { rows: lines.length, checksum: sum.toString() });
    }
    files['manifest.json'] = strToU8(JSON.stringify(manifest));
  }
  return Buffer.from(zipSync(files as Zippable));
}

function edit(files: Files, path: string, how: (text: string) => string): void {
  files[path] = strToU8(how(Buffer.from(files[path] ?? []).toString()));
}

const check = (bytes: Buffer) => checkArchive(sourceOf(bytes));

describe('an archive that is not as it was made is refused in one sentence', () => {
  const cases: [string, () => Buffer, RegExp][] = [
    ['cut off', () => good.subarray(0, good.length - 500), /cut off/],
    ['a byte flipped', () => flipped(good), /damaged|checksum|cannot be read/],
    ['no zip', () => Buffer.from('hello'.repeat(100)), /not a whole zip/],
    ['no archive', () => Buffer.from(zipSync({ 'a.txt': strToU8('a') })), /no archive of Candlefish/],
    [
      'a name that leads out',
      () => changed((files) => void Object.assign(files, { '../evil': strToU8('x') })),
      /leads out/,
    ],
    [
      'a file too many',
      () => changed((files) => void Object.assign(files, { 'x.txt': strToU8('x') }), false),
      /does not name/,
    ],
    ['a file missing', () => changed((files) => void delete files['tables/deal.csv'], false), /missing/],
    [
      'a value changed',
      () => changed((files) => edit(files, 'tables/client.jsonl', (t) => t.replace('cmd', 'dmc')), false),
      /checksum differs/,
    ],
    [
      'a newer version',
      () => changed((files) => edit(files, 'manifest.json', (t) => t.replace('"version": 1', '"version": 2')), false),
      /newer version/,
    ],
    [
      'a newer schema',
      () =>
        changed(
          (files) => edit(files, 'manifest.json', (t) => t.replace(/"schema": \d+/, '"schema": 9999999999999')),
          false,
        ),
      /newer version/,
    ],
    [
      'rows of another tenant',
      () =>
        changed((files) =>
          edit(files, 'tables/client.jsonl', (t) => t.replace('{', `{"tenant_id":"${acme.tenantId}",`)),
        ),
      /another business/,
    ],
    [
      'a column that is not exported',
      () => changed((files) => edit(files, 'tables/client.jsonl', (t) => t.replace('{', '{"evil":1,'))),
      /does not have/,
    ],
    [
      'two rows of one id',
      () => changed((files) => edit(files, 'tables/client.jsonl', (t) => t + t)),
      /number of its own/,
    ],
    ['no JSON', () => changed((files) => edit(files, 'tables/client.jsonl', () => 'hello\n')), /no row/],
    [
      'a bomb',
      () => changed((files) => void Object.assign(files, { 'x.csv': new Uint8Array(40_000_000) })),
      /far too large/,
    ],
  ];

  test.each(cases)('%s', async (_, make, sentence) => {
    const error = await check(make()).then(
      () => null,
      (caught: Error) => caught,
    );
    expect(error?.name).toBe('Refusal');
    expect(error?.message).toMatch(sentence);
    expect(error?.message).toMatch(/^[^\n]{10,200}$/);
  });
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const path = 'tables/client.jsonl';
  const at = copy.indexOf(path) + path.length + 9;
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

test('any byte that is changed is found out, or changes nothing that is read', async () => {
  const whole = await check(good);
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const copy = Buffer.from(good);
      copy[at] = (copy[at] ?? 0) ^ mask;
      const outcome = await check(copy).then(
        ({ manifest }) => manifest,
        (error: Error) => error,
      );
      if (outcome instanceof Error) expect(outcome.name).toBe('Refusal');
      else expect(outcome).toEqual(whole.manifest);
    }),
    { numRuns: 150 },
  );
});

test('a bad archive leaves an empty business as it was, and says why', async () => {
  const birch = await makeTenant('Birch');
  const id = await importTenant(database, birch, good.subarray(0, good.length - 40));
  expect(await stateOf(birch.tenantId, id)).toMatchObject({
    state: 'failed',
    problem: expect.stringMatching(/cut off|whole/),
  });
  expect(await withTenant(birch, (tx) => tx.$count(formerMember))).toBe(0);
  const again = await importTenant(database, birch, good);
  expect(await stateOf(birch.tenantId, again)).toMatchObject({ state: 'done' });
});

test('rows that refer to what is not there are taken away again, all of them', async () => {
  const cedar = await makeTenant('Cedar');
  const dangling = changed((files) =>
    edit(files, 'tables/contact.jsonl', (text) =>
      text.replace(/"client_id": "[^"]+"/, `"client_id": "${crypto.randomUUID()}"`),
    ),
  );
  const id = await importTenant(database, cedar, dangling);
  expect(await stateOf(cedar.tenantId, id)).toMatchObject({
    state: 'failed',
    problem: expect.stringContaining('nothing of it was kept'),
  });
  const [left] = await database.execute<{ n: number }>(
    `select (select count(*) from client where tenant_id = $1)::int + (select count(*) from contact where tenant_id = $1)::int as n`,
    [cedar.tenantId],
  );
  expect(left?.n).toBe(0);
});

test('what a spreadsheet would run is disarmed in the twins', () => {
  const csv = Buffer.from(unzipSync(good)['tables/client.csv'] ?? []).toString();
  expect(csv).toContain("'=cmd|calc");
});

test('rows of any text and number come back with the same checksum', async () => {
  const text = fc
    .string({ unit: 'binary', maxLength: 40 })
    .map((value) => value.replaceAll('\u0000', '').toWellFormed());
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ name: text, notes: text, version: fc.integer({ min: 1, max: 2 ** 31 - 1 }) }), {
        maxLength: 30,
      }),
      async (rows) => {
        const from = await makeTenant('From');
        const to = await makeTenant('To');
        await withTenant(from, async (tx) => {
          for (const row of rows) await tx.insert(client).values({ ...row, kind: 'person' });
        });
        const { bytes } = await exportTenant(database, from);
        const id = await importTenant(database, to, bytes);
        expect(await stateOf(to.tenantId, id)).toMatchObject({ state: 'done' });
        const before = await check(bytes);
        const after = await check((await exportTenant(database, to)).bytes);
        const sumOf = ({ tables }: typeof before) => tables.find(({ name }) => name === 'client')?.checksum;
        expect(sumOf(after)).toBe(sumOf(before));
      },
    ),
    { numRuns: 4 },
  );
});
