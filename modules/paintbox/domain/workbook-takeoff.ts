import { decimal, divide, multiply, toNumber, toText } from '#app/values/decimal.ts';
import { NANOMETRES } from '#app/values/quantity.ts';
import type { Area, Dimension, Estimate, Opening, Shape } from './estimate.ts';
import type { PricingContext } from './pricing-context.ts';
import { BLANK, type Column, formula, literal, type SheetCell, type Table, tableSheet } from './sheet-description.ts';
import type { Settings } from './workbook-rates.ts';

/**
 * A length in feet or metres that a spreadsheet holds without loss: a plain number where few decimals do, else inches over 12 or
 * millimetres over 304.8.
 */
export function lengthCell(dimension: Dimension | null, context: PricingContext): SheetCell {
  if (!dimension) return BLANK;
  const nm = decimal(dimension.nm);
  if (context.units === 'metric') return literal(toNumber(divide(nm, decimal(NANOMETRES.m), 9)), '0.000');
  const feet = divide(nm, decimal(NANOMETRES.ft), 4);
  if (multiply(feet, decimal(NANOMETRES.ft)).units === nm.units * 10n ** 4n) return literal(toNumber(feet), '0.00');
  const inches = divide(nm, decimal(NANOMETRES.in), 6);
  const isInches = multiply(inches, decimal(NANOMETRES.in)).units === nm.units * 10n ** 6n;
  const text = isInches ? `${toText(inches)}/12` : `${toText(divide(nm, decimal(NANOMETRES.mm), 6))}/304.8`;
  const [top = '0', bottom = '1'] = text.split('/');
  return { value: Number(top) / Number(bottom), formula: text, format: '0.00' };
}

type OpeningRow = { area: Area; opening: Opening };

type OpeningKey =
  | 'id'
  | 'areaId'
  | 'area'
  | 'kind'
  | 'count'
  | 'widthTyped'
  | 'heightTyped'
  | 'width'
  | 'height'
  | 'usedWidth'
  | 'usedHeight'
  | 'deducted'
  | 'total'
  | 'totalWidth';

export function openingsTable(doc: Estimate, context: PricingContext, settings: Settings): Table {
  const standard = (at: (key: OpeningKey) => string, side: 'Width' | 'Height') =>
    `IF(${at('kind')}="door",${settings.at(`door${side}`)},${settings.at(`window${side}`)})`;
  const deducted = (at: (key: OpeningKey) => string) => {
    if (context.openings.deduct !== 'over') return context.openings.deduct === 'all' ? '1' : '0';
    return `IF(ROUND(${at('usedWidth')}*${at('usedHeight')},2)>${settings.at('over')},1,0)`;
  };
  const columns: Column<OpeningRow, OpeningKey>[] = [
    { key: 'id', header: 'Id', isHidden: true, cell: ({ opening }) => literal(opening.id) },
    { key: 'areaId', header: 'Area id', isHidden: true, cell: ({ area }) => literal(area.id) },
    { key: 'area', header: 'Area', width: 24, cell: ({ area }) => literal(area.name) },
    { key: 'kind', header: 'Kind', cell: ({ opening }) => literal(opening.kind) },
    { key: 'count', header: 'Count', cell: ({ opening }) => literal(opening.count) },
    { key: 'widthTyped', header: 'Width typed', cell: ({ opening }) => literal(opening.width?.typed ?? null) },
    { key: 'heightTyped', header: 'Height typed', cell: ({ opening }) => literal(opening.height?.typed ?? null) },
    { key: 'width', header: 'Width', cell: ({ opening }) => lengthCell(opening.width, context) },
    { key: 'height', header: 'Height', cell: ({ opening }) => lengthCell(opening.height, context) },
    {
      key: 'usedWidth',
      header: 'Width used',
      cell: (_, at) => formula(`IF(${at('width')}="",${standard(at, 'Width')},${at('width')})`, '0.00'),
    },
    {
      key: 'usedHeight',
      header: 'Height used',
      cell: (_, at) => formula(`IF(${at('height')}="",${standard(at, 'Height')},${at('height')})`, '0.00'),
    },
    { key: 'deducted', header: 'Deducted', cell: (_, at) => formula(deducted(at)) },
    {
      key: 'total',
      header: 'Area',
      cell: (_, at) => formula(`ROUND(${at('count')}*${at('usedWidth')}*${at('usedHeight')},2)`, '0.00'),
    },
    {
      key: 'totalWidth',
      header: 'Widths',
      cell: (_, at) => formula(`ROUND(${at('count')}*${at('usedWidth')},2)`, '0.00'),
    },
  ];
  const rows = doc.areas.flatMap((area) => area.openings.map((opening) => ({ area, opening })));
  return tableSheet('Openings', columns, rows);
}

type AreaKey =
  | 'id'
  | 'name'
  | 'place'
  | 'shape'
  | 'lengthTyped'
  | 'widthTyped'
  | 'heightTyped'
  | 'length'
  | 'width'
  | 'height'
  | 'wallArea'
  | 'floorArea'
  | 'statedPerimeter'
  | 'gross'
  | 'less'
  | 'walls'
  | 'ceiling'
  | 'perimeter'
  | 'doorWidths'
  | 'baseboard'
  | 'doors'
  | 'windows'
  | 'condition'
  | 'optionId'
  | 'note';

type At = (key: AreaKey) => string;

/** Rooms and elevations: what was measured, and what follows from it. */
export function areasTable(doc: Estimate, context: PricingContext, openings: Table): Table {
  const sum = (what: string, at: At, more: string) =>
    `SUMIFS(${openings.column(what)},${openings.column('areaId')},${at('id')},${more})`;
  const ofKind = (kind: string) => `${openings.column('kind')},"${kind}"`;
  const side = (name: 'length' | 'width' | 'height') => (area: Area) => lengthCell(sideOf(area.shape, name), context);
  const typed = (name: 'length' | 'width' | 'height') => (area: Area) =>
    literal(sideOf(area.shape, name)?.typed ?? null);
  const stated = (name: 'wallArea' | 'floorArea' | 'perimeter') => (area: Area) =>
    literal(area.shape.kind === 'custom' ? Number(area.shape[name]) : null);
  const columns: Column<Area, AreaKey>[] = [
    { key: 'id', header: 'Id', isHidden: true, cell: (area) => literal(area.id) },
    { key: 'name', header: 'Area', width: 24, cell: (area) => literal(area.name) },
    { key: 'place', header: 'Place', cell: (area) => literal(area.place) },
    { key: 'shape', header: 'Shape', cell: (area) => literal(area.shape.kind) },
    { key: 'lengthTyped', header: 'Length typed', cell: typed('length') },
    { key: 'widthTyped', header: 'Width typed', cell: typed('width') },
    { key: 'heightTyped', header: 'Height typed', cell: typed('height') },
    { key: 'length', header: 'Length', cell: side('length') },
    { key: 'width', header: 'Width', cell: side('width') },
    { key: 'height', header: 'Height', cell: side('height') },
    { key: 'wallArea', header: 'Stated walls', cell: stated('wallArea') },
    { key: 'floorArea', header: 'Stated floor', cell: stated('floorArea') },
    { key: 'statedPerimeter', header: 'Stated perimeter', cell: stated('perimeter') },
    { key: 'gross', header: 'Gross walls', cell: (area, at) => formula(grossFormula(area.shape, at), '0.00') },
    {
      key: 'less',
      header: 'Less openings',
      cell: (_, at) => formula(`ROUND(${sum('total', at, `${openings.column('deducted')},1`)},2)`, '0.00'),
    },
    { key: 'walls', header: 'Walls', cell: (_, at) => formula(`MAX(0,ROUND(${at('gross')}-${at('less')},2))`, '0.00') },
    { key: 'ceiling', header: 'Ceiling', cell: (area, at) => formula(ceilingFormula(area.shape, at), '0.00') },
    { key: 'perimeter', header: 'Perimeter', cell: (area, at) => formula(perimeterFormula(area.shape, at), '0.00') },
    {
      key: 'doorWidths',
      header: 'Door widths',
      cell: (_, at) =>
        formula(context.openings.deduct === 'none' ? '0' : `ROUND(${sum('totalWidth', at, ofKind('door'))},2)`, '0.00'),
    },
    {
      key: 'baseboard',
      header: 'Baseboard',
      cell: (_, at) => formula(`MAX(0,ROUND(${at('perimeter')}-${at('doorWidths')},2))`, '0.00'),
    },
    { key: 'doors', header: 'Doors', cell: (_, at) => formula(sum('count', at, ofKind('door'))) },
    { key: 'windows', header: 'Windows', cell: (_, at) => formula(sum('count', at, ofKind('window'))) },
    { key: 'condition', header: 'Condition', cell: (area) => literal(area.conditionId) },
    { key: 'optionId', header: 'Option id', isHidden: true, cell: (area) => literal(area.optionId) },
    { key: 'note', header: 'Note', width: 30, cell: (area) => literal(area.note || null) },
  ];
  return tableSheet('Areas', columns, doc.areas);
}

function sideOf(shape: Shape, side: 'length' | 'width' | 'height'): Dimension | null {
  if (shape.kind === 'custom') return null;
  if (side === 'height') return shape.height;
  if (side === 'length') return shape.kind === 'gable' ? null : shape.length;
  return shape.kind === 'wall' ? null : shape.width;
}

function grossFormula(shape: Shape, at: At): string {
  switch (shape.kind) {
    case 'rectangle':
      return `ROUND(2*(${at('length')}+${at('width')})*${at('height')},2)`;
    case 'wall':
      return `ROUND(${at('length')}*${at('height')},2)`;
    case 'gable':
      return `ROUND(${at('width')}*${at('height')}/2,2)`;
    case 'custom':
      return `ROUND(${at('wallArea')},2)`;
  }
}

function ceilingFormula(shape: Shape, at: At): string {
  if (shape.kind === 'rectangle') return `ROUND(${at('length')}*${at('width')},2)`;
  return shape.kind === 'custom' ? `ROUND(${at('floorArea')},2)` : '0';
}

function perimeterFormula(shape: Shape, at: At): string {
  switch (shape.kind) {
    case 'rectangle':
      return `ROUND(2*(${at('length')}+${at('width')}),2)`;
    case 'wall':
      return `ROUND(${at('length')},2)`;
    case 'gable':
      return `ROUND(${at('width')},2)`;
    case 'custom':
      return `ROUND(${at('statedPerimeter')},2)`;
  }
}
