import { z } from 'zod';
import { idSchema } from '#app/values/id-schema.ts';
import { dealStages } from '../domain/inputs/deal.ts';

const id = z.object({ id: idSchema });
const version = id.extend({ version: z.int() });

/** What tools keep for taking back what they did, as it is read again. */
export const undoOf = {
  id,
  version,
  details: version.extend({ details: z.record(z.string(), z.unknown()) }),
  title: version.extend({ title: z.string() }),
  save: version.extend({ saveVersion: z.int() }),
  stage: id.extend({ from: z.enum(dealStages), to: z.enum(dealStages) }),
  expiry: id.extend({ before: z.iso.date(), after: z.iso.date() }),
  draft: version.extend({ dealId: idSchema.nullable(), clientId: idSchema.nullable() }),
};
