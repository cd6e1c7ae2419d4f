import { z } from 'zod';
import { fileResponse } from '#app/files/file.server.ts';
import { fileLoader, tenantLoader } from '#app/tenancy/gate.server.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { versionField } from '../domain/inputs/form-fields.ts';
import { revisionNumber } from '../domain/labels.ts';
import { getEstimate } from '../operations/estimate-reading.server.ts';
import { estimateFile } from '../operations/estimate-workbook.server.ts';

const found = tenantLoader(
  {
    permission: 'paintbox:read',
    params: z.object({ estimate: idSchema }),
    search: z.object({ revision: versionField.optional().catch(undefined) }),
  },
  ({ tx, tenant, params, search }) => getEstimate({ tx, tenant }, params.estimate, search.revision),
);

/** The estimate as a workbook with live formulas. */
export const loader = fileLoader(found, async ({ estimate, revision, rateBook }) => {
  const name = `${revisionNumber(estimate.number, revision.number)} ${revision.document.title}`;
  return fileResponse({ name, kind: 'xlsx', body: estimateFile(revision.document, rateBook) });
});
