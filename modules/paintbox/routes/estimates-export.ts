import { z } from 'zod';
import { fileResponse } from '#app/files/file.server.ts';
import { fileLoader, tenantLoader } from '#app/tenancy/gate.server.ts';
import { onAt } from '#app/values/time.ts';
import { type EstimateList, estimateListSchema } from '../domain/inputs/estimate.ts';
import { listSearch } from '../domain/inputs/list-search.ts';
import { listEstimates } from '../operations/estimate-reading.server.ts';
import type { ReadScope } from '../operations/scope.server.ts';
import { listAsCsv, listAsWorkbook } from '../ui/lists/list-file.ts';

/** More than this is no list to look at, and too much to hold at once. */
const maxPages = 200;

const found = tenantLoader(
  {
    permission: 'paintbox:read',
    personalData: 'estimates',
    ownHands: true,
    params: z.object({ format: z.enum(['csv', 'xlsx']) }),
    search: listSearch(estimateListSchema),
  },
  async ({ tx, tenant, params, search }) => ({ ...params, tenant, rows: await allRows({ tx, tenant }, search) }),
);

/** Every row that the list shows with this search, filter and order, on all its pages. */
async function allRows(scope: ReadScope, search: EstimateList) {
  const first = await listEstimates(scope, { ...search, page: 1 });
  const others = Array.from({ length: Math.min(first.pageCount, maxPages) - 1 }, (_, index) => index + 2);
  const pages = await Promise.all(others.map((page) => listEstimates(scope, { ...search, page })));
  return [first, ...pages].flatMap(({ rows }) => rows);
}

/** The list of estimates as a file. */
export const loader = fileLoader(found, async ({ format, rows, tenant }) => {
  const body = format === 'csv' ? listAsCsv(rows, tenant.timeZone) : listAsWorkbook(rows, tenant.timeZone);
  return fileResponse({ name: `estimates-${onAt(new Date(), tenant.timeZone)}`, kind: format, body });
});
