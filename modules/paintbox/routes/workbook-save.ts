import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { asJson } from '#app/http/json-answer.server.ts';
import { marked } from '#app/tenancy/gate.server.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { saveWorkbookSchema } from '../domain/inputs/workbook.ts';
import { saveWorkbook } from '../operations/workbooks.server.ts';
import { deskAction } from './desk-action.server.ts';

const save = deskAction(
  {
    permission: 'paintbox:write',
    params: z.object({ workbook: idSchema }),
    input: saveWorkbookSchema.omit({ id: true }),
  },
  async ({ operation, params, input, desk }) => ({
    ok: true as const,
    ...(await saveWorkbook(operation, { ...input, id: params.workbook }, desk)),
  }),
);

/** Where the sheet saves: JSON in and out, and never a page, so that a lost network or session is an answer like any other. */
export const action = marked((args: ActionFunctionArgs) => asJson(() => save(args)), save.gate);
