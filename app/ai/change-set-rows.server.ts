import { asc, inArray } from 'drizzle-orm';
import { changeSet } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { ShownChangeSet } from './message.ts';
import { findTool } from './registry.server.ts';
import type { Change, Finding } from './tool.ts';

export type ChangeSetRow = typeof changeSet.$inferSelect;

/** What is kept of what a change came to. */
export type Outcome = Pick<Finding, 'text' | 'records' | 'showings'>;

/** The rows of these ids, locked until the transaction ends. */
export function lockSets(tx: TenantTx, ids: readonly string[]): Promise<ChangeSetRow[]> {
  return tx
    .select()
    .from(changeSet)
    .where(inArray(changeSet.id, [...ids]))
    .orderBy(asc(changeSet.id))
    .for('update');
}

/** A row as a person sees it at that moment. */
export function shownSet(row: ChangeSetRow, now: Date): ShownChangeSet {
  const tool = findTool(row.tool);
  const { id, effect, summary, fingerprint, askedBy } = row;
  const outcome = row.outcome as Outcome | null;
  return {
    id,
    tool: row.tool,
    label: tool?.label ?? row.tool,
    effect,
    summary,
    // Both columns are written by change-sets.server.ts alone.
    changes: row.changes as readonly Change[],
    fingerprint,
    askedBy,
    status: row.status === 'proposed' && row.expiresAt <= now ? 'expired' : row.status,
    canUndo: row.status === 'applied' && row.undo !== null && tool !== undefined && 'undo' in tool,
    expiresAt: row.expiresAt.toISOString(),
    ...(outcome && { outcome }),
  };
}
