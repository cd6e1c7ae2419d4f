import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { latenessJob } from '#app/data/arrival.server.ts';
import { beginExport, exportJob } from '#app/data/export.server.ts';
import { beginImport, importJob } from '#app/data/import.server.ts';
import { personErasureJob } from '#app/data/person/erase.server.ts';
import { expiryJob, streamArchive } from '#app/data/store.server.ts';
import { startWorker } from '#app/jobs/worker.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import type { Database } from '#db/client.server.ts';
import { archive, tenant } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';

/** Runs as a member of a tenant would. */
export function asMember<T>(
  { tenantId, userId }: { tenantId: string; userId: string },
  run: (ctx: OperationContext) => Promise<T>,
): Promise<T> {
  return withTenant({ tenantId }, async (tx) => {
    const [own] = await tx.select().from(tenant);
    if (!own) throw new Error('There is no such tenant.');
    const actor = { userId, name: 'Somebody' };
    return run({ tx, tenant: own, actor, now: new Date(), requestId: randomUUID(), door: 'browser' });
  });
}

/** Runs the jobs of archives until nothing is due. */
export async function workOnArchives(database: Database, problems: Error[] = []): Promise<void> {
  const jobs = [exportJob, importJob, latenessJob, expiryJob, personErasureJob];
  const worker = await startWorker({ database, jobs, pollMs: 60_000, report: ({ error }) => problems.push(error) });
  await worker.drain();
  await worker.stop();
}

export async function exportTenant(
  database: Database,
  who: { tenantId: string; userId: string },
): Promise<{ id: string; bytes: Buffer }> {
  const { id } = await asMember(who, beginExport);
  const problems: Error[] = [];
  await workOnArchives(database, problems);
  if (problems.length > 0) throw problems[0];
  return { id, bytes: await bytesOf(who.tenantId, id) };
}

export async function bytesOf(tenantId: string, id: string): Promise<Buffer> {
  return Buffer.from(await new Response(streamArchive(tenantId, id)).arrayBuffer());
}

export async function importTenant(
  database: Database,
  who: { tenantId: string; userId: string },
  bytes: Buffer,
): Promise<string> {
  const { id } = await asMember(who, (ctx) => beginImport(ctx, bytes));
  const problems: Error[] = [];
  await workOnArchives(database, problems);
  if (problems.length > 0) throw problems[0];
  return id;
}

export function stateOf(tenantId: string, id: string) {
  return withTenant({ tenantId }, async (tx) => {
    const [row] = await tx.select().from(archive).where(eq(archive.id, id));
    if (!row) throw new Error('There is no such archive.');
    return row;
  });
}
