import type { Explanation, Input, LineFigure } from '../../domain/explanation.ts';
import type { Cost, Priced } from '../../domain/priced.ts';
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
  const taken = new Set<string | null>([null, ...defaultSelection(priced.options)]);
  const lines = priced.lines.filter((line) => taken.has(line.optionId) && line.cost[part] !== 0);
  const value = { kind: 'money' as const, minor: priced.cost[part] };
  const areaNames = new Map(priced.areas.map(({ id, name }) => [id, name]));
  return {
    title: costNames[part],
    value,
    rule: { name: 'Sum', formula: 'sum of the lines, each in whole cents' },
    inputs: lines.map(
      (line): Input => ({
        label: [areaNames.get(line.areaId ?? ''), line.label].filter(Boolean).join(' · '),
        value: { kind: 'money', minor: line.cost[part] },
        source: { kind: 'figure', target: { of: 'line', id: line.id, figure: figureOf[part] ?? 'cost' } },
      }),
    ),
    steps: [{ label: costNames[part], value }],
    rounding: 'Each line is rounded to the smallest coin before it is added.',
  };
}
