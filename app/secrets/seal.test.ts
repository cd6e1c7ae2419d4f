import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { userKey } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';
import { decrypt, encrypt } from './cipher.server.ts';
import { addKeyToFile, type MasterKey, MasterKeyMissing, MasterKeys, readMasterKeys } from './master-keys.server.ts';
import { resealAll } from './reseal.server.ts';
import { seal, sealForUser, UnsealError, unseal, unsealForUser } from './seal.server.ts';

const [young, old]: [MasterKey, MasterKey] = [
  { id: 'young', key: randomBytes(32) },
  { id: 'old', key: randomBytes(32) },
];
process.env.MASTER_KEYS = [young, old].map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');

let database: FreshDatabase;
let acme: TestTenant;
let birch: TestTenant;

beforeAll(async () => {
  database = await freshDatabase();
  acme = await makeTenant('Acme');
  birch = await makeTenant('Birch');
});
afterAll(() => database.close());

describe('a tenant’s secret', () => {
  test('opens in its tenant and column as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (secret) => {
        const sealed = await withTenant(acme, (tx) => seal(tx, 'webhook.secret', secret));
        expect(await withTenant(acme, (tx) => unseal(tx, 'webhook.secret', sealed))).toBe(secret.toWellFormed());
      }),
      { numRuns: 25 },
    );
  });

  test('does not open in another tenant, in another column, or as a person’s', async () => {
    const sealed = await withTenant(acme, (tx) => seal(tx, 'webhook.secret', 'hush'));
    expect(sealed).not.toContain('hush');
    await expect(withTenant(birch, (tx) => unseal(tx, 'webhook.secret', sealed))).rejects.toThrow(UnsealError);
    await expect(withTenant(acme, (tx) => unseal(tx, 'sso.secret', sealed))).rejects.toThrow(UnsealError);
    await expect(withPlatform((tx) => unsealForUser(tx, acme.userId, 'webhook.secret', sealed))).rejects.toThrow(
      UnsealError,
    );
  });

  test('does not open when one bit is another, nor when it is no sealed text at all', async () => {
    const sealed = await withTenant(acme, (tx) => seal(tx, 'webhook.secret', 'hush'));
    const bytes = Buffer.from(sealed.slice(41), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const bent = Buffer.from(bytes);
      bent[at] = (bent[at] ?? 0) ^ 1;
      const attempt = `${sealed.slice(0, 41)}${bent.toString('base64url')}`;
      await expect(withTenant(acme, (tx) => unseal(tx, 'webhook.secret', attempt))).rejects.toThrow(UnsealError);
    }
    for (const junk of ['', 'hush', 'cf1..', `cf1.${randomUUID()}.AAAA`, sealed.slice(0, 60), `${sealed}.x`]) {
      await expect(withTenant(acme, (tx) => unseal(tx, 'webhook.secret', junk))).rejects.toThrow(UnsealError);
    }
  });

  test('is sealed under one key, however many transactions make the first at once', async () => {
    const cedar = await makeTenant('Cedar');
    const sealed = await Promise.all(
      Array.from({ length: 8 }, () => withTenant(cedar, (tx) => seal(tx, 'webhook.secret', 'same'))),
    );
    expect(new Set(sealed).size).toBe(8);
    expect(new Set(sealed.map((text) => text.split('.')[1])).size).toBe(1);
  });

  test('stays shut when its data key is put in another tenant’s place', async () => {
    const [dogwood, elm] = [await makeTenant('Dogwood'), await makeTenant('Elm')];
    const sealed = await withTenant(dogwood, (tx) => seal(tx, 'webhook.secret', 'hush'));
    await withTenant(elm, (tx) => seal(tx, 'webhook.secret', 'other'));
    await database.execute(`update tenant_key set tenant_id = $1, version = 2 where tenant_id = $2`, [
      elm.tenantId,
      dogwood.tenantId,
    ]);
    await expect(withTenant(elm, (tx) => unseal(tx, 'webhook.secret', sealed))).rejects.toThrow();
  });
});

describe('a person’s secret', () => {
  test('opens for them alone', async () => {
    const sealed = await withPlatform((tx) => sealForUser(tx, acme.userId, 'authenticator.secret', 'JBSWY3DP'));
    const openFor = (userId: string) => withPlatform((tx) => unsealForUser(tx, userId, 'authenticator.secret', sealed));
    expect(await openFor(acme.userId)).toBe('JBSWY3DP');
    await withPlatform((tx) => sealForUser(tx, birch.userId, 'authenticator.secret', 'ANOTHER'));
    await expect(openFor(birch.userId)).rejects.toThrow(UnsealError);
    await expect(openFor(randomUUID())).rejects.toThrow(UnsealError);
  });

  test('keeps its key out of a tenant’s reach', async () => {
    await expect(withTenant(acme, (tx) => tx.select().from(userKey))).rejects.toThrow(/permission denied/);
  });
});

describe('sealing again', () => {
  const back = new MasterKeys([old, young]);
  const forth = new MasterKeys([young, old]);
  const masters = async () =>
    (
      await database.execute<{ id: string }>(
        'select master_key_id as id from tenant_key union all select master_key_id from user_key',
      )
    ).map(({ id }) => id);

  test('moves every data key to the newest master key, and no secret is lost', async () => {
    const tenants = await Promise.all(Array.from({ length: 7 }, (_, at) => makeTenant(`Fir ${at}`)));
    const sealed = await Promise.all(
      tenants.map((own) => withTenant(own, (tx) => seal(tx, 'webhook.secret', own.slug))),
    );
    await database.execute('delete from tenant_key where tenant_id not in (select id from tenant where name like $1)', [
      'Fir%',
    ]);
    expect(await resealAll(back, { batchSize: 3 })).toBeGreaterThan(7);
    expect(new Set(await masters())).toEqual(new Set(['old']));
    // Stopped after two batches: some are under one key and some under the other, and all open.
    let batches = 0;
    const stop = resealAll(forth, {
      batchSize: 2,
      onBatch: () => {
        batches += 1;
        if (batches === 2) throw new Error('stopped');
      },
    });
    await expect(stop).rejects.toThrow('stopped');
    expect(new Set(await masters())).toEqual(new Set(['old', 'young']));
    for (const [at, own] of tenants.entries()) {
      expect(await withTenant(own, (tx) => unseal(tx, 'webhook.secret', sealed[at] ?? ''))).toBe(own.slug);
    }
    await resealAll(forth, { batchSize: 2 });
    expect(new Set(await masters())).toEqual(new Set(['young']));
    expect(await resealAll(forth)).toBe(0);
    expect(await withTenant(tenants[0] ?? acme, (tx) => unseal(tx, 'webhook.secret', sealed[0] ?? ''))).toBe(
      tenants[0]?.slug,
    );
  });

  test('says which master key is missing, and changes nothing without it', async () => {
    const stranger = new MasterKeys([{ id: 'stranger', key: randomBytes(32) }]);
    await expect(resealAll(stranger)).rejects.toThrow(new MasterKeyMissing('young'));
    expect(new Set(await masters())).toEqual(new Set(['young']));
  });
});

describe('the key file', () => {
  test('is made once, readable by its owner alone, and takes a new key at its head', () => {
    const folder = mkdtempSync(join(tmpdir(), 'candlefish-keys-'));
    try {
      const first = readMasterKeys({ DATA_DIR: folder, MASTER_KEYS: undefined }).newest;
      expect(readMasterKeys({ DATA_DIR: folder, MASTER_KEYS: undefined }).newest).toEqual(first);
      expect(statSync(join(folder, 'master-keys')).mode & 0o777).toBe(0o600);
      const rotated = addKeyToFile(folder);
      expect(rotated.newest.id).not.toBe(first.id);
      expect(rotated.get(first.id)).toEqual(first);
      expect(statSync(join(folder, 'master-keys')).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder, 'master-keys'), 'utf8').trim().split('\n')).toHaveLength(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('with two keys of one name is refused', () => {
    expect(() => new MasterKeys([young, { ...old, id: 'young' }])).toThrow('same id');
  });
});

test('a cipher’s parts do not run into one another', () => {
  const key = randomBytes(32);
  const sealed = encrypt(key, Buffer.from('x'), ['a', 'bc']);
  expect(() => decrypt(key, sealed, ['ab', 'c'])).toThrow();
  expect(decrypt(key, sealed, ['a', 'bc']).toString()).toBe('x');
  expect(() => decrypt(key, sealed.subarray(0, 20), ['a', 'bc'])).toThrow();
});
