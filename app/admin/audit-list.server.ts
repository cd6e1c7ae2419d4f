import { and, asc, desc, eq, gt, gte, like, lt, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { auditEntry, doors, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { TenantInfo } from '../tenancy/operation.server.ts';
import { idSchema } from '../values/id-schema.ts';

export const auditPageSize = 50;

const plainDay = z.iso.date().optional().catch(undefined);

/** What an address asks of the audit. A part that cannot be read asks for nothing. */
export const auditSearch = z.object({
  /** Words in the action, its subject, or what changed. */
  q: z.string().trim().max(100).catch(''),
  /** An action, or the first part of its name. */
  action: z.string().trim().max(100).catch(''),
  actor: idSchema.optional().catch(undefined),
  subject: idSchema.optional().catch(undefined),
  door: z.enum(doors).optional().catch(undefined),
  /** First and last day, of the business's own calendar. */
  from: plainDay,
  to: plainDay,
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  check: z.literal('on').optional().catch(undefined),
});

export type AuditSearch = z.infer<typeof auditSearch>;

const shown = {
  seq: auditEntry.seq,
  id: auditEntry.id,
  at: auditEntry.at,
  action: auditEntry.action,
  subjectType: auditEntry.subjectType,
  subjectId: auditEntry.subjectId,
  actorId: auditEntry.actorId,
  actorName: user.name,
  onBehalfOf: auditEntry.onBehalfOf,
  door: auditEntry.door,
  before: auditEntry.before,
  after: auditEntry.after,
  requestId: auditEntry.requestId,
  hash: auditEntry.hash,
};

type Scope = { tx: TenantTx; tenant: Pick<TenantInfo, 'timeZone'> };

/** One page of the audit, the newest first, and how many rows there are in all. */
export async function listAudit({ tx, tenant }: Scope, search: AuditSearch) {
  const where = whereOf(search, tenant.timeZone);
  const [rows, total] = await Promise.all([
    select(tx)
      .where(where)
      .orderBy(desc(auditEntry.seq))
      .limit(auditPageSize)
      .offset((search.page - 1) * auditPageSize),
    tx.$count(auditEntry, where),
  ]);
  return { rows, total };
}

export type AuditRow = Awaited<ReturnType<typeof listAudit>>['rows'][number];

/** The kinds of acts that there are, and who did them, for the filters. */
export async function auditChoices(tx: TenantTx) {
  const [actions, actors] = await Promise.all([
    tx.selectDistinct({ action: auditEntry.action }).from(auditEntry).orderBy(asc(auditEntry.action)).limit(200),
    tx
      .selectDistinct({ id: user.id, name: user.name })
      .from(auditEntry)
      .innerJoin(user, eq(user.id, auditEntry.actorId))
      .orderBy(asc(user.name))
      .limit(200),
  ]);
  return { actions: actions.map(({ action }) => action), actors };
}

const batchSize = 2_000;
/** More than this is asked for in parts, by day. */
const mostExported = 100_000;

/** Every row that the search finds, the oldest first, read in batches. */
export async function readAudit({ tx, tenant }: Scope, search: AuditSearch): Promise<AuditRow[]> {
  const where = whereOf(search, tenant.timeZone);
  const all: AuditRow[] = [];
  let after = 0;
  while (all.length < mostExported) {
    const rows = await select(tx)
      .where(and(where, gt(auditEntry.seq, after)))
      .orderBy(asc(auditEntry.seq))
      .limit(batchSize);
    all.push(...rows);
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < batchSize) break;
  }
  return all;
}

function select(tx: TenantTx) {
  return tx.select(shown).from(auditEntry).leftJoin(user, eq(user.id, auditEntry.actorId)).$dynamic();
}

function whereOf({ q, action, actor, subject, door, from, to }: AuditSearch, timeZone: string): SQL | undefined {
  return and(
    q === '' ? undefined : matches(q),
    action === '' ? undefined : or(eq(auditEntry.action, action), like(auditEntry.action, `${escaped(action)}.%`)),
    actor === undefined ? undefined : eq(auditEntry.actorId, actor),
    subject === undefined ? undefined : eq(auditEntry.subjectId, subject),
    door === undefined ? undefined : eq(auditEntry.door, door),
    from === undefined ? undefined : gte(auditEntry.at, sql`${from}::date::timestamp at time zone ${timeZone}`),
    to === undefined ? undefined : lt(auditEntry.at, sql`(${to}::date + 1)::timestamp at time zone ${timeZone}`),
  );
}

function matches(q: string): SQL | undefined {
  const pattern = `%${escaped(q)}%`;
  return or(
    sql`${auditEntry.action} ilike ${pattern}`,
    sql`${auditEntry.subjectId}::text = ${q.toLowerCase()}`,
    sql`${auditEntry.before}::text ilike ${pattern}`,
    sql`${auditEntry.after}::text ilike ${pattern}`,
  );
}

/** What was typed is looked for as it stands. */
function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
}
