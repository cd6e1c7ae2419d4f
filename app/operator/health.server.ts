import { readFileSync } from 'node:fs';
import { and, count, isNull, min, sql } from 'drizzle-orm';
import { database } from '#db/client.server.ts';
import { fromRoot } from '#db/root.server.ts';
import { accountMail, event, job, mail } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { accessLogState } from '../access/access-log.server.ts';
import { circuitOf } from '../ai/circuits.server.ts';
import { providerFigures } from '../ai/provider-figures.server.ts';
import { limiterState } from '../limits/limit.server.ts';

/** Work that waits, with the oldest of it, and what was given up. */
interface Backlog {
  waiting: number;
  oldestAt: Date | null;
  dead: number;
}

/** How this process and the database that all processes share are doing. */
export async function readHealth() {
  const { engine, pool } = database();
  const shared = await withPlatform(readShared, { readOnly: true });
  const { rss, heapUsed } = process.memoryUsage();
  return {
    database: { engine, version: shared.version, pool: pool.size },
    backlogs: shared.backlogs,
    limiter: limiterState(),
    accessLog: accessLogState(),
    providers: providerFigures().map((figures) => ({ ...figures, circuit: circuitOf(figures.provider).state })),
    build: { node: process.version, app: versionOf('package.json'), ...migrations() },
    process: { startedAt: new Date(Date.now() - process.uptime() * 1000), rss, heapUsed },
  };
}

async function readShared(tx: PlatformTx) {
  const [version, jobs, events, letters, accountLetters] = await Promise.all([
    tx.execute<{ server_version: string }>(sql`show server_version`),
    backlogOf(tx, job, min(job.runAt), sql`${job.runAt} <= now()`),
    backlogOf(tx, event, min(event.occurredAt), isNull(event.deliveredAt)),
    backlogOf(tx, mail, min(mail.createdAt), isNull(mail.sentAt)),
    backlogOf(tx, accountMail, min(accountMail.createdAt), isNull(accountMail.sentAt)),
  ]);
  return {
    version: version.rows[0]?.server_version ?? '',
    backlogs: { jobs, events, letters, accountLetters },
  };
}

async function backlogOf(
  tx: PlatformTx,
  table: typeof job | typeof event | typeof mail | typeof accountMail,
  oldest: ReturnType<typeof min<typeof job.runAt>>,
  isWaiting: ReturnType<typeof isNull>,
): Promise<Backlog> {
  const [[waiting], [dead]] = await Promise.all([
    tx
      .select({ waiting: count(), oldestAt: oldest })
      .from(table)
      .where(and(isWaiting, isNull(table.deadAt))),
    tx.select({ dead: count() }).from(table).where(sql`${table.deadAt} is not null`),
  ]);
  return { waiting: waiting?.waiting ?? 0, oldestAt: waiting?.oldestAt ?? null, dead: dead?.dead ?? 0 };
}

function versionOf(file: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(fromRoot(file), 'utf8'));
  return version;
}

/** The migrations of this build. A process brings the database up to them before it serves. */
function migrations(): { migrations: number; lastMigration: string } {
  const { entries }: { entries: { tag: string }[] } = JSON.parse(
    readFileSync(fromRoot('db/migrations/meta/_journal.json'), 'utf8'),
  );
  return { migrations: entries.length, lastMigration: entries.at(-1)?.tag ?? '' };
}
