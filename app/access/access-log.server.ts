import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { accessLog } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { log } from '../http/log.server.ts';

type Row = typeof accessLog.$inferInsert;

/** One access, by whatever door. Without a tenant it belongs to the platform's own log. */
export type Access = Pick<Row, 'at' | 'kind'> &
  Partial<Omit<Row, 'at' | 'kind' | 'id' | 'tenantId'>> & { tenantId?: string | null };

export interface AccessLogOptions {
  /** Accesses that wait at most; beyond that the oldest are lost and counted. */
  capacity?: number;
  /** How long an access waits for company, in milliseconds. */
  everyMs?: number;
  write?: (batch: readonly Access[]) => Promise<void>;
}

/** Beyond this a batch is written without waiting. */
const batchSize = 500;

/**
 * Who asked for what, written behind the requests: recording costs a request no more than remembering it. While the
 * database does not answer, accesses wait, as many as fit.
 */
export class AccessLog {
  readonly #waiting: Access[] = [];
  readonly #capacity: number;
  readonly #everyMs: number;
  readonly #write: (batch: readonly Access[]) => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<boolean> | undefined;
  #lost = 0;

  constructor({ capacity = 20_000, everyMs = 1_000, write = writeAccesses }: AccessLogOptions = {}) {
    this.#capacity = capacity;
    this.#everyMs = everyMs;
    this.#write = write;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get lost(): number {
    return this.#lost;
  }

  record(access: Access): void {
    this.#waiting.push(access);
    if (this.#waiting.length > this.#capacity) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    if (this.#waiting.length >= batchSize && !this.#writing) void this.#writeBatch();
    else this.#wake();
  }

  /** Writes all that waits, or gives up when the database refuses. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#waiting.length > 0 || this.#writing) {
      if (!(await (this.#writing ?? this.#writeBatch()))) return;
    }
  }

  #wake(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, this.#everyMs).unref();
  }

  #writeBatch(): Promise<boolean> {
    this.#writing ??= this.#tryToWrite().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #tryToWrite(): Promise<boolean> {
    const batch = this.#waiting.splice(0, batchSize);
    try {
      await this.#write(batch);
    } catch (error) {
      const room = Math.max(0, this.#capacity - this.#waiting.length);
      const kept = batch.slice(Math.max(0, batch.length - room));
      this.#lost += batch.length - kept.length;
      this.#waiting.unshift(...kept);
      log().error({ err: error, waiting: this.#waiting.length, lost: this.#lost }, 'the access log was not written');
      this.#wake();
      return false;
    }
    return true;
  }
}

const ofProcess = new AccessLog();

/** Records an access in the log of this process. Costs no waiting and never throws. */
export function recordAccess(access: Access): void {
  ofProcess.record(access);
}

/** How many accesses wait in this process to be written, and how many were lost. */
export function accessLogState(): { waiting: number; lost: number } {
  return { waiting: ofProcess.waiting, lost: ofProcess.lost };
}

/** Writes what waits. For the stop of the server, before its database is closed. */
export function flushAccessLog(): Promise<void> {
  return ofProcess.flush();
}

/** Puts accesses into the database, in one transaction. Those of a tenant that is gone meanwhile go with it. */
async function writeAccesses(batch: readonly Access[]): Promise<void> {
  const ofTenants = batch.filter(({ tenantId }) => tenantId);
  const ofPlatform = batch.filter(({ tenantId }) => !tenantId);
  await withPlatform(async (tx) => {
    if (ofTenants.length > 0) {
      await tx.execute(sql`
        insert into access_log (tenant_id, ${columns})
        select tenant_id, ${columns} from jsonb_to_recordset(${asJson(ofTenants)}::jsonb) as given(tenant_id uuid, ${types})
        where exists (select from tenant where tenant.id = given.tenant_id)`);
    }
    if (ofPlatform.length > 0) {
      await tx.execute(sql`
        insert into platform_access_log (${columns})
        select ${columns} from jsonb_to_recordset(${asJson(ofPlatform)}::jsonb) as given(${types})`);
    }
  });
}

const columns = sql.raw('id, at, kind, user_id, method, path, status, milliseconds, address, request_id, detail');
const types = sql.raw(
  `id uuid, at timestamptz, kind text, user_id uuid, method text, path text, status integer, milliseconds integer,
   address text, request_id text, detail text`,
);

function asJson(batch: readonly Access[]): string {
  const rows = batch.map(({ tenantId, userId, requestId, ...rest }) => ({
    ...rest,
    id: randomUUIDv7(),
    tenant_id: tenantId,
    user_id: userId,
    request_id: requestId,
  }));
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}

/** PostgreSQL takes neither U+0000 nor half a character, and one row that it refuses would hold up all others. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

/** How long accesses are kept. */
export const keptDays = 90;

/** Removes what is older than it is kept, a few thousand rows at a time, so that no lock is held for long. */
export async function removeOldAccesses(now = new Date(), limit = 2_000): Promise<number> {
  const before = new Date(now.getTime() - keptDays * 24 * 3600 * 1000);
  let removed = 0;
  for (const remove of [removeOfTenants, removeOfPlatform]) {
    for (;;) {
      const count = await withPlatform((tx) => remove(tx, before, limit));
      removed += count;
      if (count === 0) break;
    }
  }
  return removed;
}

/** Asks each tenant's index in turn: no index of this table begins with the time. */
async function removeOfTenants(tx: PlatformTx, before: Date, limit: number): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    delete from access_log where (tenant_id, id) in (
      select old.tenant_id, old.id from tenant cross join lateral (
        select tenant_id, id from access_log
        where access_log.tenant_id = tenant.id and at < ${before.toISOString()}::timestamptz limit ${limit}
      ) old limit ${limit})`);
  return rowCount ?? 0;
}

async function removeOfPlatform(tx: PlatformTx, before: Date, limit: number): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    delete from platform_access_log where id in (
      select id from platform_access_log where at < ${before.toISOString()}::timestamptz limit ${limit})`);
  return rowCount ?? 0;
}
