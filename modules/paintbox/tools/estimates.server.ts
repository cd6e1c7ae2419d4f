import { readTool } from '#app/ai/tool.ts';
import type { TenantInfo } from '#app/tenancy/operation.server.ts';
import { formatQuantity } from '#app/values/quantity.ts';
import { links } from '../contract.ts';
import type { Estimate } from '../domain/estimate.ts';
import { estimateListSchema } from '../domain/inputs/estimate.ts';
import { estimateNumber, estimateStatusLabels } from '../domain/labels.ts';
import { priceEstimate } from '../domain/price.ts';
import type { Priced } from '../domain/priced.ts';
import { getEstimate, listEstimates } from '../operations/estimate-reading.server.ts';
import { inputs } from './inputs.ts';
import { estimateNamed } from './references.server.ts';
import { counted, dayOf, moneyOf, some } from './saying.ts';

const findEstimates = readTool({
  name: 'paintbox_find_estimates',
  label: 'Find estimates',
  description:
    'Lists estimates by words of their title, client, address or number, and by state (draft, sent, accepted, declined, expired), with totals. Without words: all, the last changed first. Sort by total for the largest.',
  permission: 'paintbox:read',
  input: inputs.paintbox_find_estimates,
  async run({ tx, tenant, now }, { query = '', status, sort, limit }) {
    const found = await listEstimates({ tx, tenant, now }, estimateListSchema.parse({ q: query, status, sort }));
    const rows = found.rows.slice(0, limit);
    const what = `${status ? `${estimateStatusLabels[status].toLowerCase()} ` : ''}estimate`;
    const fits = query === '' ? '' : ` for “${query}”`;
    const sum = found.totals.map(({ totalMinor, currency }) => moneyOf(tenant, totalMinor, currency)).join(' and ');
    const names = rows.map(({ number, title, clientName }) => `${estimateNumber(number)} ${title} for ${clientName}`);
    return {
      text:
        rows.length === 0
          ? `No ${what} was found${fits}.`
          : `${counted(found.count, what)}${fits}, ${sum} in all: ${some(names, found.count)}.`,
      data: rows.map(({ id, number, title, status: state, clientName, totalMinor, currency, expiresOn }) => ({
        id,
        number: estimateNumber(number),
        title,
        state,
        client: clientName,
        total: moneyOf(tenant, totalMinor, currency),
        expiresOn,
      })),
      records: rows.map(({ id, number, title }) => ({
        label: `${estimateNumber(number)} ${title}`,
        href: links.estimate(tenant.slug, id),
      })),
      showings:
        rows.length < 2
          ? []
          : [
              {
                kind: 'table',
                caption: 'Estimates',
                columns: [
                  { label: 'Number' },
                  { label: 'Title' },
                  { label: 'Client' },
                  { label: 'State' },
                  { label: 'Total', isNumber: true },
                ],
                rows: rows.map(({ number, title, clientName, status: state, totalMinor, currency }) => [
                  estimateNumber(number),
                  title,
                  clientName,
                  estimateStatusLabels[state],
                  moneyOf(tenant, totalMinor, currency),
                ]),
              },
            ],
    };
  },
});

const openEstimate = readTool({
  name: 'paintbox_open_estimate',
  label: 'Open an estimate',
  description:
    'Reads one estimate: its rooms, surfaces with coats and quantities, extra lines, discounts, totals, hours and paint. Needed before changing one, for the names of its rooms and lines.',
  permission: 'paintbox:read',
  input: inputs.paintbox_open_estimate,
  async run(scope, input) {
    const { tenant } = scope;
    const opened = await getEstimate(scope, await estimateNamed(scope, input.estimate));
    const { estimate, client, revision, rateBook } = opened;
    const doc = revision.document;
    const priced = priceEstimate(doc, rateBook);
    const name = estimateNumber(estimate.number);
    const work = [
      counted(doc.areas.length, 'room'),
      ...(doc.extras.length > 0 ? [counted(doc.extras.length, 'extra line')] : []),
      `${priced.hours} hours`,
    ];
    const expires =
      estimate.status === 'sent' && estimate.expiresOn ? `, open until ${dayOf(tenant, estimate.expiresOn)}` : '';
    return {
      text: `${name} ${doc.title} for ${client.name} comes to ${moneyOf(tenant, priced.totals.total, doc.currency)}: ${work.join(', ')}. It is ${estimateStatusLabels[estimate.status].toLowerCase()}${expires}.`,
      data: {
        id: estimate.id,
        state: estimate.status,
        isEditable: opened.isEditable,
        ...contentOf(tenant, doc, priced),
      },
      records: [
        { label: `${name} ${doc.title}`, href: links.estimate(tenant.slug, estimate.id) },
        { label: client.name, href: links.client(tenant.slug, client.id) },
      ],
      showings: [linesTable(tenant, name, doc, priced)],
    };
  },
});

function contentOf(tenant: TenantInfo, doc: Estimate, priced: Priced) {
  const money = (minor: number) => moneyOf(tenant, minor, doc.currency);
  const { totals } = priced;
  return {
    rooms: doc.areas.map(({ id, name, place, shape, conditionId }) => ({
      id,
      name,
      place,
      shape: Object.fromEntries(
        Object.entries(shape).map(([side, value]) => [side, typeof value === 'string' ? value : value.typed]),
      ),
      condition: conditionId,
      lines: priced.lines
        .filter(({ areaId }) => areaId === id)
        .map((line) => ({
          id: line.id,
          surface: line.label,
          quantity: formatQuantity(line.quantity, line.unit, tenant.locale),
          coats: line.coats,
          amount: line.isExcluded ? 'not included' : money(line.amount),
        })),
    })),
    extraLines: doc.extras.map(({ id, label, quantity, unit, unitAmount, basis }) => ({
      id,
      label,
      quantity,
      unit,
      unitAmount,
      basis,
    })),
    discounts: totals.discounts.map(({ label, amount }) => ({ label, amount: money(amount) })),
    totals: {
      subtotal: money(totals.subtotal),
      net: money(totals.net),
      tax: money(totals.tax),
      total: money(totals.total),
    },
    problems: priced.problems.map(({ message }) => message),
  };
}

function linesTable(tenant: TenantInfo, number: string, doc: Estimate, priced: Priced) {
  const rooms = new Map(doc.areas.map(({ id, name }) => [id, name]));
  return {
    kind: 'table' as const,
    caption: `${number} ${doc.title}`,
    columns: [
      { label: 'Room' },
      { label: 'Work' },
      { label: 'Quantity', isNumber: true },
      { label: 'Coats', isNumber: true },
      { label: 'Amount', isNumber: true },
    ],
    rows: priced.lines.map(({ areaId, label, quantity, unit, coats, amount, isExcluded }) => [
      rooms.get(areaId ?? '') ?? '',
      label,
      formatQuantity(quantity, unit, tenant.locale),
      coats === null ? '' : String(coats),
      isExcluded ? 'not included' : moneyOf(tenant, amount, doc.currency),
    ]),
  };
}

export const estimateTools = [findEstimates, openEstimate];
