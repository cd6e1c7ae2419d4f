import { toText } from '#app/values/decimal.ts';
import { formatLength } from '#app/values/quantity.ts';
import type { Area, Surface } from './estimate.ts';
import { type Explanation, type Input, number, words } from './explanation.ts';
import type { PricedLine } from './priced.ts';
import type { PricingContext, ReadyKind } from './pricing-context.ts';
import type { Derivation } from './rate-book.ts';
import { type Geometry, geometryOf, openingSize, openingTakeoff } from './takeoff.ts';

const formulas: Record<Derivation, string> = {
  walls: 'walls by the shape, less the openings that are deducted',
  ceiling: 'length × width',
  floor: 'length × width',
  baseboard: 'perimeter less the width of the doors',
  perimeter: '2 × (length + width)',
  doors: 'number of doors',
  windows: 'number of windows',
  none: 'stated by the estimator',
};

const wallFormulas: Record<Area['shape']['kind'], string> = {
  rectangle: '2 × (length + width) × height',
  wall: 'length × height',
  gable: 'width × height ÷ 2',
  custom: 'wall area as stated',
};

/** Where a line's quantity comes from: the shape and its openings, or what was typed. */
export function explainQuantity(
  context: PricingContext,
  area: Area,
  surface: Surface,
  kind: ReadyKind,
  line: PricedLine,
): Explanation {
  const title = `${line.label}: quantity`;
  const value = number(line.quantity, line.unit);
  if (surface.quantity.kind === 'stated') {
    return {
      title,
      value,
      rule: { name: 'Stated quantity', formula: 'as the estimator typed it' },
      inputs: [
        {
          label: 'Typed',
          value: words(surface.quantity.typed),
          source: { kind: 'document', path: `areas/${area.id}/surfaces/${surface.id}/quantity` },
        },
      ],
      steps: [{ label: 'Quantity', value }],
      rounding: 'Rounded to 0.01.',
    };
  }
  const geometry = geometryOf(area, context.units, context.openings);
  return {
    title,
    value,
    rule: { name: 'Takeoff from the shape', formula: formulas[kind.kind.derive] },
    inputs: [...shapeInputs(context, area), ...openingInputs(context, area)],
    steps: [...shapeSteps(kind.kind.derive, area, geometry, line.unit), { label: 'Quantity', value }],
    rounding: line.unit === 'each' ? null : 'Each product of lengths is rounded to 0.01, half away from zero.',
  };
}

function shapeInputs(context: PricingContext, area: Area): Input[] {
  const path = `areas/${area.id}/shape`;
  if (area.shape.kind === 'custom') {
    const unit = context.units === 'imperial' ? ['sqft', 'ft'] : ['m2', 'm'];
    const { wallArea, floorArea, perimeter } = area.shape;
    return [
      { label: 'Wall area', value: number(wallArea, unit[0] ?? ''), source: { kind: 'document', path } },
      { label: 'Floor area', value: number(floorArea, unit[0] ?? ''), source: { kind: 'document', path } },
      { label: 'Perimeter', value: number(perimeter, unit[1] ?? ''), source: { kind: 'document', path } },
    ];
  }
  return (['length', 'width', 'height'] as const).flatMap((side): Input[] => {
    const dimension = sideOf(area, side);
    if (!dimension) return [];
    const label = side.charAt(0).toUpperCase() + side.slice(1);
    return [{ label, value: words(dimension.typed), source: { kind: 'document', path: `${path}/${side}` } }];
  });
}

function sideOf({ shape }: Area, side: 'length' | 'width' | 'height') {
  if (shape.kind === 'custom') return null;
  if (side === 'height') return shape.height;
  if (side === 'length') return shape.kind === 'gable' ? null : shape.length;
  return shape.kind === 'wall' ? null : shape.width;
}

function openingInputs(context: PricingContext, area: Area): Input[] {
  const { deduct, over } = context.openings;
  const version = context.book.version;
  const unit = context.units === 'imperial' ? 'sq ft' : 'm²';
  const ruleText = { all: 'deduct every opening', none: 'deduct none', over: `deduct openings over ${over} ${unit}` }[
    deduct
  ];
  const rule: Input = {
    label: 'Opening rule',
    value: words(ruleText),
    source: { kind: 'rate-book', entry: 'Openings', version },
  };
  const rows = area.openings.map((opening): Input => {
    const size = openingSize(opening, context.openings);
    const { isDeducted } = openingTakeoff(opening, context.units, context.openings);
    const [width, height] = [formatLength(size.width, context.units), formatLength(size.height, context.units)];
    return {
      label: `${opening.count} × ${opening.kind}`,
      value: words(`${width} × ${height}${isDeducted ? '' : ', not deducted'}`),
      source:
        opening.width && opening.height
          ? { kind: 'document', path: `areas/${area.id}/openings/${opening.id}` }
          : { kind: 'rate-book', entry: `Standard ${opening.kind}`, version },
    };
  });
  return rows.length === 0 ? [] : [rule, ...rows];
}

function shapeSteps(derive: Derivation, area: Area, geometry: Geometry, unit: string) {
  if (derive === 'walls') {
    return [
      { label: `Gross walls: ${wallFormulas[area.shape.kind]}`, value: number(toText(geometry.grossWalls), unit) },
      { label: 'Less openings', value: number(toText(geometry.deducted), unit) },
    ];
  }
  if (derive === 'baseboard') {
    return [
      { label: 'Perimeter', value: number(toText(geometry.perimeter), unit) },
      { label: 'Less doors', value: number(toText(geometry.doorWidths), unit) },
    ];
  }
  return [];
}
