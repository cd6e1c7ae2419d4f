import { desc, eq } from 'drizzle-orm';
import { personErasure, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { isGenuine } from '../erasure.server.ts';
import { spokenTables } from './declared.server.ts';
import type { Tally } from './sweep.server.ts';

/** The latest erasures of people, as the page shows them: nobody's name among them but who asked. */
export async function listErasures(tx: TenantTx) {
  const rows = await tx
    .select({
      id: personErasure.id,
      subjectType: personErasure.subjectType,
      state: personErasure.state,
      report: personErasure.report,
      requestedAt: personErasure.requestedAt,
      erasedAt: personErasure.erasedAt,
      askedBy: user.name,
    })
    .from(personErasure)
    .leftJoin(user, eq(user.id, personErasure.erasedBy))
    .orderBy(desc(personErasure.requestedAt))
    .limit(20);
  return rows.map(({ report, ...row }) => ({ ...row, counts: labelled(report as Tally) }));
}

function labelled({ counts }: Tally): { label: string; count: number }[] {
  return spokenTables().flatMap(({ name, label }) => (counts[name] ? [{ label, count: counts[name] }] : []));
}

/** The proof as a file: the signed statement, and whether it is as it was signed. Null while there is none. */
export async function findPersonProof(
  tx: TenantTx,
  id: string,
): Promise<{ statement: unknown; signature: string; isGenuine: boolean } | null> {
  const [row] = await tx.select().from(personErasure).where(eq(personErasure.id, id));
  if (!row?.statement || !row.signature || !row.keyId) return null;
  const { statement, signature, keyId } = row;
  return { statement: JSON.parse(statement), signature, isGenuine: isGenuine({ statement, signature, keyId }) };
}
