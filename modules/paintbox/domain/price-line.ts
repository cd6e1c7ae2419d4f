import {
  add,
  type Decimal,
  decimal,
  divide,
  multiply,
  round,
  scaled,
  toScaled,
  toText,
  ZERO,
} from '#app/values/decimal.ts';
import { MAX_MINOR } from '#app/values/money.ts';
import type { Area, Extra, Surface, WorkbookLine } from './estimate.ts';
import type { Cost, PricedLine } from './priced.ts';
import {
  CARRIED_PLACES,
  materialCost,
  type PricingContext,
  prepKey,
  type ReadyKind,
  type ReadyProduct,
} from './pricing-context.ts';
import type { Product } from './rate-book.ts';
import { priceFromCost } from './strategy.ts';
import {
  derivedQuantity,
  type Geometry,
  PLACES,
  paintingHours,
  paintVolume,
  preparationHours,
  unitOf,
} from './takeoff.ts';

/** A line with what summing needs: exact prices at four decimals, and hours and volume as scaled integers. */
export type Figured = {
  line: PricedLine;
  exact: bigint;
  exactTaxable: bigint;
  hours: number;
  prepHours: number;
  volume: number;
  /** A stated price: nobody said what it costs. */
  isUncosted: boolean;
  paint: PaintNeed | null;
  problem: string | null;
};

/** Paint of one product, colour and sheen; lines with the same key are bought together. */
export type PaintNeed = { key: string; product: Product; colour: string; sheen: string };

export const NO_COST: Cost = {
  labour: 0,
  materials: 0,
  equipment: 0,
  subcontract: 0,
  other: 0,
  materialTax: 0,
  overhead: 0,
  total: 0,
};

type Price = { exact: Decimal; exactTaxable: Decimal; unitPrice: Decimal };

const NOTHING: Price = { exact: ZERO, exactTaxable: ZERO, unitPrice: ZERO };

/** Takeoff, cost and price of one painted surface. */
export function figureSurface(context: PricingContext, area: Area, geometry: Geometry, surface: Surface): Figured {
  const kind = context.kinds.get(surface.kindId);
  const blank = blankLine(surface.id, 'surface', {
    areaId: area.id,
    optionId: surface.optionId ?? area.optionId,
    label: kind?.kind.name ?? surface.kindId,
    coats: surface.coats,
    productId: surface.productId ?? kind?.kind.productId ?? null,
    colour: surface.colour,
    isExcluded: surface.isExcluded,
  });
  if (!kind) return withProblem(blank, `The rate book has no surface “${surface.kindId}”.`);
  const quantity = surfaceQuantity(surface, kind, geometry);
  if (!quantity) return withProblem(blank, `${kind.kind.name}: state the quantity, this shape does not give it.`);
  const measured = { ...blank, quantity: toText(quantity), unit: unitOf(kind.kind.measure, context.units) };
  if (surface.isExcluded) return finish(context, measured, NOTHING, NO_COST, {});
  if (!context.conditions.has(area.conditionId)) {
    return withProblem(measured, `The rate book has no condition “${area.conditionId}”.`);
  }
  const rate = kind.rates[String(surface.coats)];
  if (!rate) return withProblem(measured, `${kind.kind.name} has no rate for ${surface.coats} coats.`);
  const product = context.products.get(blank.productId ?? '');
  if (!product) return withProblem(measured, `${kind.kind.name}: choose a product of the rate book.`);

  return orTooLarge(measured, () => figureWork(context, area, surface, measured, { quantity, rate, kind, product }));
}

type Work = { quantity: Decimal; rate: Decimal; kind: ReadyKind; product: ReadyProduct };

function figureWork(context: PricingContext, area: Area, surface: Surface, line: PricedLine, work: Work): Figured {
  const { quantity, rate, kind, product } = work;
  const hours = paintingHours(quantity, rate, kind.kind.measure);
  const prepHours = surface.isPrepIncluded ? prepFor(context, area, surface, quantity, hours) : ZERO;
  const volume = paintVolume(quantity, surface.coats, kind.coverage ?? product.coverage, kind.kind.measure);
  const cost = costOf(context, {
    hours: add(hours, prepHours),
    materials: materialCost(volume, product, context.digits),
  });
  const price = priceOf(context, quantity, cost, 'surface');
  return { ...finish(context, line, price, cost, { hours, prepHours, volume }), paint: paintNeed(surface, product) };
}

export function paintNeed(surface: Surface, { product }: ReadyProduct): PaintNeed {
  const sheen = surface.sheen || product.sheen;
  return { key: paintKey(product.id, surface.colour, sheen), product, colour: surface.colour, sheen };
}

export function paintKey(productId: string, colour: string, sheen: string): string {
  return JSON.stringify([productId, colour.toLowerCase(), sheen.toLowerCase()]);
}

export function surfaceQuantity(surface: Surface, kind: ReadyKind, geometry: Geometry): Decimal | null {
  if (surface.quantity.kind === 'derived') return derivedQuantity(kind.kind.derive, geometry);
  return round(decimal(surface.quantity.value), PLACES.quantity);
}

function prepFor(context: PricingContext, area: Area, surface: Surface, quantity: Decimal, hours: Decimal): Decimal {
  const rule = context.prep.get(prepKey(area.conditionId, surface.kindId));
  return rule ? preparationHours(rule, quantity, hours) : ZERO;
}

/** Materials, equipment, subcontract or a lump sum, stated as cost or as price. */
export function figureExtra(context: PricingContext, extra: Extra): Figured {
  const quantity = decimal(extra.quantity);
  const blank = blankLine(extra.id, 'extra', { optionId: extra.optionId, label: extra.label });
  const line = { ...blank, quantity: toText(quantity), unit: extra.unit };
  return orTooLarge(line, () => figureExtraPrice(context, extra, line, quantity));
}

function figureExtraPrice(context: PricingContext, extra: Extra, line: PricedLine, quantity: Decimal): Figured {
  const unitAmount = decimal(extra.unitAmount);
  if (extra.basis === 'price') {
    const price = statedPrice(context, quantity, unitAmount, extra.isTaxable);
    return { ...finish(context, line, price, NO_COST, {}), isUncosted: true };
  }
  const amount = round(multiply(quantity, unitAmount), context.digits);
  const cost = costOf(context, { [costName[extra.kind]]: amount });
  return finish(context, line, priceOf(context, quantity, cost, 'extra', extra.isTaxable), cost, {});
}

const costName = {
  material: 'materials',
  equipment: 'equipment',
  subcontract: 'subcontract',
  'lump-sum': 'other',
} as const;

/** A price taken from a cell of an imported workbook. */
export function figureWorkbookLine(context: PricingContext, row: WorkbookLine): Figured {
  const blank = blankLine(row.id, 'workbook', { optionId: row.optionId, label: row.label });
  const price = statedPrice(context, decimal(1), scaled(row.amount, context.digits), row.isTaxable);
  return { ...finish(context, { ...blank, quantity: '1', unit: 'job' }, price, NO_COST, {}), isUncosted: true };
}

type Direct = {
  hours?: Decimal;
  materials?: Decimal;
  equipment?: Decimal;
  subcontract?: Decimal;
  other?: Decimal;
};

/** Every component is a whole number of minor units: what a line costs can be read off and added up. */
function costOf(context: PricingContext, direct: Direct): Cost {
  const { digits } = context;
  const hours = direct.hours ?? ZERO;
  const labour = toScaled(multiply(hours, context.loadedWage), digits);
  const materials = toScaled(direct.materials ?? ZERO, digits);
  const materialTax = toScaled(multiply(direct.materials ?? ZERO, context.materialTax), digits);
  const equipment = toScaled(direct.equipment ?? ZERO, digits);
  const subcontract = toScaled(direct.subcontract ?? ZERO, digits);
  const other = toScaled(direct.other ?? ZERO, digits);
  const directCost = labour + materials + materialTax + equipment + subcontract + other;
  const overhead =
    context.overhead.kind === 'percent'
      ? toScaled(multiply(scaled(directCost, digits), context.overhead.share), digits)
      : toScaled(multiply(hours, context.overhead.amount), digits);
  return { labour, materials, equipment, subcontract, other, materialTax, overhead, total: directCost + overhead };
}

/** Work and materials are priced each by its own rule, then rounded where the tenant's rounding rule says. */
function priceOf(
  context: PricingContext,
  quantity: Decimal,
  cost: Cost,
  source: 'surface' | 'extra',
  isTaxable = true,
): Price {
  const { digits, rounding } = context;
  const places = rounding === 'line' ? digits : CARRIED_PLACES;
  const materials = cost.materials + cost.materialTax;
  const work = priceFromCost(scaled(cost.total - materials, digits), context.strategy, places);
  const material = priceFromCost(scaled(materials, digits), context.materialStrategy, places);
  const whole = add(work, material);
  const isMaterialTaxed = source === 'surface' && context.pricing.tax.mode === 'retailer';
  if (rounding !== 'unit') {
    return {
      exact: whole,
      exactTaxable: taxablePart(context, isTaxable, isMaterialTaxed ? material : whole),
      unitPrice: quantity.units === 0n ? ZERO : divide(whole, quantity, CARRIED_PLACES),
    };
  }
  if (quantity.units === 0n) return NOTHING;
  const unitPrice = divide(whole, quantity, digits);
  const exact = round(multiply(unitPrice, quantity), digits);
  const taxed = isMaterialTaxed ? round(multiply(divide(material, quantity, digits), quantity), digits) : exact;
  return { exact, exactTaxable: taxablePart(context, isTaxable, taxed), unitPrice };
}

function statedPrice(context: PricingContext, quantity: Decimal, unitAmount: Decimal, isTaxable: boolean): Price {
  const { digits, rounding } = context;
  const unitPrice = rounding === 'unit' ? round(unitAmount, digits) : unitAmount;
  const exact = round(multiply(quantity, unitPrice), rounding === 'document' ? CARRIED_PLACES : digits);
  return { exact, exactTaxable: taxablePart(context, isTaxable, exact), unitPrice };
}

function taxablePart(context: PricingContext, isTaxable: boolean, part: Decimal): Decimal {
  const { mode } = context.pricing.tax;
  return isTaxable && (mode === 'service' || mode === 'retailer') ? part : ZERO;
}

function blankLine(id: string, source: PricedLine['source'], known: Partial<PricedLine>): PricedLine {
  return {
    id,
    source,
    areaId: null,
    optionId: null,
    label: '',
    quantity: '0',
    unit: 'each',
    coats: null,
    productId: null,
    colour: '',
    isExcluded: false,
    hours: '0',
    prepHours: '0',
    volume: '0',
    cost: NO_COST,
    amount: 0,
    unitPrice: '0',
    taxable: 0,
    ...known,
  };
}

function withProblem(line: PricedLine, problem: string): Figured {
  return {
    line,
    exact: 0n,
    exactTaxable: 0n,
    hours: 0,
    prepHours: 0,
    volume: 0,
    isUncosted: false,
    paint: null,
    problem,
  };
}

/** Scaling to minor units refuses to be inexact; such a line is a problem to show and not a failure of the page. */
function orTooLarge(line: PricedLine, figure: () => Figured): Figured {
  try {
    return figure();
  } catch (error) {
    if (error instanceof RangeError) return withProblem(line, tooLarge(line));
    throw error;
  }
}

function tooLarge(line: PricedLine): string {
  return `${line.label}: this amount is too large.`;
}

function finish(
  context: PricingContext,
  line: PricedLine,
  price: Price,
  cost: Cost,
  figures: { hours?: Decimal; prepHours?: Decimal; volume?: Decimal },
): Figured {
  const amount = toScaled(price.exact, context.digits);
  if (Math.abs(amount) > MAX_MINOR || cost.total > MAX_MINOR) {
    return withProblem(line, tooLarge(line));
  }
  const { hours = ZERO, prepHours = ZERO, volume = ZERO } = figures;
  return {
    line: {
      ...line,
      cost,
      amount,
      taxable: toScaled(price.exactTaxable, context.digits),
      unitPrice: toText(price.unitPrice),
      hours: toText(hours),
      prepHours: toText(prepHours),
      volume: toText(volume),
    },
    exact: round(price.exact, CARRIED_PLACES).units,
    exactTaxable: round(price.exactTaxable, CARRIED_PLACES).units,
    hours: toScaled(hours, PLACES.hours),
    prepHours: toScaled(prepHours, PLACES.hours),
    volume: toScaled(volume, PLACES.volume),
    isUncosted: false,
    paint: null,
    problem: null,
  };
}
