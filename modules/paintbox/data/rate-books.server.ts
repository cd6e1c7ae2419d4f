import { desc, eq } from 'drizzle-orm';
import { rateBookVersion, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { RateBook } from '../domain/rate-book.ts';

/** One stored version. The document was checked by its schema when it was saved, and rows are never changed. */
export interface RateBookRow {
  id: string;
  number: number;
  document: RateBook;
  note: string;
  createdAt: Date;
}

const columns = {
  id: rateBookVersion.id,
  number: rateBookVersion.number,
  document: rateBookVersion.document,
  note: rateBookVersion.note,
  createdAt: rateBookVersion.createdAt,
};

export async function findLatestRateBook(tx: TenantTx): Promise<RateBookRow | undefined> {
  const [row] = await tx.select(columns).from(rateBookVersion).orderBy(desc(rateBookVersion.number)).limit(1);
  return row && asRateBook(row);
}

export async function findRateBook(tx: TenantTx, number: number): Promise<RateBookRow | undefined> {
  const [row] = await tx.select(columns).from(rateBookVersion).where(eq(rateBookVersion.number, number));
  return row && asRateBook(row);
}

/** Undefined when this number is taken: somebody else was first. */
export async function insertRateBook(
  tx: TenantTx,
  { document, note, by, at }: { document: RateBook; note: string; by: string | null; at: Date },
): Promise<RateBookRow | undefined> {
  const [row] = await tx
    .insert(rateBookVersion)
    .values({ number: document.version, document, note, createdBy: by, createdAt: at })
    .onConflictDoNothing({ target: [rateBookVersion.tenantId, rateBookVersion.number] })
    .returning(columns);
  return row && asRateBook(row);
}

/** Newest first, without the documents. */
export function listRateBookRows(tx: TenantTx) {
  return tx
    .select({
      number: rateBookVersion.number,
      note: rateBookVersion.note,
      createdAt: rateBookVersion.createdAt,
      createdByName: user.name,
    })
    .from(rateBookVersion)
    .leftJoin(user, eq(user.id, rateBookVersion.createdBy))
    .orderBy(desc(rateBookVersion.number))
    .limit(500);
}

function asRateBook<Row extends { document: unknown }>(row: Row): Row & { document: RateBook } {
  return row as Row & { document: RateBook };
}
