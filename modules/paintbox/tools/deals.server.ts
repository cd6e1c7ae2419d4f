import { readTool, writeTool } from '#app/ai/tool.ts';
import { Refusal } from '#app/errors/refusal.ts';
import { links } from '../contract.ts';
import { dealListSchema } from '../domain/inputs/deal.ts';
import { dealStageLabels } from '../domain/labels.ts';
import { getDeal, listDeals, moveDeal } from '../operations/deals.server.ts';
import { inputs } from './inputs.ts';
import { dealNamed } from './references.server.ts';
import { counted, moneyOf, some } from './saying.ts';
import { undoOf } from './undo.ts';

const listAllDeals = readTool({
  name: 'paintbox_list_deals',
  label: 'List deals',
  description:
    'Lists deals by stage (lead, estimating, quoted, won, lost) or by words of their title or client, with what each is worth.',
  permission: 'paintbox:read',
  input: inputs.paintbox_list_deals,
  async run({ tx, tenant, now }, { query = '', stage, limit }) {
    const found = await listDeals({ tx, tenant, now }, dealListSchema.parse({ q: query, stage }));
    const rows = found.rows.slice(0, limit);
    const worth = ({ valueMinor, currency }: (typeof rows)[number]) =>
      valueMinor === null ? '' : moneyOf(tenant, valueMinor, currency ?? tenant.currency);
    const which = stage ? `${dealStageLabels[stage].toLowerCase()} deal` : 'deal';
    const names = rows.map(({ title, clientName }) => `${title} for ${clientName}`);
    return {
      text:
        rows.length === 0
          ? `No ${which} was found${query ? ` for “${query}”` : ''}.`
          : `${counted(found.count, which)}${query ? ` for “${query}”` : ''}: ${some(names, found.count)}.`,
      data: {
        deals: rows.map((row) => ({
          id: row.id,
          title: row.title,
          client: row.clientName,
          stage: row.stage,
          worth: worth(row),
        })),
        stages: found.stages.map(({ stage: of, count }) => ({ stage: of, count })),
      },
      records: rows.map(({ id, title }) => ({ label: title, href: links.deal(tenant.slug, id) })),
      showings:
        rows.length < 2
          ? []
          : [
              {
                kind: 'table',
                caption: 'Deals',
                columns: [
                  { label: 'Deal' },
                  { label: 'Client' },
                  { label: 'Stage' },
                  { label: 'Worth', isNumber: true },
                ],
                rows: rows.map((row) => [row.title, row.clientName, dealStageLabels[row.stage], worth(row)]),
              },
            ],
    };
  },
});

const putIntoStage = writeTool({
  name: 'paintbox_move_deal',
  label: 'Move a deal',
  description: 'Puts a deal into another stage: lead, estimating, quoted, won or lost.',
  permission: 'paintbox:write',
  effect: 'write',
  input: inputs.paintbox_move_deal,
  async run(ctx, { deal: said, stage }) {
    const { deal, client } = await getDeal(ctx, await dealNamed(ctx, said));
    if (deal.stage === stage)
      throw new Refusal('conflict', `${deal.title} is there already: ${dealStageLabels[stage]}.`);
    await moveDeal(ctx, { id: deal.id, stage });
    const href = links.deal(ctx.tenant.slug, deal.id);
    const label = `${deal.title} for ${client.name}`;
    const [before, after] = [dealStageLabels[deal.stage], dealStageLabels[stage]];
    return {
      summary: `Move the deal ${label} to ${after}`,
      changes: [{ verb: 'change', what: 'Deal', label, href, fields: [{ label: 'Stage', before, after }] }],
      result: { text: `${label} is at ${after} now.`, records: [{ label: deal.title, href }] },
      undo: { id: deal.id, from: deal.stage, to: stage },
    };
  },
  async undo(ctx, undo) {
    const { id, from, to } = undoOf.stage.parse(undo);
    const { deal } = await getDeal(ctx, id);
    if (deal.stage !== to) throw new Refusal('conflict', `${deal.title} was moved on since.`);
    await moveDeal(ctx, { id, stage: from });
    return {
      text: `${deal.title} is at ${dealStageLabels[from]} again.`,
      records: [{ label: deal.title, href: links.deal(ctx.tenant.slug, id) }],
    };
  },
});

export const dealTools = [listAllDeals, putIntoStage];
