import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readQuotas } from '#app/admin/quota.server.ts';
import { cancelArrival, endArrival, findArrival } from '#app/data/arrival.server.ts';
import { pieceBytes, piecesOf } from '#app/data/arrival.ts';
import { checkArchive } from '#app/data/check.server.ts';
import { beginExport } from '#app/data/export.server.ts';
import { beginImport, bringFor } from '#app/data/import.server.ts';
import { keptSource } from '#app/data/store.server.ts';
import { archiveTables } from '#app/data/tables.server.ts';
import { sourceOf } from '#app/data/unzip.server.ts';
import { asRefusal } from '#app/tenancy/answer.server.ts';
import { archive, client } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { asMember, exportTenant, stateOf, workOnArchives } from '#tests/support/archives.ts';
import { arrive, begin, keep, pieceAt, storeFiles, zipLike } from '#tests/support/arrivals.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

let database: FreshDatabase;
let acme: TestTenant;
/** An archive of several pieces. */
let good: Buffer;

beforeAll(async () => {
  database = await freshDatabase();
  const source = await makeTenant('Source');
  await storeFiles(source, 3, 3_500_000);
  await withTenant(source, (tx) => tx.insert(client).values({ kind: 'person', name: 'Ada' }));
  good = (await exportTenant(database, source)).bytes;
});
afterAll(() => database.close());
beforeEach(async () => {
  acme = await makeTenant('Acme');
});

const partsOf = ({ tenantId }: TestTenant) =>
  database
    .execute<{ n: number }>('select count(*)::int as n from archive_part where tenant_id = $1', [tenantId])
    .then(([row]) => row?.n);

const limitTo = ({ tenantId }: TestTenant, mib: number) =>
  database.execute('update tenant set storage_limit_mib = $2 where id = $1', [tenantId, mib]);

const storageOf = (who: TestTenant) => withTenant(who, readQuotas).then(({ storage }) => storage);

function sourceKept({ tenantId }: TestTenant, id: string, size: number) {
  return keptSource((run) => withTenant({ tenantId }, run), id, size);
}

/** What may happen between two pieces that come as they should. */
const disturbance = fc.constantFrom('again', 'earlier', 'later', 'other bytes', 'begin', 'cut', 'longer');

test('whatever goes wrong on the way, what is kept is the bytes of the file', async () => {
  const step = fc.array(disturbance, { maxLength: 3 });
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 2 * pieceBytes + 999_999 }),
    fc.array(step, { minLength: 4, maxLength: 4 }),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3_000_000)), { maxLength: 4 }),
    async (size, steps, reads) => {
      const who = await makeTenant('Anybody');
      const whole = zipLike(Math.max(4, size));
      const { id } = await begin(who, whole.length);
      for (let number = 0; number < piecesOf(whole.length); number += 1) {
        for (const kind of steps[number] ?? []) await disturb(who, id, whole, number, kind);
        await keep(who, id, pieceAt(whole, number));
      }
      const source = sourceKept(who, id, whole.length);
      expect(whole.equals(await source.read(0, whole.length))).toBe(true);
      for (const [where, length] of reads) {
        const from = Math.floor(where * (whole.length - 1));
        expect(whole.subarray(from, from + length).equals(await source.read(from, length))).toBe(true);
      }
    },
  );
  await fc.assert(property, { numRuns: 12 });
}, 240_000);

async function disturb(who: TestTenant, id: string, whole: Buffer, next: number, kind: string): Promise<void> {
  const piece = pieceAt(whole, next);
  const [first = 0, ...rest] = piece.bytes;
  const refused: Record<string, () => Promise<unknown>> = {
    earlier: () => keep(who, id, { ...pieceAt(whole, next), number: next - 2 }),
    later: () => keep(who, id, { ...piece, number: next + 1 }),
    'other bytes': () => keep(who, id, { ...piece, bytes: Uint8Array.from([first ^ 1, ...rest]) }),
    cut: () => keep(who, id, { ...piece, bytes: piece.bytes.subarray(1) }),
    longer: () => keep(who, id, { ...piece, bytes: Uint8Array.from([...piece.bytes, 0]) }),
  };
  if (refused[kind]) await expect(refused[kind]()).rejects.toThrow(/[Pp]iece|All of this/);
  else if (kind === 'begin') expect(await begin(who, whole.length)).toMatchObject({ id, pieces: next });
  else if (next > 0) expect(await keep(who, id, pieceAt(whole, next - 1))).toMatchObject({ pieces: next });
}

test('an archive that came in pieces is brought in as one that came whole', async () => {
  expect(piecesOf(good.length)).toBe(3);
  const id = await arrive(acme, good);
  expect(await stateOf(acme.tenantId, id)).toMatchObject({ state: 'working', expiresAt: null });
  await workOnArchives(database);
  expect(await stateOf(acme.tenantId, id)).toMatchObject({ state: 'done', problem: null });
  const sums = async (bytes: Buffer) => (await checkArchive(sourceOf(bytes))).tables.slice(0, -1);
  expect(await sums((await exportTenant(database, acme)).bytes)).toEqual(await sums(good));
  const { bytes, arriving } = await storageOf(acme);
  expect([bytes, arriving]).toEqual([10_500_000, 0]);
  // The archive's own pieces are gone; what is left are those of the export.
  const left = await database.execute('select from archive_part where archive_id = $1', [id]);
  expect(left).toEqual([]);
});

test('the check of an archive goes on where its time was over', async () => {
  const id = await arrive(acme, good);
  const signal = new AbortController().signal;
  const inTenant = <T>(run: Parameters<typeof asMember<T>>[1]) => asMember(acme, run);
  const ctx = { tenantId: acme.tenantId, jobId: id, attempt: 1, signal, inTenant };
  const places: number[] = [];
  for (;;) {
    expect(await bringFor(ctx, id, 0)).toBe(false);
    const { checked, isChecked } = (await stateOf(acme.tenantId, id)).cursor as { checked: number; isChecked: boolean };
    places.push(checked);
    if (isChecked) break;
  }
  expect(places).toEqual(places.map((_, index) => index + 1));
  expect(places.length).toBeGreaterThan(20);
  await workOnArchives(database);
  expect(await stateOf(acme.tenantId, id)).toMatchObject({ state: 'done' });
});

const code = (promise: Promise<unknown>) => promise.then(() => 'taken').catch((error) => error.code ?? error);

describe('while the rows of an archive are written', () => {
  const add = (name: string) =>
    withTenant(acme, (tx) => tx.insert(client).values({ kind: 'person', name })).then(
      () => true,
      (error) => {
        if (asRefusal(error)?.code !== 'conflict') throw error;
        return false;
      },
    );
  const names = () =>
    withTenant(acme, (tx) => tx.select({ name: client.name }).from(client)).then((rows) =>
      rows.map(({ name }) => name).sort(),
    );
  const turn = (id: string) => {
    const signal = new AbortController().signal;
    const inTenant = <T>(run: Parameters<typeof asMember<T>>[1]) => asMember(acme, run);
    return bringFor({ tenantId: acme.tenantId, jobId: id, attempt: 1, signal, inTenant }, id, 60_000);
  };

  test('each table that it brings is closed to others', async () => {
    const guarded = await database.execute<{ name: string }>(
      `select tgrelid::regclass::text as name from pg_trigger where tgname = 'beside_archive' and tgenabled = 'O'`,
    );
    const brought = archiveTables().filter(({ name, isPortable }) => isPortable && name !== 'audit_entry');
    expect(guarded.map(({ name }) => name).sort()).toEqual(brought.map(({ name }) => name).sort());
  });

  test('nobody adds a row of that kind, and the row of an archive that comes to nothing goes alone', async () => {
    const id = await arrive(acme, good);
    expect(await turn(id)).toBe(false);
    expect(await stateOf(acme.tenantId, id)).toMatchObject({ cursor: { isChecked: true } });
    expect(await add('Own')).toBe(false);
    const stranger = await makeTenant('Stranger');
    await withTenant(stranger, (tx) => tx.insert(client).values({ kind: 'person', name: 'Elsewhere' }));

    await database.execute(`update archive set state = 'undoing' where id = $1`, [id]);
    expect(await add('Own')).toBe(false);
    await workOnArchives(database);
    expect(await stateOf(acme.tenantId, id)).toMatchObject({ state: 'failed' });
    expect(await add('Own')).toBe(true);
    expect(await names()).toEqual(['Own']);
  });

  test('whoever writes at any moment of it is refused, or makes the archive be refused', async () => {
    const moments = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 3, maxLength: 8 });
    const property = fc.asyncProperty(moments, async (delays) => {
      acme = await makeTenant('Acme');
      const id = await arrive(acme, good);
      const written: string[] = [];
      const work = workOnArchives(database);
      const writers = delays.map(async (delay, at) => {
        await new Promise((resolve) => setTimeout(resolve, delay));
        if (await add(`Own ${at}`)) written.push(`Own ${at}`);
      });
      await Promise.all([work, ...writers]);
      const { state } = await stateOf(acme.tenantId, id);
      expect(['done', 'failed']).toContain(state);
      expect(await names()).toEqual([...(state === 'done' ? ['Ada'] : []), ...written].sort());
    });
    await fc.assert(property, { numRuns: 10 });
  }, 240_000);

  test('who has begun to write before is waited for', async () => {
    const id = await arrive(acme, good);
    const slow = withTenant(acme, async (tx) => {
      await tx.insert(client).values({ kind: 'person', name: 'Own' });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    });
    await Promise.all([slow, workOnArchives(database)]);
    expect(await stateOf(acme.tenantId, id)).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/not empty/),
    });
    expect(await names()).toEqual(['Own']);
  });
});

describe('is refused, and nothing of it kept:', () => {
  test('a piece of another business, or of an archive that goes out', async () => {
    const stranger = await makeTenant('Stranger');
    const { id } = await begin(acme, good.length);
    const out = await asMember(stranger, beginExport);
    expect(await code(keep(stranger, id, pieceAt(good, 0)))).toBe('not-found');
    expect(await code(keep(stranger, out.id, pieceAt(good, 0)))).toBe('not-found');
    expect(await code(asMember(stranger, (ctx) => endArrival(ctx, id)))).toBe('not-found');
    expect(await code(asMember(stranger, (ctx) => cancelArrival(ctx, id)))).toBe('not-found');
    expect(await partsOf(acme)).toBe(0);
  });

  test('a piece after the end, and after it was cancelled', async () => {
    const id = await arrive(acme, good);
    expect(await code(keep(acme, id, pieceAt(good, 2)))).toBe('conflict');
    expect(await code(asMember(acme, (ctx) => cancelArrival(ctx, id)))).toBe('conflict');
    expect(await asMember(acme, (ctx) => endArrival(ctx, id))).toEqual({ id });
    const birch = await makeTenant('Birch');
    const cancelled = await begin(birch, good.length);
    await keep(birch, cancelled.id, pieceAt(good, 0));
    await asMember(birch, (ctx) => cancelArrival(ctx, cancelled.id));
    await asMember(birch, (ctx) => cancelArrival(ctx, cancelled.id));
    expect(await code(keep(birch, cancelled.id, pieceAt(good, 1)))).toBe('gone');
    expect(await code(asMember(birch, (ctx) => endArrival(ctx, cancelled.id)))).toBe('gone');
    await workOnArchives(database);
    expect(await partsOf(birch)).toBe(0);
    expect(await storageOf(birch)).toMatchObject({ bytes: 0 });
  });

  test('an end before the last piece', async () => {
    const { id } = await begin(acme, good.length);
    await keep(acme, id, pieceAt(good, 0));
    await expect(asMember(acme, (ctx) => endArrival(ctx, id))).rejects.toThrow(/Only 4 MiB of .* are here/);
    expect(await stateOf(acme.tenantId, id)).toMatchObject({ state: 'arriving' });
  });

  test('what is no zip, by its first piece; another file may then come', async () => {
    const { id } = await begin(acme, 5_000_000);
    expect(await code(keep(acme, id, pieceAt(Buffer.alloc(5_000_000), 0)))).toBe('unsupported');
    expect(await partsOf(acme)).toBe(0);
    const other = await begin(acme, good.length, 'other.zip');
    expect(await code(keep(acme, id, pieceAt(zipLike(5_000_000), 0)))).toBe('gone');
    await keep(acme, other.id, pieceAt(good, 0));
  });

  test('another archive while one arrives, and an archive while another is at work', async () => {
    const { id } = await begin(acme, good.length);
    await keep(acme, id, pieceAt(good, 0));
    await expect(begin(acme, good.length, 'other.zip')).rejects.toThrow('“all.zip” is arriving');
    expect(await code(begin(acme, good.length + 1))).toBe('conflict');
    expect(await code(asMember(acme, (ctx) => beginImport(ctx, good)))).toBe('conflict');
    const birch = await makeTenant('Birch');
    await asMember(birch, beginExport);
    expect(await code(begin(birch, good.length))).toBe('conflict');
  });

  test('an archive for which there is no room, or that is larger than any may be', async () => {
    await limitTo(acme, 10);
    await expect(begin(acme, good.length)).rejects.toThrow(/no room for 1[\d.]+ MiB.* of its 10 MiB/);
    expect(await code(begin(acme, 2_049 * 2 ** 20))).toBe('too-large');
    await limitTo(acme, 11);
    const { id } = await begin(acme, good.length);
    expect(await storageOf(acme)).toMatchObject({ bytes: good.length, arriving: good.length, files: 0 });
    await asMember(acme, (ctx) => cancelArrival(ctx, id));
    expect(await storageOf(acme)).toMatchObject({ bytes: 0, arriving: 0 });
    expect(await withTenant(acme, findArrival)).toBe(null);
  });

  test('an archive that comes into a business which is not empty any more: at its end, and after it was read', async () => {
    const { id } = await begin(acme, good.length);
    for (const number of [0, 1, 2]) await keep(acme, id, pieceAt(good, number));
    await withTenant(acme, (tx) => tx.insert(client).values({ kind: 'person', name: 'Own' }));
    expect(await code(asMember(acme, (ctx) => endArrival(ctx, id)))).toBe('conflict');
    expect(await code(begin(acme, good.length))).toBe('conflict');
    const birch = await makeTenant('Birch');
    const late = await arrive(birch, good);
    await withTenant(birch, (tx) => tx.insert(client).values({ kind: 'person', name: 'Own' }));
    await workOnArchives(database);
    expect(await stateOf(birch.tenantId, late)).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/not empty/),
    });
    const names = await withTenant(birch, (tx) => tx.select({ name: client.name }).from(client));
    expect(names).toEqual([{ name: 'Own' }]);
    expect(await partsOf(birch)).toBe(0);
  });

  test('files that an archive unpacks to and that there is no room for', async () => {
    const id = await arrive(acme, good);
    await limitTo(acme, 9);
    await workOnArchives(database);
    expect(await stateOf(acme.tenantId, id)).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/no room/),
    });
    expect(await storageOf(acme)).toMatchObject({ bytes: 0 });
  });
});

test('two who send the same piece at once keep it once', async () => {
  const { id } = await begin(acme, good.length);
  for (const number of [0, 1, 2]) {
    const both = await Promise.all([1, 2].map(() => keep(acme, id, pieceAt(good, number))));
    expect(both.map(({ pieces }) => pieces)).toEqual([number + 1, number + 1]);
  }
  expect(good.equals(await sourceKept(acme, id, good.length).read(0, good.length))).toBe(true);
});

test('two who begin at once begin one arrival', async () => {
  const both = await Promise.all([begin(acme, good.length), begin(acme, good.length)]);
  expect(both[0].id).toBe(both[1].id);
  expect(await withTenant(acme, (tx) => tx.$count(archive))).toBe(1);
});

test('what does not come for a day is removed, and a piece makes the day begin again', async () => {
  const { id } = await begin(acme, good.length);
  await keep(acme, id, pieceAt(good, 0));
  // Its first job is due, but a piece came since.
  await database.execute(`update job set run_at = now() where name = 'data.late'`);
  await workOnArchives(database);
  expect(await stateOf(acme.tenantId, id)).toMatchObject({ state: 'arriving' });
  await database.execute(`update archive set expires_at = now() - interval '1 second' where id = $1`, [id]);
  await database.execute(`update job set run_at = now() where name = 'data.late'`);
  await workOnArchives(database);
  expect(await stateOf(acme.tenantId, id)).toMatchObject({
    state: 'failed',
    problem: expect.stringMatching(/did not come for a day/),
  });
  expect(await partsOf(acme)).toBe(0);
  expect(await storageOf(acme)).toMatchObject({ bytes: 0 });
});
