import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../../audit/audit.server.ts';
import { redactionDigest, wordsErased } from '../../audit/chain.server.ts';
import type { OperationContext } from '../../tenancy/operation.server.ts';
import type { Spoken } from './declared.server.ts';
import { uuids } from './scope.server.ts';
import type { Change } from './sweep.server.ts';

/** Writes what an erasure changes in one table, in the transaction that says how far it is. */
export async function writeChanges(
  ctx: OperationContext,
  erasureId: string,
  table: Spoken,
  changes: readonly Change[],
): Promise<void> {
  const { tx } = ctx;
  const gone = changes.filter(({ kind }) => kind === 'gone').map(({ id }) => id);
  if (gone.length > 0) await tx.execute(sql`delete from ${sql.identifier(table.name)} where id = any(${uuids(gone)})`);
  if (table.name === 'audit_entry') return eraseFromHistory(ctx, erasureId, changes);
  for (const change of changes) {
    if (change.kind === 'gone') continue;
    if (table.isWrittenOnce)
      await tx.execute(
        sql`select public.erase_words(${erasureId}, ${table.name}, ${change.id}, ${JSON.stringify(change.values)}::jsonb)`,
      );
    else await update(tx, table, change.id, change.values);
  }
}

async function update(tx: TenantTx, table: Spoken, id: string, values: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(values).map((name) => sql`${sql.identifier(name)} = r.${sql.identifier(name)}`);
  // Whoever has the row open on a page is told that it is another one by now.
  const version = table.hasVersion ? [sql`version = t.version + 1`] : [];
  const name = sql.identifier(table.name);
  await tx.execute(sql`
    update ${name} t set ${sql.join([...columns, ...version], sql`, `)}
    from jsonb_populate_record(null::${name}, ${JSON.stringify(values)}::jsonb) r where t.id = ${id}`);
}

/** Takes words out of entries of the audit; one more entry vouches for them, or the chain would not be whole. */
async function eraseFromHistory(ctx: OperationContext, erasureId: string, changes: readonly Change[]): Promise<void> {
  const anchorId = randomUUID();
  const inOrder = changes.flatMap((change) => (change.kind === 'says' ? [change] : []));
  const places = await placesOf(
    ctx.tx,
    inOrder.map(({ id }) => id),
  );
  const placed = inOrder
    .filter(({ id }) => places.has(id))
    .sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
  if (placed.length === 0) return;
  const hashes: string[] = [];
  for (const { id, values } of placed) {
    const { rows } = await ctx.tx.execute<{ hash: string }>(sql`
      select public.redact_audit_entry(${erasureId}, ${id}, ${anchorId}, ${json(values.before)}::jsonb, ${json(values.after)}::jsonb) as hash`);
    hashes.push(rows[0]?.hash ?? '');
  }
  await audit(ctx, {
    id: anchorId,
    action: wordsErased,
    subjectType: 'person_erasure',
    subjectId: erasureId,
    after: { entries: hashes.length, digest: redactionDigest(hashes) },
  });
}

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

async function placesOf(tx: TenantTx, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await tx.execute<{ id: string; seq: string }>(
    sql`select id, seq from audit_entry where id = any(${uuids(ids)}) and seq is not null`,
  );
  return new Map(rows.map(({ id, seq }) => [id, Number(seq)]));
}
