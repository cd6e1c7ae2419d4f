import { z } from 'zod';
import { fileResponse } from '#app/files/file.server.ts';
import { fileLoader, tenantLoader } from '#app/tenancy/gate.server.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { exportedFile, loadWorkbook } from '../operations/workbooks.server.ts';

const found = tenantLoader(
  {
    permission: 'paintbox:read',
    params: z.object({ workbook: idSchema }),
    search: z.object({ as: z.literal('imported').optional().catch(undefined) }),
  },
  async ({ tx, tenant, params, search }) => ({
    loaded: await loadWorkbook({ tx, tenant }, params.workbook),
    isOriginal: search.as === 'imported',
  }),
);

/** The workbook with its edits in it and its formulas alive; `?as=imported` gives the file as it came. */
export const loader = fileLoader(found, async ({ loaded, isOriginal }) => {
  const { name, bytes } = isOriginal ? loaded.file : await exportedFile(loaded);
  return fileResponse({ name, kind: 'xlsx', body: bytes });
});
