import { add, decimal, toText } from '#app/values/decimal.ts';
import type { Explanation, Input, LineFigure } from '../../domain/explanation.ts';
import type { Cost, Priced, PricedLine } from '../../domain/priced.ts';
import { defaultSelection } from '../../domain/selection.ts';

export const costNames: Record<keyof Cost, string> = {
  labour: 'Labour',
  materials: 'Materials',
  equipment: 'Equipment',
  subcontract: 'Subcontract',
  other: 'Other',
  materialTax: 'Tax on materials',
  overhead: 'Overhead',
  total: 'Cost',
};

const figureOf: Partial<Record<keyof Cost, LineFigure>> = { labour: 'labour', materials: 'materials' };

/** One kind of cost over the whole job: the lines it comes from, each of which opens further. */
export function explainCostPart(priced: Priced, part: keyof Cost): Explanation {
  const value = { kind: 'money' as const, minor: priced.cost[part] };
  const areaNames = new Map(priced.areas.map(({ id, name }) => [id, name]));
  return {
    title: costNames[part],
    value,
    rule: { name: 'Sum', formula: 'sum of the lines, each in whole cents' },
    inputs: takenLines(priced)
      .filter((line) => line.cost[part] !== 0)
      .map((line) => ({
        label: [areaNames.get(line.areaId ?? ''), line.label].filter(Boolean).join(' · '),
        value: { kind: 'money', minor: line.cost[part] },
        source: { kind: 'figure', target: { of: 'line', id: line.id, figure: figureOf[part] ?? 'cost' } },
      })),
    steps: [{ label: costNames[part], value }],
    rounding: 'Each line is rounded to the smallest coin before it is added.',
  };
}

/** The hours of preparation over the whole job. */
export function explainPreparation(priced: Priced): Explanation {
  const areaNames = new Map(priced.areas.map(({ id, name }) => [id, name]));
  const named = (line: PricedLine) => [areaNames.get(line.areaId ?? ''), line.label].filter(Boolean).join(' · ');
  return hoursOf(
    'Preparation',
    'sum of the lines',
    priced.prepHours,
    takenLines(priced).flatMap((line) => hourInput(line, 'prepHours', named(line))),
  );
}

/** Painting and preparation of one area together. */
export function explainAreaHours(priced: Priced, areaId: string): Explanation | undefined {
  const area = priced.areas.find(({ id }) => id === areaId);
  if (!area) return undefined;
  const lines = takenLines(priced).filter((line) => line.areaId === areaId);
  const inputs = lines.flatMap((line) => [
    ...hourInput(line, 'hours', line.label),
    ...hourInput(line, 'prepHours', `${line.label}, preparation`),
  ]);
  const both = toText(add(decimal(area.hours), decimal(area.prepHours)));
  return hoursOf(`Hours in ${area.name}`, 'painting and preparation of its lines', both, inputs);
}

function hoursOf(title: string, formula: string, hours: string, inputs: readonly Input[]): Explanation {
  const value = { kind: 'number' as const, value: hours, unit: 'hour' };
  return {
    title,
    value,
    rule: { name: 'Sum', formula },
    inputs,
    steps: [{ label: title, value }],
    rounding: 'Each line is rounded to a hundredth of an hour before it is added.',
  };
}

function hourInput(line: PricedLine, figure: 'hours' | 'prepHours', label: string): Input[] {
  if (line[figure] === '0') return [];
  const source = { kind: 'figure' as const, target: { of: 'line' as const, id: line.id, figure } };
  return [{ label, value: { kind: 'number', value: line[figure], unit: 'hour' }, source }];
}

/** What the totals are made of: the base and the options that are taken. */
function takenLines(priced: Priced): PricedLine[] {
  const taken = new Set<string | null>([null, ...defaultSelection(priced.options)]);
  return priced.lines.filter((line) => taken.has(line.optionId) && !line.isExcluded);
}
