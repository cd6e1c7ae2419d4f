import { z } from 'zod';
import { Refusal } from '#app/errors/refusal.ts';
import { fileLoader, tenantLoader } from '#app/tenancy/gate.server.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { pdfOf, withBrand } from './pdf-response.server.ts';
import { estimateDocument } from './quote-page.server.ts';

const params = z.object({ estimate: idSchema });

/** What the client sees as PDF: what was sent, or what would be sent now. */
export const loader = fileLoader(
  tenantLoader(
    { permission: 'paintbox:read', personalData: 'client of an estimate', params },
    async ({ tx, tenant, params: { estimate } }) => {
      const { preview, problems } = await estimateDocument({ tx, tenant }, estimate);
      if (!preview)
        throw new Refusal('invalid', `This estimate cannot be printed as a quote yet. ${problems.join(' ')}`);
      return withBrand(tx, preview);
    },
  ),
  pdfOf,
);
