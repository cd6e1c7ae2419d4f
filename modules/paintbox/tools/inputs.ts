import { z } from 'zod';
import { requiredText } from '../domain/fields.ts';
import { clientKinds } from '../domain/inputs/client.ts';
import { dealStages } from '../domain/inputs/deal.ts';
import { estimateStatuses } from '../domain/inputs/estimate.ts';
import { takeoffRoomSchema } from '../domain/inputs/takeoff.ts';

/*
 * What the tools of this product are called with, by their names. Unknown fields are refused: whoever sends one means
 * something that the tool would not do.
 */

/** A record as people name it. */
function named(what: string, examples: string) {
  return requiredText(what, 200).describe(`${what}: ${examples}.`);
}

const client = named('Client', 'its name, its id or the path of its page');
const estimate = named('Estimate', 'its number such as E-1042, its title, its id or the path of its page');
const deal = named('Deal', 'its title, its id or the path of its page');
const workbook = named('Workbook', 'its name, its id or the path of its page');
const words = z.string().trim().max(120).describe('Words to look for. Left out: everything.');
const day = z.iso.date({ error: 'A day is written like 2026-05-31.' });
const email = z.email({ error: 'An e-mail address looks like name@example.com.' }).max(254);
const phone = z
  .string()
  .trim()
  .regex(/^\+?[\d\s().\-/x#]{4,40}$/i, { error: 'A phone number has digits, spaces and + ( ) - only.' });
const title = requiredText('Title', 120);
const limit = z.int().min(1).max(50).default(10).describe('At most so many.');

const address = {
  line1: z.string().trim().max(120).optional().describe('Street and number.'),
  line2: z.string().trim().max(120).optional(),
  city: z.string().trim().max(80).optional(),
  region: z.string().trim().max(80).optional().describe('State or region.'),
  postalCode: z.string().trim().max(20).optional(),
};

const coats = z.int().min(1, { error: 'At least one coat.' }).max(3, { error: 'At most three coats.' });
const length = requiredText('Length', 40).describe('A length such as 12, 12 ft, 12\' 6" or 3.5 m.');
const because = z.string().trim().max(200).optional().describe('The words of the request that this comes from.');
const room = requiredText('Room', 80).describe('The name or id of a room of the estimate.');
const surface = requiredText('Surface', 80).describe('A surface of the room: its kind such as walls, or its id.');
const line = requiredText('Line', 160).describe('An extra line of the estimate: its description or its id.');
const amount = requiredText('Amount', 40).describe('An amount per unit such as 350 or 1,200.50.');

/** One edit of an estimate. Edits are made in their order. */
export const estimateEditSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('add_room'), room: takeoffRoomSchema }),
  z.strictObject({
    do: z.literal('change_room'),
    room,
    name: requiredText('Room name', 80).optional(),
    length: length.optional(),
    width: length.optional(),
    height: length.optional(),
    condition: requiredText('Condition', 60).optional(),
    because,
  }),
  z.strictObject({ do: z.literal('remove_room'), room, because }),
  z.strictObject({
    do: z.literal('add_surface'),
    room,
    kind: requiredText('Surface', 60).describe('A surface of the rate book, such as ceiling or crown moulding.'),
    coats: coats.optional(),
    quantity: requiredText('Quantity', 40).optional(),
    because,
  }),
  z.strictObject({
    do: z.literal('change_surface'),
    room: room.optional().describe('Left out: that surface in every room.'),
    surface,
    coats: coats.optional(),
    quantity: requiredText('Quantity', 40).optional(),
    colour: z.string().trim().max(60).optional(),
    isExcluded: z.boolean().optional().describe('True: named in the quote as not included.'),
    because,
  }),
  z.strictObject({
    do: z.literal('remove_surface'),
    room: room.optional().describe('Left out: that surface in every room.'),
    surface,
    because,
  }),
  z.strictObject({
    do: z.literal('add_line'),
    label: requiredText('Description', 160),
    kind: z.enum(['material', 'equipment', 'subcontract', 'lump-sum']).default('lump-sum'),
    quantity: requiredText('Quantity', 40).default('1'),
    unit: z.string().trim().max(20).default(''),
    amount,
    basis: z
      .enum(['cost', 'price'])
      .default('price')
      .describe('cost: overhead and markup are added. price: what the client pays.'),
    because,
  }),
  z.strictObject({
    do: z.literal('change_line'),
    line,
    label: requiredText('Description', 160).optional(),
    quantity: requiredText('Quantity', 40).optional(),
    amount: amount.optional(),
    because,
  }),
  z.strictObject({ do: z.literal('remove_line'), line, because }),
]);

export type EstimateEdit = z.infer<typeof estimateEditSchema>;

export const figures = [
  'total',
  'subtotal',
  'net',
  'tax',
  'cost',
  'profit',
  'hours',
  'volume',
  'purchases',
  'minimum',
] as const;

const clientFields = {
  kind: z.enum(clientKinds).optional(),
  email: email.nullable().optional().describe('Null takes it away.'),
  phone: phone.nullable().optional().describe('Null takes it away.'),
  notes: z.string().trim().max(4000).optional(),
};

export const inputs = {
  paintbox_find_clients: z.strictObject({
    query: words.optional(),
    archived: z.boolean().default(false),
    limit,
  }),
  paintbox_open_client: z.strictObject({ client }),
  paintbox_find_estimates: z.strictObject({
    query: words.optional(),
    status: z.enum(estimateStatuses).optional(),
    sort: z.enum(['updated', 'total', 'number', 'title', 'client']).default('updated'),
    limit,
  }),
  paintbox_open_estimate: z.strictObject({ estimate }),
  paintbox_explain_total: z.strictObject({
    estimate,
    figure: z.enum(figures).default('total'),
    room: room.optional().describe('Explains what this room comes to instead.'),
    surface: surface.optional().describe('With a room: explains what this surface of it comes to.'),
  }),
  paintbox_find_rates: z.strictObject({ query: words.optional() }),
  paintbox_list_deals: z.strictObject({ query: words.optional(), stage: z.enum(dealStages).optional(), limit }),
  paintbox_list_questions: z.strictObject({ limit }),
  paintbox_list_quotes: z.strictObject({ estimate }),
  paintbox_list_workbooks: z.strictObject({ query: words.optional(), limit }),
  paintbox_read_workbook: z.strictObject({
    workbook,
    sheet: requiredText('Sheet', 31).optional().describe('Left out: the first one.'),
    range: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^\$?[A-Z]{1,3}\$?[1-9]\d{0,6}(:\$?[A-Z]{1,3}\$?[1-9]\d{0,6})?$/, {
        error: 'A range is written like B2:D18.',
      })
      .optional()
      .describe('Such as B18 or B2:D18. Left out: the sheet from its top.'),
  }),
  paintbox_search_workbook: z.strictObject({
    workbook,
    query: requiredText('What to find', 120).describe('A label or a value as it is shown, such as Grand total.'),
  }),
  paintbox_workbook_totals: z.strictObject({ workbook }),
  paintbox_sales_figures: z.strictObject({
    from: day.optional().describe('The first day. Left out: a year ago.'),
    to: day.optional().describe('The last day. Left out: today.'),
    by: z.enum(['day', 'week', 'month']).default('month'),
  }),

  paintbox_add_client: z.strictObject({ name: requiredText('Name', 120), ...clientFields, ...address }),
  paintbox_change_client: z.strictObject({ client, name: requiredText('Name', 120).optional(), ...clientFields }),
  paintbox_add_note: z.strictObject({ client, body: requiredText('Note', 4000) }),
  paintbox_draft_estimate: z.strictObject({
    title: title.optional(),
    client: client.optional().describe('Whom it is for: a client who is there already.'),
    newClient: requiredText('Name', 120).optional().describe('Or the name of a client to add.'),
    deal: deal.optional().describe('Or the deal that it belongs to.'),
    sentence: requiredText('Sentence', 4000)
      .optional()
      .describe('What is to be painted, in the words of the person, unchanged: it is read here, number by number.'),
    rooms: z
      .array(takeoffRoomSchema)
      .min(1, { error: 'Say what is to be painted.' })
      .max(60)
      .optional()
      .describe('Instead of the sentence: rooms that were put together from something else than one text.'),
  }),
  paintbox_change_estimate: z.strictObject({
    estimate,
    edits: z.array(estimateEditSchema).min(1, { error: 'Say what to change.' }).max(60),
  }),
  paintbox_rename_estimate: z.strictObject({ estimate, title }),
  paintbox_move_deal: z.strictObject({ deal, stage: z.enum(dealStages) }),
  paintbox_prepare_quote: z.strictObject({
    estimate,
    sentTo: email.optional().describe('Who it goes to, as a record. Nothing is mailed: the link is shown to be sent.'),
  }),
  paintbox_extend_quote: z.strictObject({
    estimate,
    days: z.int().min(1).max(365).describe('Days from today.'),
  }),
  paintbox_answer_question: z.strictObject({
    question: z.uuid().describe('The id of the question, from paintbox_list_questions.'),
    body: requiredText('Answer', 4000),
  }),

  paintbox_delete_estimate: z.strictObject({ estimate }),
  paintbox_archive_client: z.strictObject({ client }),
  paintbox_withdraw_quote: z.strictObject({ estimate }),
};

export type Inputs = { [Name in keyof typeof inputs]: z.infer<(typeof inputs)[Name]> };
