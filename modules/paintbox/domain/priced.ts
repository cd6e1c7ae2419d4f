import type { RoundingRule, Tax } from './fields.ts';

/**
 * The shape of a priced estimate. Money is integer minor units of the document's currency; quantities, hours and volumes are
 * canonical decimal strings (`'432'`, `'1.08'`). Plain data: it serialises as it is.
 */
export type Priced = {
  currency: string;
  rounding: RoundingRule;
  tax: Tax;
  lines: readonly PricedLine[];
  areas: readonly PricedArea[];
  options: readonly PricedOption[];
  /** Totals with the options that are selected by default. */
  totals: Totals;
  cost: Cost;
  /** False when some line is a stated price with no cost behind it, so that profit looks better than it is. */
  isCostComplete: boolean;
  /** What is earned above cost, tax left out. */
  profit: number;
  /** Profit as a percentage of the net price, one decimal; null when the price is 0. */
  marginPercent: string | null;
  hours: string;
  prepHours: string;
  /** Gallons or litres, by the rate book's units. */
  volume: string;
  purchases: readonly Purchase[];
  /** Money to lay out for the purchase list: whole cans. */
  purchaseCost: number;
  problems: readonly Problem[];
  /** What `quoteTotals` needs to answer for any selection. */
  basis: TotalsBasis;
};

export type LineSource = 'surface' | 'extra' | 'workbook' | 'minimum';

export type PricedUnit = 'sqft' | 'ft' | 'm2' | 'm' | 'each' | 'job';

export type PricedLine = {
  id: string;
  source: LineSource;
  areaId: string | null;
  /** Null: base price. */
  optionId: string | null;
  label: string;
  quantity: string;
  unit: PricedUnit | string;
  coats: number | null;
  productId: string | null;
  colour: string;
  isExcluded: boolean;
  hours: string;
  prepHours: string;
  volume: string;
  cost: Cost;
  /** Minor units, as printed; parts of a group add up to the group under every rounding rule. */
  amount: number;
  /** Per unit, major units as a decimal; exact only under per-unit rounding. */
  unitPrice: string;
  /** The part of `amount` that sales tax applies to. */
  taxable: number;
};

export type Cost = {
  labour: number;
  materials: number;
  equipment: number;
  subcontract: number;
  /** Lump sums stated as cost. */
  other: number;
  /** Tax the contractor pays on materials as their consumer. */
  materialTax: number;
  overhead: number;
  total: number;
};

export type PricedArea = {
  id: string;
  name: string;
  lineIds: readonly string[];
  /** Of the lines that belong to the base price or to an option selected by default. */
  amount: number;
  cost: number;
  hours: string;
  prepHours: string;
  volume: string;
};

export type PricedOption = {
  id: string;
  name: string;
  groupId: string | null;
  isSelectedByDefault: boolean;
  amount: number;
  cost: number;
  hours: string;
};

export type Purchase = {
  productId: string;
  productName: string;
  colour: string;
  sheen: string;
  /** Gallons or litres needed by the selected lines, summed over the job. */
  volume: string;
  cans: readonly { size: string; count: number; price: number }[];
  cost: number;
  leftover: string;
};

export type Problem = { areaId: string | null; lineId: string | null; message: string };

export type DiscountStep = { id: string; label: string } & (
  | { kind: 'percent'; percent: string }
  | { kind: 'amount'; amount: number }
);

/** One selectable block: the base price (`id` null) or an option, already reduced to what totals need. */
export type TotalsGroup = {
  id: string | null;
  /** Sum of the printed lines. */
  amount: number;
  taxable: number;
  /**
   * Per-unit and per-line rounding: what each discount step takes off the lines of this group (0 for steps that are amounts),
   * what is left of the taxable part, and the tax of the lines, each rounded per line and added up. Empty and 0 when
   * rounding per document.
   */
  discounts: readonly number[];
  taxableLeft: number;
  tax: number;
};

export type TotalsBasis = {
  rounding: RoundingRule;
  taxPercent: string;
  taxLabel: string;
  pricesIncludeTax: boolean;
  discounts: readonly DiscountStep[];
  groups: readonly TotalsGroup[];
};

/**
 * What is printed. Always: subtotal - discounts = afterDiscounts. Prices without tax: afterDiscounts = net and net + tax =
 * total. Prices with tax: afterDiscounts = total and net + tax = total.
 */
export type Totals = {
  subtotal: number;
  discounts: readonly { id: string; label: string; amount: number }[];
  afterDiscounts: number;
  net: number;
  taxLabel: string;
  taxPercent: string;
  tax: number;
  total: number;
};
