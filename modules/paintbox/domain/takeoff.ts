import { add, compare, type Decimal, decimal, divide, multiply, round, subtract, ZERO } from '#app/values/decimal.ts';
import { areaIn, lengthIn, type UnitSystem } from '#app/values/quantity.ts';
import type { Area, Opening, Shape } from './estimate.ts';
import type { Derivation, Measure, OpeningRule, SurfaceKind } from './rate-book.ts';

/** Stated precision of each takeoff figure; every step rounds half away from zero to these, in the workbook too. */
export const PLACES = { quantity: 2, hours: 2, volume: 3 } as const;

/** What an area's shape gives, in sq ft and ft or m2 and m, two decimals; null where the shape has no such thing. */
export type Geometry = {
  grossWalls: Decimal;
  deducted: Decimal;
  walls: Decimal;
  ceiling: Decimal | null;
  perimeter: Decimal;
  doorWidths: Decimal;
  baseboard: Decimal;
  doors: number;
  windows: number;
  /** Openings that are larger together than the walls they are in. */
  isOverOpened: boolean;
};

export type OpeningTakeoff = { area: Decimal; width: Decimal; isDeducted: boolean };

/**
 * Rectangle: walls 2(L+W)H, ceiling LW, perimeter 2(L+W). Wall: LH and L. Gable: half of width times height. Walls are less the
 * openings that the rule deducts; baseboard is the perimeter less the doors (unless nothing is deducted). A 12 x 15 x 8 ft room
 * has 432 sq ft of walls, 180 of ceiling and 54 ft of base.
 */
export function geometryOf(area: Pick<Area, 'shape' | 'openings'>, units: UnitSystem, rule: OpeningRule): Geometry {
  const grossWalls = wallsOf(area.shape, units);
  const perimeter = perimeterOf(area.shape, units);
  let deducted = ZERO;
  let doorWidths = ZERO;
  for (const opening of area.openings) {
    const size = openingTakeoff(opening, units, rule);
    if (size.isDeducted) deducted = add(deducted, size.area);
    if (opening.kind === 'door' && rule.deduct !== 'none') doorWidths = add(doorWidths, size.width);
  }
  return {
    grossWalls,
    deducted,
    walls: notNegative(subtract(grossWalls, deducted)),
    ceiling: ceilingOf(area.shape, units),
    perimeter,
    doorWidths,
    baseboard: notNegative(subtract(perimeter, doorWidths)),
    doors: countOf(area.openings, 'door'),
    windows: countOf(area.openings, 'window'),
    isOverOpened: compare(deducted, grossWalls) > 0,
  };
}

/** All openings of one row: area and width together, and whether the rule takes them off the walls. */
export function openingTakeoff(opening: Opening, units: UnitSystem, rule: OpeningRule): OpeningTakeoff {
  const { width, height } = openingSize(opening, rule);
  const one = BigInt(width) * BigInt(height);
  const count = BigInt(opening.count);
  const isLarge = rule.deduct === 'over' && compare(areaIn(one, units, PLACES.quantity), decimal(rule.over)) > 0;
  return {
    area: areaIn(one * count, units, PLACES.quantity),
    width: lengthIn(BigInt(width) * count, units, PLACES.quantity),
    isDeducted: rule.deduct === 'all' || isLarge,
  };
}

/** Nanometres; the rate book's standard size where nobody measured. */
export function openingSize(opening: Opening, rule: OpeningRule): { width: number; height: number } {
  const standard = opening.kind === 'door' ? rule.door : rule.window;
  return { width: opening.width?.nm ?? standard.width, height: opening.height?.nm ?? standard.height };
}

function wallsOf(shape: Shape, units: UnitSystem): Decimal {
  switch (shape.kind) {
    case 'rectangle':
      return areaIn(
        2n * (BigInt(shape.length.nm) + BigInt(shape.width.nm)) * BigInt(shape.height.nm),
        units,
        PLACES.quantity,
      );
    case 'wall':
      return areaIn(BigInt(shape.length.nm) * BigInt(shape.height.nm), units, PLACES.quantity);
    case 'gable':
      return round(
        divide(areaIn(BigInt(shape.width.nm) * BigInt(shape.height.nm), units, 12), decimal(2), 12),
        PLACES.quantity,
      );
    case 'custom':
      return round(decimal(shape.wallArea), PLACES.quantity);
  }
}

function ceilingOf(shape: Shape, units: UnitSystem): Decimal | null {
  if (shape.kind === 'rectangle') {
    return areaIn(BigInt(shape.length.nm) * BigInt(shape.width.nm), units, PLACES.quantity);
  }
  return shape.kind === 'custom' ? round(decimal(shape.floorArea), PLACES.quantity) : null;
}

function perimeterOf(shape: Shape, units: UnitSystem): Decimal {
  switch (shape.kind) {
    case 'rectangle':
      return lengthIn(2n * (BigInt(shape.length.nm) + BigInt(shape.width.nm)), units, PLACES.quantity);
    case 'wall':
      return lengthIn(shape.length.nm, units, PLACES.quantity);
    case 'gable':
      return lengthIn(shape.width.nm, units, PLACES.quantity);
    case 'custom':
      return round(decimal(shape.perimeter), PLACES.quantity);
  }
}

function countOf(openings: readonly Opening[], kind: Opening['kind']): number {
  return openings.reduce((count, opening) => (opening.kind === kind ? count + opening.count : count), 0);
}

function notNegative(value: Decimal): Decimal {
  return value.units < 0n ? ZERO : value;
}

/** The derived quantity, or null where the shape gives none and it has to be stated. */
export function derivedQuantity(derive: Derivation, geometry: Geometry): Decimal | null {
  switch (derive) {
    case 'walls':
      return geometry.walls;
    case 'ceiling':
    case 'floor':
      return geometry.ceiling;
    case 'baseboard':
      return geometry.baseboard;
    case 'perimeter':
      return geometry.perimeter;
    case 'doors':
      return decimal(geometry.doors);
    case 'windows':
      return decimal(geometry.windows);
    case 'none':
      return null;
  }
}

/** Hours for the whole system of coats: quantity / rate, or items x hours per item. 400 sq ft at 100 sq ft/h is 4 h. */
export function paintingHours(quantity: Decimal, rate: Decimal, measure: Measure): Decimal {
  return measure === 'each' ? round(multiply(quantity, rate), PLACES.hours) : divide(quantity, rate, PLACES.hours);
}

/** Gallons or litres: quantity x coats / coverage, or items x volume per item x coats. 432 / 400 is 1.08; 54 / 650 is 0.083. */
export function paintVolume(quantity: Decimal, coats: number, coverage: Decimal, measure: Measure): Decimal {
  const coated = multiply(quantity, decimal(coats));
  return measure === 'each'
    ? round(multiply(coated, coverage), PLACES.volume)
    : divide(coated, coverage, PLACES.volume);
}

/** Preparation: hours per unit of quantity, or a percentage of the painting hours. */
export function preparationHours(
  rule: { kind: 'hours-per-unit' | 'percent'; value: Decimal },
  quantity: Decimal,
  hours: Decimal,
): Decimal {
  return rule.kind === 'percent'
    ? round(multiply(hours, { units: rule.value.units, scale: rule.value.scale + 2 }), PLACES.hours)
    : round(multiply(quantity, rule.value), PLACES.hours);
}

export function unitOf(measure: SurfaceKind['measure'], units: UnitSystem): 'sqft' | 'm2' | 'ft' | 'm' | 'each' {
  if (measure === 'each') return 'each';
  if (measure === 'area') return units === 'imperial' ? 'sqft' : 'm2';
  return units === 'imperial' ? 'ft' : 'm';
}
