export type Options = readonly (readonly [value: string, label: string])[];

export const places: Options = [
  ['interior', 'Inside'],
  ['exterior', 'Outside'],
  ['both', 'Both'],
];

export const derivations: Options = [
  ['walls', 'Walls'],
  ['ceiling', 'Ceiling'],
  ['floor', 'Floor'],
  ['baseboard', 'Baseboard'],
  ['perimeter', 'Perimeter'],
  ['doors', 'Doors'],
  ['windows', 'Windows'],
  ['none', 'Is typed'],
];

export const coats: Options = ['1', '2', '3'].map((count) => [count, count]);

export function measures(isMetric: boolean): Options {
  return [
    ['area', isMetric ? 'm²' : 'sq ft'],
    ['length', isMetric ? 'm' : 'ft'],
    ['each', 'Piece'],
  ];
}

export const overheads: Options = [
  ['percent', 'Per cent of direct cost'],
  ['per-hour', 'An amount per hour'],
];

export const strategies: Options = [
  ['margin', 'Margin, of the price'],
  ['markup', 'Markup, on the cost'],
];

export const deductions: Options = [
  ['all', 'Every opening'],
  ['over', 'Openings larger than a size'],
  ['none', 'No opening'],
];

export const roundings: Options = [
  ['unit', 'Each unit price'],
  ['line', 'Each line'],
  ['document', 'The whole document'],
];

export const taxModes: Options = [
  ['consumer', 'You pay it on materials and charge none'],
  ['retailer', 'You charge it on materials (separated contract)'],
  ['service', 'You charge it on the whole price'],
  ['none', 'No tax applies'],
];

export const unitSystems: Options = [
  ['imperial', 'Feet, square feet, gallons'],
  ['metric', 'Metres, square metres, litres'],
];

/** What a choice is called; its value when it is none of them. */
export function labelOf(options: Options, value: string): string {
  return options.find(([each]) => each === value)?.[1] ?? value;
}
