import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createDatabase, type Database } from '#db/client.server.ts';
import { isConnectionError } from '#db/faults.server.ts';
import { client } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';

export interface StormOptions {
  url: string;
  seconds: number;
  workers: number;
  /** Restarts the server; called at a third and at two thirds of the time. */
  restart?: () => Promise<void>;
}

/** What a storm did. Everything but the first four must be empty or as asked. */
export interface StormReport {
  reads: number;
  writes: number;
  refused: number;
  killed: number;
  slowestMs: number;
  /** Wrong tenants, missing rows, errors that do not say that the database was busy. */
  wrong: string[];
  /** Connections of the pool, and how many of them are free, two seconds after the storm. */
  poolAfter: { total: number; idle: number };
  /** Rows that were acknowledged and are not there. */
  lost: number;
}

const tenantCount = 5;
const rowsEach = 20;
const poolSize = 10;

/** Workers read and write through the data layer while backends are killed at random and the server is restarted. */
export async function storm({ url, seconds, workers, restart }: StormOptions): Promise<StormReport> {
  const database = await createDatabase({ url, poolSize });
  const report: StormReport = {
    reads: 0,
    writes: 0,
    refused: 0,
    killed: 0,
    slowestMs: 0,
    wrong: [],
    poolAfter: { total: 0, idle: 0 },
    lost: 0,
  };
  const tenants = await fill(database);
  const written = new Set<string>();
  const until = performance.now() + seconds * 1_000;
  const isOver = () => performance.now() > until;
  const work = async () => {
    while (!isOver()) await step(database, tenants[Math.floor(Math.random() * tenants.length)] ?? '', report, written);
  };
  await Promise.all([
    ...Array.from({ length: workers }, work),
    killAtRandom(url, isOver, report),
    restartTwice(seconds, restart),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const { total, idle } = database.pool.size;
  report.poolAfter = { total, idle };
  const found = await database.execute<{ id: string }>('select id from client');
  report.lost = written.size - found.filter(({ id }) => written.has(id)).length;
  await database.close();
  return report;
}

async function fill(database: Database): Promise<string[]> {
  await database.migrate();
  const tenants = Array.from({ length: tenantCount }, () => randomUUID());
  for (const id of tenants) {
    await database.execute('insert into tenant (id, slug, name) values ($1, $2, $2)', [id, id]);
    await database.execute(
      `insert into client (tenant_id, id, kind, name) select $1::uuid, gen_random_uuid(), 'person', $1::uuid::text from generate_series(1, ${rowsEach})`,
      [id],
    );
  }
  return tenants;
}

async function step(database: Database, tenantId: string, report: StormReport, written: Set<string>): Promise<void> {
  const startedAt = performance.now();
  try {
    if (Math.random() < 0.8) await read(database, tenantId, report);
    else await write(database, tenantId, report, written);
  } catch (error) {
    if (isConnectionError(error)) report.refused += 1;
    else report.wrong.push(String(error));
  }
  report.slowestMs = Math.max(report.slowestMs, performance.now() - startedAt);
}

async function read(database: Database, tenantId: string, report: StormReport): Promise<void> {
  const options = { readOnly: true, database };
  const rows = await withTenant(
    { tenantId },
    (tx) => tx.select({ tenantId: client.tenantId, name: client.name }).from(client).limit(50),
    options,
  );
  report.reads += 1;
  if (rows.length < rowsEach) report.wrong.push(`a read returned ${rows.length} rows`);
  if (rows.some((row) => row.tenantId !== tenantId || row.name !== tenantId))
    report.wrong.push('a read returned a row of another tenant');
}

async function write(database: Database, tenantId: string, report: StormReport, written: Set<string>): Promise<void> {
  const id = randomUUID();
  await withTenant({ tenantId }, (tx) => tx.insert(client).values({ id, kind: 'person', name: tenantId }), {
    database,
  });
  report.writes += 1;
  written.add(id);
}

async function killAtRandom(url: string, isOver: () => boolean, report: StormReport): Promise<void> {
  while (!isOver()) {
    await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 150));
    report.killed += await killOne(url).catch(() => 0);
  }
}

async function killOne(url: string): Promise<number> {
  const admin = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000, query_timeout: 1_000 });
  // The server may be restarting, which is what this is about.
  admin.on('error', () => {});
  await admin.connect();
  const { rowCount } = await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'candlefish' and datname = current_database() order by random() limit 1`,
  );
  await admin.end();
  return rowCount ?? 0;
}

async function restartTwice(seconds: number, restart: (() => Promise<void>) | undefined): Promise<void> {
  for (let time = 0; time < 2; time += 1) {
    await new Promise((resolve) => setTimeout(resolve, (seconds * 1_000) / 3));
    await restart?.();
  }
}
