import { z } from 'zod';
import { auditAsCsv, auditAsJsonLines } from '../admin/audit-file.ts';
import { auditSearch, readAudit } from '../admin/audit-list.server.ts';
import { fileResponse } from '../files/file.server.ts';
import { fileLoader, tenantLoader } from '../tenancy/gate.server.ts';
import { onAt } from '../values/time.ts';

const found = tenantLoader(
  {
    permission: 'tenant:admin',
    personalData: 'audit',
    params: z.looseObject({ format: z.enum(['csv', 'jsonl']) }),
    search: auditSearch,
  },
  async ({ tx, tenant, params: { format }, search }) => ({
    format,
    tenant,
    rows: await readAudit({ tx, tenant }, search),
  }),
);

/** The audit as the page's search finds it, as a file: `csv` for spreadsheets, `jsonl` for programs. */
export const loader = fileLoader(found, async ({ format, rows, tenant }) => {
  const body = format === 'csv' ? auditAsCsv(rows) : auditAsJsonLines(rows);
  return fileResponse({ name: `audit-${onAt(new Date(), tenant.timeZone)}`, kind: format, body });
});
