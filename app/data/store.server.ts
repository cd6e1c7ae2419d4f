import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { archive, archivePart } from '#db/schema/index.ts';
import { type TenantTx, withTenant } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { defineJob } from '../jobs/job.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import type { ByteSource } from './unzip.server.ts';

/** How large the pieces are that an uploaded archive is kept in. */
const pieceBytes = 1024 * 1024;

/**
 * Keeps bytes of an archive that was brought here, in pieces of one size.
 * @param from where they belong in the archive: where a piece begins
 */
export async function keepPieces(tx: TenantTx, archiveId: string, bytes: Uint8Array, from = 0): Promise<void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const number = (from + at) / pieceBytes;
    await tx.insert(archivePart).values({ archiveId, number, bytes: bytes.subarray(at, at + pieceBytes) });
  }
}

/** An archive that was kept by {@link keepPieces}, read from the database as it is needed. */
export function keptSource(
  inTenant: <T>(run: (tx: TenantTx) => Promise<T>) => Promise<T>,
  id: string,
  size: number,
): ByteSource {
  let last: { number: number; bytes: Buffer } | undefined;
  const piece = async (number: number): Promise<Buffer> => {
    if (last?.number === number) return last.bytes;
    const [row] = await inTenant((tx) =>
      tx
        .select({ bytes: archivePart.bytes })
        .from(archivePart)
        .where(and(eq(archivePart.archiveId, id), eq(archivePart.number, number))),
    );
    if (!row) throw new Error('A piece of the archive is gone.');
    last = { number, bytes: Buffer.from(row.bytes) };
    return last.bytes;
  };
  return {
    size,
    async read(from, length) {
      const end = Math.min(size, from + length);
      const pieces: Buffer[] = [];
      for (let at = from; at < end; at = (Math.floor(at / pieceBytes) + 1) * pieceBytes) {
        const start = at % pieceBytes;
        pieces.push((await piece(Math.floor(at / pieceBytes))).subarray(start, start + end - at));
      }
      return Buffer.concat(pieces);
    },
  };
}

/** The bytes of a finished export in order; no transaction is held while somebody slow reads them. */
export function streamArchive(tenantId: string, archiveId: string): ReadableStream<Uint8Array> {
  let after = -1;
  return new ReadableStream({
    async pull(controller) {
      const [next] = await withTenant(
        { tenantId },
        (tx) =>
          tx
            .select({ number: archivePart.number, bytes: archivePart.bytes })
            .from(archivePart)
            .where(and(eq(archivePart.archiveId, archiveId), gt(archivePart.number, after)))
            .orderBy(asc(archivePart.number))
            .limit(1),
        { readOnly: true },
      );
      if (!next) return controller.close();
      after = next.number;
      controller.enqueue(new Uint8Array(next.bytes));
    },
  });
}

/** Who begins or ends something with the archives of a business waits here for others who do. */
export async function lockArchives({ tx, tenant }: Pick<OperationContext, 'tx' | 'tenant'>): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`archive ${tenant.id}`}))`);
}

/** @throws Refusal conflict while an archive is made, brought in or taken away again */
export async function requireNoneAtWork(
  tx: TenantTx,
  problem = 'An archive is being worked on already. Wait until it is done.',
): Promise<void> {
  const running = await tx.$count(archive, sql`${archive.state} in ('working', 'undoing')`);
  if (running > 0) throw new Refusal('conflict', problem);
}

/** An archive while somebody works on it: nobody else does until the transaction ends. */
export async function lockArchive(tx: TenantTx, id: string): Promise<typeof archive.$inferSelect | null> {
  const [row] = await tx.select().from(archive).where(eq(archive.id, id)).for('update');
  return row ?? null;
}

/** Removes some of an archive's bytes; says whether there are more. */
export async function removePieces(tx: TenantTx, archiveId: string): Promise<boolean> {
  const gone = await tx
    .delete(archivePart)
    .where(
      sql`(${archivePart.tenantId}, ${archivePart.id}) in (select p.tenant_id, p.id from archive_part p
        where p.archive_id = ${archiveId} limit 50)`,
    )
    .returning({ id: archivePart.id });
  return gone.length > 0;
}

/** Removes the bytes of an archive that is over, some in each transaction; its row tells that there was one. */
export const expiryJob = defineJob('data.expire', z.object({ archiveId: z.uuid() }), async (ctx, { archiveId }) => {
  while (await ctx.inTenant(({ tx }) => removePieces(tx, archiveId))) ctx.signal.throwIfAborted();
});
