import { type Change, type Done, writeTool } from '#app/ai/tool.ts';
import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { newId } from '#app/values/id.ts';
import { links } from '../contract.ts';
import { type Estimate, estimateSchema } from '../domain/estimate.ts';
import { estimateNumber } from '../domain/labels.ts';
import { priceEstimate } from '../domain/price.ts';
import { renameEstimate, restoreSave, saveEstimate } from '../operations/estimate-editing.server.ts';
import { getEstimate } from '../operations/estimate-reading.server.ts';
import { deleteEstimate, restoreEstimate } from '../operations/estimates.server.ts';
import { makeEdits } from './estimate-edits.ts';
import { inputs } from './inputs.ts';
import { estimateNamed } from './references.server.ts';
import { counted, moneyOf } from './saying.ts';
import { undoOf } from './undo.ts';

const changeEstimate = writeTool({
  name: 'paintbox_change_estimate',
  label: 'Change an estimate',
  description:
    'Changes a draft estimate: adds, changes and removes rooms, surfaces (coats, quantity, colour, whether it is included) and extra lines. Open the estimate first for their names. One call can hold several edits.',
  permission: 'paintbox:write',
  effect: 'write',
  input: inputs.paintbox_change_estimate,
  async run(ctx, input) {
    const id = await estimateNamed(ctx, input.estimate);
    const { estimate, revision, rateBook, isEditable } = await getEstimate(ctx, id);
    if (!isEditable) throw sentAlready(estimate.number);
    const edited = makeEdits(revision.document, input.edits, { book: rateBook, newId });
    if (edited.changes.length === 0) throw new Refusal('conflict', 'The estimate is like that already.');
    const before = priceEstimate(revision.document, rateBook).totals.total;
    const saved = await saveEstimate(ctx, { id, version: revision.version, document: checked(edited.doc) });
    const money = (minor: number) => moneyOf(ctx.tenant, minor, estimate.currency);
    const name = estimateNumber(estimate.number);
    const href = links.estimate(ctx.tenant.slug, id);
    const { total } = saved.totals;
    const totals: Change = {
      verb: 'change',
      what: 'Estimate',
      label: `${name} ${revision.document.title}`,
      href,
      fields: [{ label: 'Total', before: money(before), after: money(total) }],
    };
    return {
      summary: `Make ${counted(edited.changes.length, 'change')} in ${name} ${revision.document.title}`,
      changes: [...edited.changes, totals],
      result: {
        text: `${name} was changed and comes to ${money(total)}.`,
        records: [{ label: `${name} ${revision.document.title}`, href }],
      },
      undo: { id, version: saved.version, saveVersion: revision.version },
    };
  },
  async undo(ctx, undo) {
    const save = undoOf.save.parse(undo);
    const { totals } = await restoreSave(ctx, save);
    const { estimate } = await getEstimate(ctx, save.id);
    const name = estimateNumber(estimate.number);
    return {
      text: `${name} is as before and comes to ${moneyOf(ctx.tenant, totals.total, estimate.currency)}.`,
      records: [{ label: name, href: links.estimate(ctx.tenant.slug, save.id) }],
    };
  },
});

function sentAlready(number: number): Refusal {
  return new Refusal(
    'conflict',
    `${estimateNumber(number)} was sent and cannot change. Revise it on its page to go on.`,
  );
}

/** @throws Refusal for what the editor would not save either */
function checked(doc: Estimate): Estimate {
  const result = estimateSchema.safeParse(doc);
  if (result.success) return result.data;
  throw new Refusal('invalid', [...new Set(result.error.issues.map(({ message }) => message))].slice(0, 3).join(' '));
}

const retitle = writeTool({
  name: 'paintbox_rename_estimate',
  label: 'Rename an estimate',
  description: 'Gives a draft estimate another title.',
  permission: 'paintbox:write',
  effect: 'write',
  input: inputs.paintbox_rename_estimate,
  async run(ctx, input) {
    const id = await estimateNamed(ctx, input.estimate);
    const { estimate } = await getEstimate(ctx, id);
    const name = estimateNumber(estimate.number);
    if (estimate.title === input.title) throw new Refusal('conflict', `${name} is called that already.`);
    const { version } = await renameEstimate(ctx, { id, title: input.title });
    return {
      summary: `Rename ${name} to “${input.title}”`,
      ...described(ctx, id, name, { label: 'Title', before: estimate.title, after: input.title }),
      result: {
        text: `${name} is called “${input.title}” now.`,
        records: [{ label: `${name} ${input.title}`, href: links.estimate(ctx.tenant.slug, id) }],
      },
      undo: { id, version, title: estimate.title },
    };
  },
  async undo(ctx, undo) {
    const { id, version, title } = undoOf.title.parse(undo);
    const { revision } = await getEstimate(ctx, id);
    if (revision.version !== version) throw new Refusal('conflict', 'Somebody has worked on this estimate since.');
    await renameEstimate(ctx, { id, title });
    return { text: `The estimate is called “${title}” again.` };
  },
});

function described(
  { tenant }: Pick<OperationContext, 'tenant'>,
  id: string,
  label: string,
  field: { label: string; before: string | null; after: string | null },
): Pick<Done, 'changes'> {
  return {
    changes: [{ verb: 'change', what: 'Estimate', label, href: links.estimate(tenant.slug, id), fields: [field] }],
  };
}

const removeEstimate = writeTool({
  name: 'paintbox_delete_estimate',
  label: 'Delete an estimate',
  description: "Takes an estimate out of every list; its quote's link stops working. One that was accepted is kept.",
  permission: 'paintbox:delete',
  effect: 'destroy',
  input: inputs.paintbox_delete_estimate,
  async run(ctx, input) {
    const id = await estimateNamed(ctx, input.estimate);
    const { estimate, client } = await getEstimate(ctx, id);
    await deleteEstimate(ctx, { id });
    const name = `${estimateNumber(estimate.number)} ${estimate.title}`;
    return {
      summary: `Delete the estimate ${name} for ${client.name}`,
      changes: [
        {
          verb: 'remove',
          what: 'Estimate',
          label: name,
          href: links.estimate(ctx.tenant.slug, id),
          fields: [
            { label: 'Total', before: moneyOf(ctx.tenant, estimate.totalMinor, estimate.currency), after: null },
          ],
        },
      ],
      result: {
        text: `${name} was deleted.`,
        records: [{ label: 'Estimates', href: links.estimates(ctx.tenant.slug) }],
      },
      undo: { id },
    };
  },
  async undo(ctx, undo) {
    const { id, number, title } = await restoreEstimate(ctx, undoOf.id.parse(undo));
    const label = `${estimateNumber(number)} ${title}`;
    return { text: `${label} is back.`, records: [{ label, href: links.estimate(ctx.tenant.slug, id) }] };
  },
});

export const estimateWriteTools = [changeEstimate, retitle, removeEstimate];
