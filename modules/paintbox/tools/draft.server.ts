import { type Change, writeTool } from '#app/ai/tool.ts';
import { Refusal } from '#app/errors/refusal.ts';
import { newId } from '#app/values/id.ts';
import { links } from '../contract.ts';
import { findClient } from '../data/clients.server.ts';
import { findDeal } from '../data/deals.server.ts';
import { emptyEstimate } from '../domain/edit.ts';
import { estimateSchema } from '../domain/estimate.ts';
import { createEstimateSchema } from '../domain/inputs/estimate.ts';
import type { TakeoffRoom } from '../domain/inputs/takeoff.ts';
import { estimateNumber } from '../domain/labels.ts';
import type { RateBook } from '../domain/rate-book.ts';
import { takeoffRooms } from '../domain/spoken-takeoff/for-tools.ts';
import { questionsOf } from '../domain/spoken-takeoff/questions.ts';
import { readTakeoff } from '../domain/spoken-takeoff/read.ts';
import { archiveClient, getClient } from '../operations/clients.server.ts';
import { archiveDeal, getDeal } from '../operations/deals.server.ts';
import { getEstimate } from '../operations/estimate-reading.server.ts';
import { deleteEstimate, importEstimate } from '../operations/estimates.server.ts';
import { ensureRateBook } from '../operations/rate-books.server.ts';
import { type Inputs, inputs } from './inputs.ts';
import { clientNamed, dealNamed, type Scope } from './references.server.ts';
import { moneyOf, some } from './saying.ts';
import { buildRoom } from './takeoff-room.ts';
import { undoOf } from './undo.ts';

type Draft = Inputs['paintbox_draft_estimate'];

/** A new estimate from what somebody said: each number of it with the words that it comes from. */
export const draftEstimate = writeTool({
  name: 'paintbox_draft_estimate',
  label: 'Draft an estimate',
  description:
    'Drafts a new estimate from a takeoff. When the person said or wrote what is to be painted, hand over their words unchanged as `sentence` (without the greeting and the name of the client): they are read by fixed rules with the names of this rate book, every number is tied to its words, and what is missing or unclear is asked back. Only when the rooms come from several places, a photo or a document, give `rooms` instead: measures, doors and windows, and surfaces with coats, product, colour, sheen and primer, each value with the words that it comes from as `because`, or `default: ...` and the name of the default. What is to be left out is a surface with isExcluded. Never make a measure up: ask for it.',
  permission: 'paintbox:write',
  effect: 'write',
  input: inputs.paintbox_draft_estimate,
  async run(ctx, input) {
    const { document: book } = await ensureRateBook(ctx);
    const said = takeoffOf(input, book);
    const rooms = said.rooms.map((room) => buildRoom(room, book, newId));
    const title = input.title ?? some(rooms.map(({ area }) => area.name)).slice(0, 120);
    const doc = { ...emptyEstimate(book, title), areas: rooms.map(({ area }) => area) };
    const checked = estimateSchema.safeParse(doc);
    if (!checked.success)
      throw new Refusal('invalid', checked.error.issues[0]?.message ?? 'This cannot be an estimate.');
    const whom = await forWhom(ctx, input);
    const wanted = createEstimateSchema.parse({
      title,
      dealId: whom.dealId,
      clientId: whom.clientId,
      clientName: input.newClient,
    });
    const { estimate } = await importEstimate(ctx, wanted, checked.data);
    const { client, deal, revision } = await getEstimate(ctx, estimate.id);
    const total = moneyOf(ctx.tenant, estimate.totalMinor, estimate.currency);
    const href = links.estimate(ctx.tenant.slug, estimate.id);
    const made: Change[] = [
      ...(whom.clientId || whom.dealId
        ? []
        : [{ verb: 'add' as const, what: 'Client', label: client.name, fields: [] }]),
      ...(whom.dealId ? [] : [{ verb: 'add' as const, what: 'Deal', label: deal.title, fields: [] }]),
      {
        verb: 'add',
        what: 'Estimate',
        label: title,
        fields: [
          { label: 'Client', before: null, after: client.name },
          { label: 'Total', before: null, after: total },
          ...(said.leftOut === '' ? [] : [{ label: 'Not in the draft', before: null, after: said.leftOut }]),
        ],
      },
    ];
    return {
      summary: `Draft the estimate “${title}” for ${client.name}: ${total}`,
      changes: [
        ...made,
        ...rooms.map(({ area, fields }): Change => ({ verb: 'add', what: 'Room', label: area.name, fields })),
      ],
      result: {
        text: `${estimateNumber(estimate.number)} ${title} for ${client.name} was drafted and comes to ${total}.${
          said.leftOut === '' ? '' : ` I did not understand ${said.leftOut}.`
        }`,
        records: [
          { label: `${estimateNumber(estimate.number)} ${title}`, href },
          { label: client.name, href: links.client(ctx.tenant.slug, client.id) },
        ],
      },
      undo: {
        id: estimate.id,
        version: revision.version,
        dealId: whom.dealId ? null : deal.id,
        clientId: whom.dealId || whom.clientId ? null : client.id,
      },
    };
  },
  async undo(ctx, undo) {
    const { id, version, dealId, clientId } = undoOf.draft.parse(undo);
    const { estimate, revision } = await getEstimate(ctx, id);
    const name = estimateNumber(estimate.number);
    if (revision.version !== version || revision.number > 1 || estimate.status !== 'draft') {
      throw new Refusal('conflict', `${name} has been worked on since. Delete it on its page if it is not wanted.`);
    }
    await deleteEstimate(ctx, { id });
    // What was made on the way goes too, unless somebody has found a use for it.
    if (dealId && (await getDeal(ctx, dealId)).estimates.length === 0) await archiveDeal(ctx, { id: dealId });
    if (clientId) {
      const { deals, notes, contacts } = await getClient(ctx, clientId);
      if (deals.every(({ archivedAt }) => archivedAt) && notes.length + contacts.length === 0) {
        await archiveClient(ctx, { id: clientId });
      }
    }
    return { text: `The draft ${name} was taken back.` };
  },
});

/** The rooms that were given, or those of the sentence. @throws Refusal with what has to be asked */
function takeoffOf({ rooms, sentence }: Draft, book: RateBook): { rooms: readonly TakeoffRoom[]; leftOut: string } {
  if (rooms && sentence !== undefined) throw new Refusal('invalid', 'Give the sentence or the rooms, one of them.');
  if (rooms) return { rooms, leftOut: '' };
  if (sentence === undefined) throw new Refusal('invalid', 'Say what is to be painted.');
  const takeoff = readTakeoff(sentence, book);
  const questions = questionsOf(takeoff);
  if (questions.length > 0) throw new Refusal('invalid', questions.join(' '));
  return { rooms: takeoffRooms(takeoff), leftOut: takeoff.notUnderstood.map(({ text }) => `“${text}”`).join(', ') };
}

/** The deal or client that was named; neither when a new client is to be made. @throws Refusal */
async function forWhom(ctx: Scope, { client, newClient, deal }: Draft) {
  const named = [client, newClient, deal].filter((each) => each !== undefined);
  if (named.length === 0) {
    throw new Refusal('invalid', 'Say whom the estimate is for: a client who is there, a new one by name, or a deal.');
  }
  if (named.length > 1) throw new Refusal('invalid', 'Name a client, a new client or a deal: one of them.');
  const dealId = deal === undefined ? null : await dealNamed(ctx, deal);
  const clientId = client === undefined ? null : await clientNamed(ctx, client);
  const isArchived =
    (dealId && (await findDeal(ctx.tx, dealId))?.archivedAt) ||
    (clientId && (await findClient(ctx.tx, clientId))?.archivedAt);
  if (isArchived) throw new Refusal('conflict', `“${named[0]}” is in the archive. Restore it first.`);
  return { dealId, clientId };
}
