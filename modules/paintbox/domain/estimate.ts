import { z } from 'zod';
import { idSchema } from '#app/values/id.ts';
import {
  currencySchema,
  decimalField,
  keySchema,
  minorField,
  nonNegativeDecimal,
  nonNegativeMinor,
  percentField,
  requiredText,
  roundingRuleSchema,
  shortText,
  strategySchema,
  taxSchema,
  unitSystemSchema,
} from './fields.ts';

/** Ten kilometres: beyond any wall, and far inside exact integers. */
const maxNanometres = 10_000_000_000_000;

/**
 * A length as it was typed and in whole nanometres. An inch is 25,400,000 nm, so sixty-fourths of an inch and hundredths of a
 * millimetre are both exact and never drift between the two systems.
 */
export function dimensionSchema(label: string) {
  return z.object({
    typed: requiredText(label, 40),
    nm: z
      .int({ error: `${label} must be a length.` })
      .positive({ error: `${label} must be more than 0.` })
      .max(maxNanometres, { error: `${label} is too large.` }),
  });
}

/**
 * rectangle: a room. wall: one straight run. gable: a triangle. custom: quantities stated for the whole area, in the
 * document's units.
 */
export const shapeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('rectangle'),
    length: dimensionSchema('Length'),
    width: dimensionSchema('Width'),
    height: dimensionSchema('Height'),
  }),
  z.object({ kind: z.literal('wall'), length: dimensionSchema('Length'), height: dimensionSchema('Height') }),
  z.object({ kind: z.literal('gable'), width: dimensionSchema('Width'), height: dimensionSchema('Height') }),
  z.object({
    kind: z.literal('custom'),
    wallArea: nonNegativeDecimal('Wall area'),
    floorArea: nonNegativeDecimal('Floor area'),
    perimeter: nonNegativeDecimal('Perimeter'),
  }),
]);

/** Doors and windows that reduce the walls; a size that was not measured is null and takes the rate book's standard size. */
export const openingSchema = z.object({
  id: idSchema,
  kind: z.enum(['door', 'window', 'other']),
  count: z
    .int({ error: 'Count must be a whole number.' })
    .min(0, { error: 'Count cannot be negative.' })
    .max(999, { error: 'Count can be at most 999.' }),
  width: dimensionSchema('Opening width').nullable(),
  height: dimensionSchema('Opening height').nullable(),
});

/** derived: follows from the shape by the surface kind's rule. stated: typed by the estimator, in the kind's unit. */
export const surfaceQuantitySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('derived') }),
  z.object({ kind: z.literal('stated'), typed: requiredText('Quantity', 40), value: nonNegativeDecimal('Quantity') }),
]);

export const surfaceSchema = z.object({
  id: idSchema,
  kindId: keySchema,
  quantity: surfaceQuantitySchema,
  coats: z
    .int({ error: 'Coats must be a whole number.' })
    .min(1, { error: 'At least one coat.' })
    .max(3, { error: 'At most three coats.' }),
  /** Null: the product that the rate book names for this kind. */
  productId: keySchema.nullable(),
  colour: shortText('Colour', 60),
  sheen: shortText('Sheen', 40),
  isPrepIncluded: z.boolean(),
  /** Named in the quote as not included; costs and prices nothing. */
  isExcluded: z.boolean(),
  note: shortText('Note', 500),
  /** Null: belongs to what its area belongs to. */
  optionId: idSchema.nullable(),
});

export const areaSchema = z.object({
  id: idSchema,
  name: requiredText('Area name', 80),
  place: z.enum(['interior', 'exterior']),
  shape: shapeSchema,
  conditionId: keySchema,
  openings: z.array(openingSchema).max(50),
  surfaces: z.array(surfaceSchema).max(500),
  note: shortText('Note', 1000),
  /** Null: part of the base price. */
  optionId: idSchema.nullable(),
});

/** Anything that is not a painted surface. `cost`: goes through overhead and markup. `price`: is what the client pays. */
export const extraSchema = z.object({
  id: idSchema,
  kind: z.enum(['material', 'equipment', 'subcontract', 'lump-sum']),
  label: requiredText('Description', 160),
  quantity: decimalField('Quantity'),
  unit: shortText('Unit', 20),
  /** Major units per unit, finer than a coin if need be: `348.35`, `0.125`. */
  unitAmount: decimalField('Unit amount'),
  basis: z.enum(['cost', 'price']),
  isTaxable: z.boolean(),
  optionId: idSchema.nullable(),
  note: shortText('Note', 500),
});

/** An amount taken from a cell of an imported workbook; a price. */
export const workbookLineSchema = z.object({
  id: idSchema,
  workbookId: idSchema.nullable(),
  sheet: requiredText('Sheet', 31),
  cell: z.string().regex(/^[A-Z]{1,3}[1-9]\d{0,6}$/, { error: 'A cell is written like B18.' }),
  label: requiredText('Description', 160),
  amount: minorField('Amount'),
  isTaxable: z.boolean(),
  optionId: idSchema.nullable(),
});

/** Something the client may add; in a group it is an alternate and exactly one of the group is taken. */
export const optionSchema = z.object({
  id: idSchema,
  name: requiredText('Option name', 80),
  description: shortText('Description', 1000),
  groupId: idSchema.nullable(),
  isSelectedByDefault: z.boolean(),
});

export const alternateGroupSchema = z.object({ id: idSchema, name: requiredText('Group name', 80) });

/** Applied in the order listed, before tax: a percentage of what is left, or an amount off. */
export const discountSchema = z.discriminatedUnion('kind', [
  z.object({
    id: idSchema,
    kind: z.literal('percent'),
    label: requiredText('Discount name', 80),
    percent: percentField('Discount', 100),
  }),
  z.object({
    id: idSchema,
    kind: z.literal('amount'),
    label: requiredText('Discount name', 80),
    amount: nonNegativeMinor('Discount'),
  }),
]);

export const depositSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('percent'), percent: percentField('Deposit', 100) }),
  z.object({ kind: z.literal('amount'), amount: nonNegativeMinor('Deposit') }),
]);

export const pricingSchema = z.object({
  /** Null: the rate book's markup or margin. */
  strategy: strategySchema.nullable(),
  /** Null: the rate book's minimum. */
  minimumCharge: nonNegativeMinor('Minimum charge').nullable(),
  rounding: roundingRuleSchema,
  tax: taxSchema,
});

/** How much the client sees: one total, a price per area, or a price per surface. */
export const clientDetailSchema = z.enum(['total', 'areas', 'surfaces']);

/** The estimate as it is stored (jsonb). Every element has an id so that two people's edits can be merged. */
export const estimateSchema = z
  .object({
    schema: z.literal(1),
    title: requiredText('Title', 120),
    units: unitSystemSchema,
    currency: currencySchema,
    rateBookVersion: z.int32().min(1),
    areas: z.array(areaSchema).max(500),
    extras: z.array(extraSchema).max(1000),
    workbookLines: z.array(workbookLineSchema).max(1000),
    options: z.array(optionSchema).max(50),
    alternateGroups: z.array(alternateGroupSchema).max(20),
    discounts: z.array(discountSchema).max(10),
    pricing: pricingSchema,
    clientDetail: clientDetailSchema,
    clientNote: shortText('Note to the client', 4000),
    internalNote: shortText('Internal note', 4000),
    terms: shortText('Terms', 10_000),
    validityDays: z
      .int({ error: 'Validity must be a whole number of days.' })
      .min(1, { error: 'A quote is valid for at least one day.' })
      .max(365, { error: 'A quote is valid for at most a year.' }),
    deposit: depositSchema,
  })
  .superRefine((doc, context) => {
    for (const { path, message } of brokenLinks(doc)) context.addIssue({ code: 'custom', path, message });
  });

type Linked = {
  areas: readonly {
    id: string;
    optionId: string | null;
    surfaces: readonly { id: string; optionId: string | null }[];
  }[];
  extras: readonly { id: string; optionId: string | null }[];
  workbookLines: readonly { id: string; optionId: string | null }[];
  options: readonly { id: string; name: string; groupId: string | null }[];
  alternateGroups: readonly { id: string }[];
};

type Broken = { path: (string | number)[]; message: string };

/** Ids that occur twice, and elements that belong to an option or a group that is not there. */
function* brokenLinks(doc: Linked): Generator<Broken> {
  const options = new Set(doc.options.map((option) => option.id));
  const groups = new Set(doc.alternateGroups.map((group) => group.id));
  const seen = new Set<string>();
  for (const { id, optionId, path } of priceable(doc)) {
    if (seen.has(id)) yield { path: [...path, 'id'], message: 'This id is used twice.' };
    seen.add(id);
    if (optionId !== null && !options.has(optionId)) {
      yield { path: [...path, 'optionId'], message: 'This belongs to an option that does not exist.' };
    }
  }
  for (const [at, option] of doc.options.entries()) {
    if (seen.has(option.id)) yield { path: ['options', at, 'id'], message: 'This id is used twice.' };
    seen.add(option.id);
    if (option.groupId !== null && !groups.has(option.groupId)) {
      yield { path: ['options', at, 'groupId'], message: `${option.name} belongs to a group that does not exist.` };
    }
  }
}

function* priceable(doc: Linked): Generator<{ id: string; optionId: string | null; path: (string | number)[] }> {
  for (const [at, area] of doc.areas.entries()) {
    yield { id: area.id, optionId: area.optionId, path: ['areas', at] };
    for (const [row, surface] of area.surfaces.entries()) {
      yield { id: surface.id, optionId: surface.optionId, path: ['areas', at, 'surfaces', row] };
    }
  }
  for (const [at, extra] of doc.extras.entries()) yield { ...extra, path: ['extras', at] };
  for (const [at, line] of doc.workbookLines.entries()) yield { ...line, path: ['workbookLines', at] };
}

export type Estimate = z.infer<typeof estimateSchema>;
export type Area = z.infer<typeof areaSchema>;
export type Shape = z.infer<typeof shapeSchema>;
export type Dimension = z.infer<ReturnType<typeof dimensionSchema>>;
export type Opening = z.infer<typeof openingSchema>;
export type Surface = z.infer<typeof surfaceSchema>;
export type SurfaceQuantity = z.infer<typeof surfaceQuantitySchema>;
export type Extra = z.infer<typeof extraSchema>;
export type WorkbookLine = z.infer<typeof workbookLineSchema>;
export type Option = z.infer<typeof optionSchema>;
export type AlternateGroup = z.infer<typeof alternateGroupSchema>;
export type Discount = z.infer<typeof discountSchema>;
export type Deposit = z.infer<typeof depositSchema>;
export type Pricing = z.infer<typeof pricingSchema>;
export type ClientDetail = z.infer<typeof clientDetailSchema>;
