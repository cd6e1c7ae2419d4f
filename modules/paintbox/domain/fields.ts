import { z } from 'zod';

/** The largest amount a document holds, in minor units: ten thousand million. Sums of a thousand of them stay exact. */
const maxMinor = 1_000_000_000_000;

/** A key within a rate book: `walls`, `interior-eggshell`, or an id. */
export const keySchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, { error: 'A key has letters, digits and dashes only.' });

const decimalPattern = /^-?(0|[1-9]\d{0,8})(\.\d{1,6})?$/;

/**
 * A decimal (`12.5`, never `12,5` or `1e3`): at most nine digits before the point and six after. Zeros at the end are dropped, so equal
 * values are equal text.
 */
export function decimalField(label: string) {
  return z
    .string()
    .overwrite(canonicalDecimal)
    .regex(decimalPattern, { error: `${label} must be a number.` });
}

function canonicalDecimal(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.includes('.')) return trimmed === '-0' ? '0' : trimmed;
  const short = trimmed.replace(/\.?0+$/, '');
  return short === '-0' ? '0' : short;
}

export function positiveDecimal(label: string) {
  return decimalField(label).refine((text) => Number(text) > 0, { error: `${label} must be more than 0.` });
}

export function nonNegativeDecimal(label: string) {
  return decimalField(label).refine((text) => Number(text) >= 0, { error: `${label} cannot be negative.` });
}

/** A percentage as written: `22` is 22 %. */
export function percentField(label: string, max = 1000) {
  return nonNegativeDecimal(label).refine((text) => Number(text) <= max, {
    error: `${label} cannot be more than ${max} %.`,
  });
}

/** Integer minor units of the document's currency. */
export function minorField(label: string) {
  return z
    .int({ error: `${label} must be an amount of money.` })
    .min(-maxMinor, { error: `${label} is too large.` })
    .max(maxMinor, { error: `${label} is too large.` });
}

export function nonNegativeMinor(label: string) {
  return minorField(label).min(0, { error: `${label} cannot be negative.` });
}

export function shortText(label: string, max = 120) {
  return z
    .string()
    .trim()
    .max(max, { error: `${label} can have at most ${max} characters.` });
}

export function requiredText(label: string, max = 120) {
  return shortText(label, max).min(1, { error: `${label} is required.` });
}

export const currencySchema = z.string().regex(/^[A-Z]{3}$/, { error: 'A currency is three letters, such as USD.' });

export const unitSystemSchema = z.enum(['imperial', 'metric'], { error: 'Units are imperial or metric.' });

/** Where prices are rounded to the smallest coin; half away from zero everywhere. */
export const roundingRuleSchema = z.enum(['unit', 'line', 'document'], {
  error: 'Rounding is per unit, per line or per document.',
});

/** Price from cost. Markup k: price = cost x (1 + k). Margin m: price = cost / (1 - m). They are never the same number. */
export const strategySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('markup'), percent: percentField('Markup') }),
  z.object({
    kind: z.literal('margin'),
    percent: percentField('Margin', 99).refine((text) => Number(text) < 99.000001, {
      error: 'Margin must be under 100 %.',
    }),
  }),
]);

/**
 * Sales tax is a mode before it is a rate. `consumer`: the contractor pays tax on materials and charges none. `retailer`: a
 * separated contract, materials are sold and taxed. `service`: the whole price is taxed. `none`: exempt, with the reason.
 */
export const taxModeSchema = z.enum(['consumer', 'retailer', 'service', 'none'], { error: 'Choose how tax applies.' });

export const taxSchema = z
  .object({
    mode: taxModeSchema,
    ratePercent: percentField('Tax rate', 100),
    label: requiredText('Tax name', 40),
    basis: shortText('Tax basis', 200),
    reason: shortText('Reason', 200),
    pricesIncludeTax: z.boolean(),
  })
  .refine((tax) => tax.mode !== 'none' || tax.reason !== '', {
    path: ['reason'],
    error: 'Say why no tax applies, for example the exemption certificate.',
  });

export type UnitSystem = z.infer<typeof unitSystemSchema>;
export type RoundingRule = z.infer<typeof roundingRuleSchema>;
export type Strategy = z.infer<typeof strategySchema>;
export type TaxMode = z.infer<typeof taxModeSchema>;
export type Tax = z.infer<typeof taxSchema>;
