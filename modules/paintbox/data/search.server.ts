import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { client, deal, estimate, workbook } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { matchesWords } from './patterns.server.ts';

const limit = 6;

/** The last changed matches of each kind: four statements, sent together. */
export async function searchAll(tx: TenantTx, query: string) {
  const [estimates, clients, deals, workbooks] = await Promise.all([
    tx
      .select({ id: estimate.id, number: estimate.number, title: estimate.title, clientName: client.name })
      .from(estimate)
      .innerJoin(deal, eq(deal.id, estimate.dealId))
      .innerJoin(client, eq(client.id, deal.clientId))
      .where(and(isNull(estimate.deletedAt), matchesWords(query, estimate.searchText)))
      .orderBy(desc(estimate.updatedAt))
      .limit(limit),
    tx
      .select({ id: client.id, name: client.name, email: client.email, phone: client.phone })
      .from(client)
      .where(and(isNull(client.archivedAt), matchesWords(query, client.name, client.email, client.phone)))
      .orderBy(sql`lower(${client.name})`)
      .limit(limit),
    tx
      .select({ id: deal.id, title: deal.title, clientName: client.name })
      .from(deal)
      .innerJoin(client, eq(client.id, deal.clientId))
      .where(and(isNull(deal.archivedAt), matchesWords(query, deal.title, client.name)))
      .orderBy(desc(deal.updatedAt))
      .limit(limit),
    tx
      .select({ id: workbook.id, name: workbook.name })
      .from(workbook)
      .where(and(isNull(workbook.archivedAt), matchesWords(query, workbook.name)))
      .orderBy(desc(workbook.updatedAt))
      .limit(limit),
  ]);
  return { estimates, clients, deals, workbooks };
}
