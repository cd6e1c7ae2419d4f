import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { knowledgeDocument, knowledgePass, tenant } from '#db/schema/index.ts';
import { type TenantTx, withPlatform, withTenant } from '#db/tenant.server.ts';
import { defineJob, enqueue, type JobContext } from '../../jobs/job.server.ts';
import { askForAllVectors, askForVectors } from './embed-job.server.ts';
import { findAffordable } from './embedder-of.server.ts';
import { readJob } from './read-job.server.ts';
import { removeUnmet, writeRecord } from './records.server.ts';
import { findSource, knowledgeSources } from './sources.server.ts';
import { isMissing } from './waiting.server.ts';

const turnMs = 15_000;
/** In one transaction, which holds the only connection of the embedded engine. */
const batch = 20;
const dayMs = 24 * 3600 * 1000;

/**
 * Reads all records of a kind: those that are new or changed are written, and those that are gone are removed. How far it
 * is stands beside what it wrote, so one that is cut off goes on where it was.
 */
export const passJob = defineJob(
  'knowledge.pass',
  z.object({ recordType: z.string(), turn: z.number().int() }),
  async (ctx, { recordType, turn }) => {
    if (await passUntil(ctx, recordType, performance.now() + turnMs)) return;
    await ctx.inTenant(({ tx }) => enqueue(tx, passJob, { recordType, turn: turn + 1 }));
  },
  { timeoutMs: 90_000 },
);

async function passUntil(ctx: JobContext, recordType: string, until: number): Promise<boolean> {
  while (performance.now() < until) {
    ctx.signal.throwIfAborted();
    if (await step(ctx, recordType)) return true;
  }
  return false;
}

/** One batch; true when there is none left. */
function step(ctx: JobContext, recordType: string): Promise<boolean> {
  return ctx.inTenant(async (operation) => {
    const { tx, now } = operation;
    const source = findSource(recordType);
    const own = eq(knowledgePass.recordType, recordType);
    const [pass] = await tx.select().from(knowledgePass).where(own).for('update');
    if (!pass || pass.finishedAt || !source) return true;
    const records = await source.list({ tx, tenantSlug: operation.tenant.slug }, pass.cursor, batch);
    const changed: string[] = [];
    for (const record of records) {
      const id = await writeRecord(operation, source, record);
      if (id) changed.push(id);
    }
    await askForVectors(tx, changed);
    const last = records.at(-1)?.id ?? null;
    await removeUnmet(tx, recordType, { after: pass.cursor, to: last, met: records.map(({ id }) => id) });
    await tx
      .update(knowledgePass)
      .set(last === null ? { finishedAt: now } : { cursor: last })
      .where(own);
    return last === null;
  });
}

/** Begins to read all records of every kind, from the first; and files whose reading was never begun. */
export async function readEverything(tx: TenantTx, now: Date): Promise<void> {
  for (const { recordType } of knowledgeSources()) await beginPass(tx, recordType, now);
  const waiting = await tx
    .select({ id: knowledgeDocument.id })
    .from(knowledgeDocument)
    .where(
      and(
        eq(knowledgeDocument.source, 'file'),
        eq(knowledgeDocument.status, 'waiting'),
        isNull(knowledgeDocument.contentHash),
      ),
    );
  for (const { id } of waiting) await enqueue(tx, readJob, { documentId: id }, { key: id });
}

async function beginPass(tx: TenantTx, recordType: string, now: Date): Promise<void> {
  const anew = { cursor: null, startedAt: now, finishedAt: null };
  await tx
    .insert(knowledgePass)
    .values({ recordType, ...anew })
    .onConflictDoUpdate({ target: [knowledgePass.tenantId, knowledgePass.recordType], set: anew });
  await enqueue(tx, passJob, { recordType, turn: 0 }, { key: `${recordType} ${now.getTime()}` });
}

/**
 * What no event tells of: once a day all records of a tenant are read again, and vectors that are missing or of another
 * model are made. Called every hour.
 */
export async function tendKnowledge(): Promise<void> {
  const tenants = await withPlatform((tx) => tx.select({ id: tenant.id }).from(tenant), { readOnly: true });
  for (const { id } of tenants) await withTenant({ tenantId: id }, (tx) => tend(tx, new Date()));
}

async function tend(tx: TenantTx, now: Date): Promise<void> {
  const passes = await tx.select().from(knowledgePass);
  const dueBefore = now.getTime() - dayMs;
  const isDue = ({ recordType }: { recordType: string }) => {
    const pass = passes.find((one) => one.recordType === recordType);
    return !pass || pass.startedAt.getTime() < dueBefore;
  };
  for (const source of knowledgeSources()) if (isDue(source)) await beginPass(tx, source.recordType, now);
  const { embedder, usedUp } = await findAffordable(tx, null, now);
  if (usedUp === null && (await isMissing(tx, embedder))) await askForAllVectors(tx, now);
}
