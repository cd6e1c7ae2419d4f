import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createDatabase, setDatabase } from '#db/client.server.ts';
import { client } from '#db/schema/index.ts';
import { withSession, withTenant } from '#db/tenant.server.ts';
import { tenancyProblems } from '#tests/support/catalog.ts';
import { startCluster } from '#tests/support/cluster.ts';
import { makeTenant } from '#tests/support/tenants.ts';

const bin = process.env.SERVICES_PG_BIN;

test('an owner that is no superuser migrates, and a login that owns nothing serves', async () => {
  const { server, ownerUrl, loginUrl } = await separateRoles();
  const database = await createDatabase({ url: loginUrl });
  onTestFinished(() => database.close());
  setDatabase(database);
  expect(await database.migrate(ownerUrl)).toBeGreaterThan(0);

  const acme = await makeTenant();
  await withTenant(acme, (tx) => tx.insert(client).values({ kind: 'person', name: 'Jo' }));
  const entered = await withSession(acme.tokenHash, acme.slug, async ({ tx, entry }) => [
    entry?.role,
    (await tx.select().from(client)).length,
  ]);
  expect(entered).toEqual(['owner', 1]);
  // The login itself may do nothing, so a statement that lost its role would see nothing.
  await expect(database.execute('select * from public.client')).rejects.toThrow('permission denied');
  // The owner is under the policies as well.
  expect(await asked(ownerUrl, 'select * from client')).toEqual([]);
  const admin = { execute: <R extends pg.QueryResultRow>(text: string) => asked<R>(server, text) };
  expect(await tenancyProblems(admin)).toEqual([]);
});

/** A database whose owner and whose login are two unprivileged people. */
async function separateRoles(): Promise<{ server: string; ownerUrl: string; loginUrl: string }> {
  const shared = await clusterUrl();
  const tag = randomBytes(4).toString('hex');
  const [owner, login, name] = [`owner_${tag}`, `login_${tag}`, `cf_roles_${tag}`];
  await asked(shared, `create role ${owner} login createrole`);
  await asked(shared, `create role ${login} login noinherit`);
  await asked(shared, `create database ${name} owner ${owner}`);
  await asked(urlOf(shared, name), `alter schema public owner to ${owner}`);
  // pgvector is no extension that every owner may make: a superuser does it once.
  await asked(urlOf(shared, name), 'create extension vector');
  return { server: urlOf(shared, name), ownerUrl: urlOf(shared, name, owner), loginUrl: urlOf(shared, name, login) };
}

/** Roles belong to the whole server: where its programs are at hand, the test has one of its own. */
async function clusterUrl(): Promise<string> {
  if (!bin) return process.env.DATABASE_URL ?? '';
  const cluster = await startCluster(bin);
  onTestFinished(() => cluster.stop());
  return cluster.url;
}

async function asked<R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> {
  const connection = new pg.Client({ connectionString: url });
  await connection.connect();
  const { rows } = await connection.query<R>(text).finally(() => connection.end());
  return rows;
}

function urlOf(server: string, name: string, user?: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  if (user) url.username = user;
  return url.href;
}
