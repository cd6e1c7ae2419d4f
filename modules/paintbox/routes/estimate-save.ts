import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { asJson } from '#app/http/json-answer.server.ts';
import { marked, tenantAction } from '#app/tenancy/gate.server.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { saveEstimateSchema } from '../domain/inputs/estimate.ts';
import { saveEstimate } from '../operations/estimate-editing.server.ts';

const save = tenantAction(
  {
    permission: 'paintbox:write',
    params: z.object({ estimate: idSchema }),
    input: saveEstimateSchema.omit({ id: true }),
  },
  async ({ operation, params, input }) => ({
    ok: true as const,
    ...(await saveEstimate(operation, { ...input, id: params.estimate })),
  }),
);

/** Where the editor saves: JSON in and out, and never a page, so that a lost network or session is an answer like any other. */
export const action = marked((args: ActionFunctionArgs) => asJson(() => save(args)), save.gate);
