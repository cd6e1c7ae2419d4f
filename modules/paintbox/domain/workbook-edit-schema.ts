import { z } from 'zod';

const sheetField = z.int().min(0).max(499);

/** One change a person made to an imported workbook, as it can be made again. `input` is what was typed: `=B2*2`, `12.5`, ''. */
export const workbookEditSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('cell'),
    sheet: sheetField,
    cell: z.string().regex(/^[A-Z]{1,3}[1-9]\d{0,6}$/, { error: 'A cell is written like B18.' }),
    input: z.string().max(32_767, { error: 'A cell can hold at most 32,767 characters.' }),
  }),
  z.object({
    kind: z.enum(['insert', 'delete']),
    axis: z.enum(['row', 'column']),
    sheet: sheetField,
    /** The first row or column that moves or goes, counted from 0. */
    at: z.int().min(0).max(1_048_575),
    count: z.int().min(1).max(1000),
  }),
]);

export type WorkbookEdit = z.infer<typeof workbookEditSchema>;
