import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { verifyAuditChain } from '#app/audit/chain.server.ts';
import { createDatabase } from '#db/client.server.ts';
import { migrate } from '#db/migrate.server.ts';
import { fromRoot } from '#db/root.server.ts';
import { withTenant } from '#db/tenant.server.ts';

/** The migrations as they were before the audit had a chain. */
function earlierMigrations(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candlefish-migrations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(fromRoot('db/migrations'), folder, { recursive: true });
  const file = join(folder, 'meta/_journal.json');
  const journal: { entries: { tag: string }[] } = JSON.parse(readFileSync(file, 'utf8'));
  const end = journal.entries.findIndex(({ tag }) => tag === '0009_security_tables');
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, end) }));
  return folder;
}

test('rows that were written before the chain get their places in it, under an owner that is no superuser', async () => {
  const server = process.env.DATABASE_URL ?? '';
  const name = `cf_audit_${randomBytes(4).toString('hex')}`;
  const admin = await connect(server);
  await admin.query(`create role ${name} login createrole`);
  await admin.query(`create database ${name} owner ${name}`);
  const own = new URL(server);
  own.pathname = `/${name}`;
  const inside = await connect(own.href);
  await inside.query(`alter schema public owner to ${name}`);
  await inside.query('create extension vector');
  for (const role of ['app', 'platform', 'worker']) {
    await inside.query(`grant candlefish_${role} to ${name}`).catch(() => {});
  }
  const asOwner = new URL(own);
  asOwner.username = name;
  const owner = await connect(asOwner.href);
  await migrate(owner, earlierMigrations());

  const tenants = [randomUUID(), randomUUID()];
  for (const [at, id] of tenants.entries()) {
    await inside.query(`insert into tenant (id, slug, name) values ($1, $2, 'Acme')`, [id, `acme-${at}`]);
  }
  await inside.query(
    `insert into audit_entry (tenant_id, id, action, subject_type, after, at)
     select t.id, gen_random_uuid(), 'thing.changed', 'thing', jsonb_build_object('at', n), now() - n * interval '1 hour'
     from tenant t, generate_series(1, 50) n`,
  );
  await migrate(owner);

  const database = await createDatabase({ url: own.href });
  onTestFinished(async () => {
    await Promise.all([database.close(), owner.end(), inside.end()]);
    await admin.query(`drop database ${name} with (force)`);
    await admin.query(`drop role ${name}`).catch(() => {});
    await admin.end();
  });
  for (const tenantId of tenants) {
    const report = await withTenant({ tenantId }, verifyAuditChain, { database });
    expect(report).toMatchObject({ isWhole: true, rows: 50, head: { seq: 50 } });
  }
  const forced = await inside.query(
    `select relname from pg_class where relname ~ '^(audit_entry|chain_head)$' and relforcerowsecurity`,
  );
  expect(forced.rowCount).toBe(2);
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
