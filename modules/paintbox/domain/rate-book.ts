import { z } from 'zod';
import {
  currencySchema,
  keySchema,
  nonNegativeDecimal,
  nonNegativeMinor,
  percentField,
  positiveDecimal,
  requiredText,
  roundingRuleSchema,
  shortText,
  strategySchema,
  taxSchema,
  unitSystemSchema,
} from './fields.ts';

/** What a surface is counted in: area (sq ft or m2), length (ft or m) or each. */
export const measureSchema = z.enum(['area', 'length', 'each']);

/** How a quantity follows from a room's or elevation's shape; `none` has to be stated. */
export const derivationSchema = z.enum([
  'walls',
  'ceiling',
  'floor',
  'baseboard',
  'perimeter',
  'doors',
  'windows',
  'none',
]);

/**
 * One value per coat count for the whole system, never per extra coat. Area and length: units per hour for all coats
 * together. Each: hours per item for all coats together.
 */
const ratesSchema = z.object({
  '1': positiveDecimal('Rate for one coat'),
  '2': positiveDecimal('Rate for two coats'),
  '3': positiveDecimal('Rate for three coats'),
});

export const surfaceKindSchema = z
  .object({
    id: keySchema,
    name: requiredText('Surface name', 60),
    measure: measureSchema,
    place: z.enum(['interior', 'exterior', 'both']),
    derive: derivationSchema,
    rates: ratesSchema,
    /** Units covered by one gallon or litre in one coat; for each: volume per item and coat. Null: the product's own coverage. */
    coverage: positiveDecimal('Coverage').nullable(),
    coats: z.int().min(1, { error: 'At least one coat.' }).max(3, { error: 'At most three coats.' }),
    productId: keySchema.nullable(),
  })
  .refine((kind) => kind.measure === 'area' || kind.coverage !== null, {
    path: ['coverage'],
    error: 'Surfaces counted by length or piece need their own coverage.',
  });

export const canSchema = z.object({
  /** Gallons or litres in the can. */
  size: positiveDecimal('Can size'),
  price: nonNegativeMinor('Can price'),
});

export const productSchema = z.object({
  id: keySchema,
  name: requiredText('Product name', 80),
  line: shortText('Product line', 80),
  sheen: shortText('Sheen', 40),
  /** Sq ft per gallon or m2 per litre, one coat. */
  coverage: positiveDecimal('Coverage'),
  /** The first can's price per gallon or litre is what a line's material cost uses; the purchase list uses them all. */
  cans: z.array(canSchema).min(1, { error: 'A product needs at least one can size.' }).max(8),
  volumeSolidsPercent: percentField('Volume solids', 100).nullable(),
  /** Dry film thickness in mils or micrometres. */
  dryFilm: positiveDecimal('Dry film thickness').nullable(),
});

export const conditionSchema = z.object({ id: keySchema, name: requiredText('Condition name', 60) });

/** Preparation by condition class and surface kind: hours per unit of quantity, or per cent of the painting hours. */
export const prepRuleSchema = z.object({
  conditionId: keySchema,
  surfaceKindId: keySchema,
  kind: z.enum(['hours-per-unit', 'percent']),
  value: nonNegativeDecimal('Preparation'),
});

/** A standard size in whole nanometres, for openings whose size nobody measured. */
const openingSizeSchema = z.object({ width: z.int().positive(), height: z.int().positive() });

export const openingRuleSchema = z.object({
  /** all: deduct every opening. over: only an opening larger than `over`. none: deduct nothing. */
  deduct: z.enum(['all', 'over', 'none']),
  over: nonNegativeDecimal('Smallest deducted opening'),
  door: openingSizeSchema,
  window: openingSizeSchema,
});

export const overheadSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('percent'), percent: percentField('Overhead') }),
  z.object({ kind: z.literal('per-hour'), amount: nonNegativeMinor('Overhead per hour') }),
]);

/** A tenant's rate book. Each saved change makes a new version; an estimate remembers the version that priced it. */
export const rateBookSchema = z
  .object({
    version: z.int32().min(1),
    name: requiredText('Rate book name', 80),
    units: unitSystemSchema,
    currency: currencySchema,
    wage: nonNegativeMinor('Hourly wage'),
    burdenPercent: percentField('Burden'),
    overhead: overheadSchema,
    strategy: strategySchema,
    /** Null: materials are priced like everything else. */
    materialMarkupPercent: percentField('Material markup').nullable(),
    minimumCharge: nonNegativeMinor('Minimum charge'),
    rounding: roundingRuleSchema,
    tax: taxSchema,
    openings: openingRuleSchema,
    surfaceKinds: z.array(surfaceKindSchema).min(1).max(200),
    products: z.array(productSchema).min(1).max(500),
    conditions: z.array(conditionSchema).min(1).max(20),
    prepRules: z.array(prepRuleSchema).max(4000),
  })
  .superRefine((book, context) => {
    for (const [list, items] of [
      ['surfaceKinds', book.surfaceKinds],
      ['products', book.products],
      ['conditions', book.conditions],
    ] as const) {
      const seen = new Set<string>();
      items.forEach((item, index) => {
        if (seen.has(item.id)) {
          context.addIssue({ code: 'custom', path: [list, index, 'id'], message: `“${item.name}” is listed twice.` });
        }
        seen.add(item.id);
      });
    }
    const products = new Set(book.products.map((product) => product.id));
    book.surfaceKinds.forEach((kind, index) => {
      if (kind.productId !== null && !products.has(kind.productId)) {
        context.addIssue({
          code: 'custom',
          path: ['surfaceKinds', index, 'productId'],
          message: `${kind.name} names a product that is not in the book.`,
        });
      }
    });
  });

export type RateBook = z.infer<typeof rateBookSchema>;
export type SurfaceKind = z.infer<typeof surfaceKindSchema>;
export type Product = z.infer<typeof productSchema>;
export type Can = z.infer<typeof canSchema>;
export type PrepRule = z.infer<typeof prepRuleSchema>;
export type OpeningRule = z.infer<typeof openingRuleSchema>;
export type Measure = z.infer<typeof measureSchema>;
export type Derivation = z.infer<typeof derivationSchema>;
