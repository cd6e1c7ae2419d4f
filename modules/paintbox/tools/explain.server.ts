import { readTool } from '#app/ai/tool.ts';
import { Refusal } from '#app/errors/refusal.ts';
import type { TenantInfo } from '#app/tenancy/operation.server.ts';
import { formatQuantity } from '#app/values/quantity.ts';
import { links } from '../contract.ts';
import type { Estimate } from '../domain/estimate.ts';
import { explain } from '../domain/explain.ts';
import type { Explanation, Source, Target, Value } from '../domain/explanation.ts';
import { estimateNumber } from '../domain/labels.ts';
import { priceEstimate } from '../domain/price.ts';
import { getEstimate } from '../operations/estimate-reading.server.ts';
import { roomNamed, surfacesNamed } from './elements.ts';
import { type Inputs, inputs } from './inputs.ts';
import { estimateNamed } from './references.server.ts';
import { moneyOf, some } from './saying.ts';

export const explainTotal = readTool({
  name: 'paintbox_explain_total',
  label: 'Explain a figure',
  description:
    'Says how a figure of an estimate came about: the rule, what went into it and from where, and what was rounded. Figures: total, subtotal, net, tax, cost, profit, hours, volume (paint), purchases, minimum; or what a room, or a surface of it, comes to.',
  permission: 'paintbox:read',
  input: inputs.paintbox_explain_total,
  async run(scope, input) {
    const { tenant } = scope;
    const id = await estimateNamed(scope, input.estimate);
    const { estimate, revision, rateBook } = await getEstimate(scope, id);
    const doc = revision.document;
    const priced = priceEstimate(doc, rateBook);
    const opened = (target: Target) => explain(doc, rateBook, priced, target);
    const found = opened(targetOf(doc, input));
    const name = estimateNumber(estimate.number);
    if (!found) throw new Refusal('not-found', `${name} has no such figure.`);
    const told = toldOf(found, {
      said: (value) => valueText(tenant, doc.currency, value),
      from: (source) => sourceText(source, found, doc, opened),
    });
    const parts = told.inputs.map(({ label, value }) => `${label} ${value}`);
    return {
      text: [
        `${found.title} of ${name} is ${told.value}: ${found.rule.formula}.`,
        ...(parts.length > 0 ? [`It is made of ${some(parts, parts.length, 5)}.`] : []),
        told.rounding,
      ].join(' '),
      data: told,
      records: [{ label: `${name} ${doc.title}`, href: links.estimate(tenant.slug, id) }],
      showings: [tableOf(told)],
    };
  },
});

/** A room or a surface where one is named, else a figure of the whole. */
function targetOf(doc: Estimate, { figure, room, surface }: Inputs['paintbox_explain_total']): Target {
  if (room === undefined) return { of: 'total', figure };
  const area = roomNamed(doc, room);
  if (surface === undefined) return { of: 'area', id: area.id };
  const [line] = surfacesNamed(area, surface);
  if (!line) throw new Refusal('not-found', `${area.name} has no ${surface}.`);
  return { of: 'line', id: line.id, figure: 'amount' };
}

interface Told {
  title: string;
  value: string;
  rule: Explanation['rule'];
  inputs: { label: string; value: string; from: string }[];
  steps: { label: string; value: string }[];
  rounding: string;
}

const MOST_INPUTS = 40;

/** The explanation as it is shown beside a figure of the estimate's page, in words. */
function toldOf(
  { title, value, rule, inputs: parts, steps, rounding }: Explanation,
  { said, from }: { said: (value: Value) => string; from: (source: Source) => string },
): Told {
  return {
    title,
    value: said(value),
    rule,
    inputs: parts
      .slice(0, MOST_INPUTS)
      .map((part) => ({ label: part.label, value: said(part.value), from: from(part.source) })),
    // One step is the value itself.
    steps: steps.length > 1 ? steps.map(({ label, value: step }) => ({ label, value: said(step) })) : [],
    rounding: rounding ?? 'Nothing is rounded here.',
  };
}

function tableOf({ title, rule, inputs: parts, steps, value, rounding }: Told) {
  return {
    kind: 'table' as const,
    caption: `${title}: ${rule.name} (${rule.formula})`,
    columns: [{ label: 'What' }, { label: 'Value', isNumber: true }, { label: 'From' }],
    rows: [
      ...parts.map(({ label, value: part, from }) => [label, part, from]),
      ...steps.map(({ label, value: step }, at) => [label, step, `step ${at + 1}`]),
      ['Rounding', '', rounding],
      [title, value, rule.name],
    ],
  };
}

function valueText(tenant: TenantInfo, currency: string, value: Value): string {
  switch (value.kind) {
    case 'money':
      return moneyOf(tenant, value.minor, currency);
    case 'number':
      return formatQuantity(value.value, value.unit, tenant.locale);
    case 'text':
      return value.text;
  }
}

function sourceText(
  source: Source,
  { rule }: Explanation,
  doc: Estimate,
  opened: (target: Target) => Explanation | undefined,
): string {
  switch (source.kind) {
    case 'document':
      return 'typed in the estimate';
    case 'rate-book':
      return `${source.entry}, rate book version ${source.version}`;
    case 'figure':
      return figureText(source.target, doc, opened);
    case 'rule':
      return `the rule “${rule.name}”`;
  }
}

/** Which figure it is, and by which rule: `Walls: price in Bedroom (quantity × unit price)`. */
function figureText(target: Target, doc: Estimate, opened: (target: Target) => Explanation | undefined): string {
  const figure = opened(target);
  if (!figure) return 'a figure that is not included';
  const room =
    target.of === 'line' ? doc.areas.find(({ surfaces }) => surfaces.some(({ id }) => id === target.id)) : undefined;
  return `${figure.title}${room ? ` in ${room.name}` : ''} (${figure.rule.formula})`;
}
