import { z } from 'zod';
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
  const { name, mediaType, bytes } = isOriginal ? loaded.file : await exportedFile(loaded);
  return new Response(Buffer.from(bytes), {
    headers: {
      'Content-Type': mediaType,
      'Content-Disposition': `attachment; filename="${plain(name)}"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Cache-Control': 'private, no-store',
    },
  });
});

/** For browsers that know only ASCII in a file name. */
function plain(name: string): string {
  return name.replace(/[^\w .-]/g, '').trim() || 'workbook.xlsx';
}
