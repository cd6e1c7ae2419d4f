import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { newId } from '#app/values/id.ts';
import { estimateNumber } from '../contract.ts';
import { updateWorkbook } from '../data/workbooks.server.ts';
import type { Estimate, WorkbookLine } from '../domain/estimate.ts';
import { createEstimateSchema } from '../domain/inputs/estimate.ts';
import type { EstimateFromWorkbook, TakeTotals } from '../domain/inputs/workbook.ts';
import { recordAudit } from './activity.server.ts';
import type { Desk } from './desk.server.ts';
import { saveEstimate } from './estimate-editing.server.ts';
import { getEstimate } from './estimate-reading.server.ts';
import { type CreatedEstimate, createEstimate } from './estimates.server.ts';
import { stampOf } from './scope.server.ts';
import { amountsOf, editedFile, type LoadedWorkbook, loadWorkbook } from './workbooks.server.ts';

/**
 * Puts the workbook's totals into an estimate as lines, at what the cells hold now. A cell that was taken before is
 * brought up to date; its option and tax stay as they were set there.
 * @throws Refusal `invalid` when nothing is mapped or a cell holds no amount, and whatever saving refuses.
 */
export async function takeTotals(
  ctx: OperationContext,
  input: TakeTotals,
  desk: Desk,
): Promise<{ version: number; total: number }> {
  const loaded = await loadWorkbook(ctx, input.id);
  const { revision, estimate } = await getEstimate(ctx, input.estimateId);
  const document = withTotals(revision.document, await linesOf(loaded, revision.document.currency, desk));
  const saved = await saveEstimate(ctx, { id: estimate.id, version: input.version, document });
  const { workbook } = loaded;
  await Promise.all([
    updateWorkbook(ctx.tx, workbook.id, { estimateId: estimate.id, dealId: estimate.dealId }, stampOf(ctx)),
    recordAudit(
      ctx,
      'workbook.taken',
      { type: 'estimate', id: estimate.id },
      { label: workbook.name, to: estimateNumber(estimate.number), workbookId: workbook.id },
    ),
  ]);
  return { version: saved.version, total: saved.totals.total };
}

/** A new estimate of nothing but the workbook's totals, named like the workbook unless a title is given. */
export async function createEstimateFromWorkbook(
  ctx: OperationContext,
  input: EstimateFromWorkbook,
  desk: Desk,
): Promise<CreatedEstimate> {
  const { workbook } = await loadWorkbook(ctx, input.id);
  const { id: _, ...where } = input;
  const created = await createEstimate(
    ctx,
    createEstimateSchema.parse({ ...where, title: input.title || workbook.name, fromId: null }),
  );
  await takeTotals(ctx, { id: workbook.id, estimateId: created.estimate.id, version: created.revision.version }, desk);
  return created;
}

async function linesOf(loaded: LoadedWorkbook, currency: string, desk: Desk): Promise<WorkbookLine[]> {
  const { workbook } = loaded;
  const { lines } = workbook.totalsMapping;
  if (lines.length === 0) {
    throw new Refusal('invalid', 'Choose which cells of the workbook are totals before you take them.');
  }
  const amounts = await amountsOf(desk, editedFile(loaded), lines, currency);
  return lines.map(({ sheet, cell, label, isTaxable }, at) => {
    const amount = amounts[at];
    if (!amount?.ok) throw new Refusal('invalid', amount?.error ?? `${sheet}!${cell} holds no amount.`);
    return {
      id: newId(),
      workbookId: workbook.id,
      sheet,
      cell,
      label,
      amount: amount.value,
      isTaxable,
      optionId: null,
    };
  });
}

function withTotals(document: Estimate, fresh: readonly WorkbookLine[]): Estimate {
  const isSame = (a: WorkbookLine, b: WorkbookLine) =>
    a.workbookId === b.workbookId && a.sheet === b.sheet && a.cell === b.cell;
  const kept = document.workbookLines.map((line) => {
    const update = fresh.find((candidate) => isSame(candidate, line));
    return update ? { ...line, amount: update.amount, label: update.label } : line;
  });
  const added = fresh.filter((line) => !document.workbookLines.some((known) => isSame(known, line)));
  return { ...document, workbookLines: [...kept, ...added] };
}
