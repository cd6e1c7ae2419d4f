import { eq, sql } from 'drizzle-orm';
import { archive, personErasure } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../../audit/audit.server.ts';
import { record } from '../../events/record.server.ts';
import { defineJob, enqueue, type JobContext } from '../../jobs/job.server.ts';
import type { OperationContext } from '../../tenancy/operation.server.ts';
import { signed } from '../erasure.server.ts';
import { removePieces } from '../store.server.ts';
import { findKind, spokenTables } from './declared.server.ts';
import { personErased, personErasing } from './envelope.ts';
import { type Place, placeSchema } from './place.server.ts';
import { Sweep, type Tally, tallied } from './sweep.server.ts';
import { writeChanges } from './write.server.ts';

/** How long one run of the job works before it lets others have their turn. */
const turnMs = 15_000;
const batchRows = 200;

/** Rounds that may find something: what others write while it goes on is found by the next one. */
const mostRounds = 20;

/** Erases a person, a batch in each transaction: a process that dies leaves it to the next, which goes on from there. */
export const personErasureJob = defineJob(
  personErasing.name,
  personErasing.schema,
  async (ctx, { erasureId, turn }) => {
    const until = performance.now() + turnMs;
    const sweeps = new Map<string, Sweep>();
    while (performance.now() < until) {
      ctx.signal.throwIfAborted();
      if (await ctx.inTenant((operation) => eraseBatch(operation, erasureId, sweeps))) return;
    }
    const next = { erasureId, turn: turn + 1 };
    await ctx.inTenant(({ tx }) => enqueue(tx, personErasureJob, next, { key: `${erasureId}:${turn + 1}` }));
  },
  { onDead: (ctx, { erasureId }) => giveUp(ctx, erasureId) },
);

async function giveUp(ctx: JobContext, erasureId: string): Promise<void> {
  await ctx.inTenant(({ tx }) =>
    tx
      .update(personErasure)
      .set({ state: 'failed' })
      .where(sql`${eq(personErasure.id, erasureId)} and ${personErasure.state} = 'working'`),
  );
}

type Erasure = typeof personErasure.$inferSelect;

/** One batch, and how far it is then; true when there is nothing more to do. */
export async function eraseBatch(
  ctx: OperationContext,
  erasureId: string,
  sweeps = new Map<string, Sweep>(),
): Promise<boolean> {
  const { tx } = ctx;
  const [row] = await tx.select().from(personErasure).where(eq(personErasure.id, erasureId)).for('update');
  if (row?.state !== 'working') return true;
  const asWhoAsked = { ...ctx, actor: { userId: row.erasedBy, name: '' }, door: 'job' as const };
  const place = placeSchema.parse(row.place);
  const tables = spokenTables();
  const table = tables[place.table];
  if (!table) return endRound(asWhoAsked, row, place);
  const sweep = sweeps.get(erasureId) ?? new Sweep(place.scope);
  sweeps.set(erasureId, sweep);
  const { changes, last } = await sweep.next(tx, table, place.after, batchRows);
  await writeChanges(asWhoAsked, erasureId, table, changes);
  await tx
    .update(personErasure)
    .set({
      report: tallied(row.report as Tally, table, changes),
      place: {
        ...place,
        table: last === null ? place.table + 1 : place.table,
        after: last,
        changed: place.changed || changes.length > 0,
      } satisfies Place,
    })
    .where(eq(personErasure.id, erasureId));
  return false;
}

/** A round that changed nothing is the last: whatever was written meanwhile has been looked at. */
async function endRound(ctx: OperationContext, row: Erasure, place: Place): Promise<boolean> {
  if (!place.changed) {
    await finish(ctx, row);
    return true;
  }
  if (place.round >= mostRounds) throw new Error('Words of a person who is being erased keep coming.');
  const again: Place = { ...place, table: 0, after: null, round: place.round + 1, changed: false };
  await ctx.tx.update(personErasure).set({ place: again }).where(eq(personErasure.id, row.id));
  return false;
}

async function finish(ctx: OperationContext, row: Erasure): Promise<void> {
  const { tx, tenant, now } = ctx;
  await forgetArchives(tx, now);
  await findKind(row.subjectType)?.settle(ctx, row.subjectId);
  const { counts, digest } = row.report as Tally;
  const statement = JSON.stringify({
    erasure: row.id,
    business: tenant.id,
    subject: { type: row.subjectType, id: row.subjectId },
    requestedBy: row.erasedBy,
    requestedAt: row.requestedAt,
    erasedAt: now,
    erased: counts,
    digest,
  });
  await tx
    .update(personErasure)
    .set({ state: 'done', place: null, erasedAt: now, ...signed(statement) })
    .where(eq(personErasure.id, row.id));
  await audit(ctx, {
    action: 'person.erased',
    subjectType: 'person_erasure',
    subjectId: row.id,
    after: { of: row.subjectType, erased: counts, digest },
  });
  await record(ctx, personErased, { erasureId: row.id, subjectType: row.subjectType, subjectId: row.subjectId });
}

/** Archives that were made before still have the person, and one that is arriving may. */
async function forgetArchives(tx: TenantTx, now: Date): Promise<void> {
  await tx.update(archive).set({ state: 'cancelled', finishedAt: now }).where(eq(archive.state, 'arriving'));
  const ended = await tx
    .update(archive)
    .set({ expiresAt: now })
    .where(sql`${archive.state} not in ('working', 'undoing')`)
    .returning({ id: archive.id });
  for (const { id } of ended) while (await removePieces(tx, id));
}
