import type { TenantTx } from '#db/tenant.server.ts';
import { spokenTables } from './declared.server.ts';
import type { PersonKind, PersonTable } from './rule.ts';
import { readScope } from './scope.server.ts';
import { Sweep } from './sweep.server.ts';

export interface ToLookAt {
  label: string;
  /** Below `/t/:tenant/`; null where there is no page. */
  href: string | null;
}

export interface Preview {
  /** How many rows of each kind lose the person, or go. */
  counts: { label: string; count: number }[];
  /** Words of theirs in what is not changed. */
  toLookAt: ToLookAt[];
}

/** So many places are named; whoever has more begins with these. */
const mostToLookAt = 50;

/** What an erasure would do, found in the same way as it is done, and nothing is changed. */
export async function previewErasure(tx: TenantTx, kind: PersonKind, id: string): Promise<Preview> {
  const sweep = new Sweep(await readScope(tx, kind, id));
  const preview: Preview = { counts: [], toLookAt: [] };
  for (const table of spokenTables()) {
    let count = 0;
    for (let after: string | null = null; ; ) {
      const { changes, last } = await sweep.next(tx, table, after, 1_000);
      count += changes.length;
      if (last === null) break;
      after = last;
    }
    if (count > 0) preview.counts.push({ label: table.label, count });
    const rows = await sweep.toLookAt(tx, table, mostToLookAt - preview.toLookAt.length);
    preview.toLookAt.push(...rows.map((row) => ({ label: table.label, href: hrefOf(table, row) })));
  }
  return { counts: preview.counts, toLookAt: unique(preview.toLookAt) };
}

function hrefOf({ href }: PersonTable, row: Record<string, unknown>): string | null {
  return href === undefined ? null : href.replace(/\{(\w+)\}/g, (_, column: string) => String(row[column]));
}

function unique(found: readonly ToLookAt[]): ToLookAt[] {
  return [...new Map(found.map((one) => [`${one.label} ${one.href}`, one])).values()];
}
