import { toText } from '#app/values/decimal.ts';
import type { Area, Estimate, Surface } from './estimate.ts';
import { explainQuantity } from './explain-takeoff.ts';
import { type Explanation, type Input, type LineFigure, money, number, type Source, words } from './explanation.ts';
import type { Priced, PricedLine } from './priced.ts';
import { type PricingContext, prepKey, type ReadyKind } from './pricing-context.ts';

type Subject = {
  context: PricingContext;
  doc: Estimate;
  priced: Priced;
  line: PricedLine;
  painted: { area: Area; surface: Surface; kind: ReadyKind } | undefined;
};

/** Explains one figure of a line; undefined when the line has no such figure. */
export function explainLine(
  context: PricingContext,
  doc: Estimate,
  priced: Priced,
  line: PricedLine,
  figure: LineFigure,
): Explanation | undefined {
  const subject = { context, doc, priced, line, painted: paintedSurface(context, doc, line) };
  switch (figure) {
    case 'quantity':
      return subject.painted
        ? explainQuantity(context, subject.painted.area, subject.painted.surface, subject.painted.kind, line)
        : undefined;
    case 'hours':
      return subject.painted && hours(subject, subject.painted.kind);
    case 'prepHours':
      return subject.painted && preparation(subject, subject.painted.area);
    case 'volume':
      return subject.painted && volume(subject, subject.painted.kind);
    case 'labour':
      return labour(subject);
    case 'materials':
      return materials(subject);
    case 'cost':
      return cost(subject);
    case 'amount':
      return amount(subject);
  }
}

function paintedSurface(context: PricingContext, doc: Estimate, line: PricedLine): Subject['painted'] {
  const area = doc.areas.find((candidate) => candidate.id === line.areaId);
  const surface = area?.surfaces.find((candidate) => candidate.id === line.id);
  const kind = surface && context.kinds.get(surface.kindId);
  return area && surface && kind ? { area, surface, kind } : undefined;
}

function book(context: PricingContext, entry: string): Source {
  return { kind: 'rate-book', entry, version: context.book.version };
}

function figureInput(line: PricedLine, figure: LineFigure, label: string, value: Input['value']): Input {
  return { label, value, source: { kind: 'figure', target: { of: 'line', id: line.id, figure } } };
}

function quantityInput(line: PricedLine): Input {
  return figureInput(line, 'quantity', 'Quantity', number(line.quantity, line.unit));
}

function coatsInput({ line, painted }: Subject): Input {
  const path = `areas/${painted?.area.id}/surfaces/${painted?.surface.id}/coats`;
  return { label: 'Coats', value: number(String(line.coats ?? 0), ''), source: { kind: 'document', path } };
}

function hours(subject: Subject, kind: ReadyKind): Explanation {
  const { line, context } = subject;
  const isEach = kind.kind.measure === 'each';
  const rate = kind.rates[String(line.coats)];
  const value = number(line.hours, 'hour');
  return {
    title: `${line.label}: painting hours`,
    value,
    rule: {
      name: 'Production rate for the whole system of coats',
      formula: isEach ? 'items × hours per item' : 'quantity ÷ rate',
    },
    inputs: [
      quantityInput(line),
      coatsInput(subject),
      {
        label: 'Rate',
        value: number(rate ? toText(rate) : '0', isEach ? 'h per item' : `${line.unit} per hour`),
        source: book(context, `${kind.kind.name}, ${line.coats} coats`),
      },
    ],
    steps: [{ label: 'Hours', value }],
    rounding: 'Rounded to 0.01 h, half away from zero.',
  };
}

function preparation({ line, context, painted }: Subject, area: Area): Explanation {
  const rule = context.prep.get(prepKey(area.conditionId, painted?.surface.kindId ?? ''));
  const condition = context.book.conditions.find((candidate) => candidate.id === area.conditionId);
  const value = number(line.prepHours, 'hour');
  const isPercent = rule?.kind === 'percent';
  return {
    title: `${line.label}: preparation`,
    value,
    rule: {
      name: 'Preparation by condition and surface',
      formula: isPercent ? 'painting hours × per cent' : 'quantity × hours per unit',
    },
    inputs: [
      {
        label: 'Condition',
        value: words(condition?.name ?? area.conditionId),
        source: { kind: 'document', path: `areas/${area.id}/conditionId` },
      },
      {
        label: 'Preparation',
        value: number(rule ? toText(rule.value) : '0', isPercent ? '%' : 'h per unit'),
        source: book(context, `Preparation, ${line.label}`),
      },
      isPercent ? figureInput(line, 'hours', 'Painting hours', number(line.hours, 'hour')) : quantityInput(line),
    ],
    steps: [{ label: 'Preparation', value }],
    rounding: 'Rounded to 0.01 h, half away from zero.',
  };
}

function volumeUnit(context: PricingContext): string {
  return context.units === 'imperial' ? 'gal' : 'l';
}

function volume(subject: Subject, kind: ReadyKind): Explanation {
  const { line, context } = subject;
  const product = context.products.get(line.productId ?? '');
  const coverage = kind.coverage ?? product?.coverage;
  const isEach = kind.kind.measure === 'each';
  const unit = volumeUnit(context);
  const value = number(line.volume, unit);
  return {
    title: `${line.label}: paint`,
    value,
    rule: { name: 'Coverage', formula: isEach ? 'items × volume per item × coats' : 'quantity × coats ÷ coverage' },
    inputs: [
      quantityInput(line),
      coatsInput(subject),
      {
        label: isEach ? 'Volume per item and coat' : 'Coverage',
        value: number(coverage ? toText(coverage) : '0', isEach ? unit : `${line.unit} per ${unit}`),
        source: book(context, kind.coverage ? kind.kind.name : (product?.product.name ?? '')),
      },
    ],
    steps: [{ label: 'Paint', value }],
    rounding: 'Rounded to 0.001, half away from zero. Cans are rounded up once for the whole job.',
  };
}

function labour({ line, context }: Subject): Explanation {
  const { book: rates } = context;
  const value = money(line.cost.labour);
  return {
    title: `${line.label}: labour`,
    value,
    rule: { name: 'Labour with burden', formula: '(painting hours + preparation) × wage × (1 + burden)' },
    inputs: [
      figureInput(line, 'hours', 'Painting hours', number(line.hours, 'hour')),
      figureInput(line, 'prepHours', 'Preparation', number(line.prepHours, 'hour')),
      { label: 'Wage per hour', value: money(rates.wage), source: book(context, 'Wage') },
      { label: 'Burden', value: number(rates.burdenPercent, '%'), source: book(context, 'Burden') },
    ],
    steps: [
      { label: 'Wage with burden, per hour', value: number(toText(context.loadedWage), '') },
      { label: 'Labour', value },
    ],
    rounding: 'Rounded to the cent per line.',
  };
}

function materials({ line, context }: Subject): Explanation {
  const product = context.products.get(line.productId ?? '');
  const can = product?.product.cans[0];
  const value = money(line.cost.materials);
  const unit = volumeUnit(context);
  return {
    title: `${line.label}: materials`,
    value,
    rule: { name: 'Paint at the reference can', formula: 'volume × can price ÷ can size' },
    inputs: [
      figureInput(line, 'volume', 'Paint', number(line.volume, unit)),
      { label: 'Can price', value: money(can?.price ?? 0), source: book(context, product?.product.name ?? '') },
      { label: 'Can size', value: number(can?.size ?? '0', unit), source: book(context, product?.product.name ?? '') },
    ],
    steps: [{ label: 'Materials', value }],
    rounding: 'Rounded to the cent per line.',
  };
}

function cost({ line, context }: Subject): Explanation {
  const { overhead } = context.book;
  const value = money(line.cost.total);
  const parts: [string, number, LineFigure | null][] = [
    ['Labour', line.cost.labour, 'labour'],
    ['Materials', line.cost.materials, line.source === 'surface' ? 'materials' : null],
    ['Tax on materials', line.cost.materialTax, null],
    ['Equipment', line.cost.equipment, null],
    ['Subcontract', line.cost.subcontract, null],
    ['Other', line.cost.other, null],
    ['Overhead', line.cost.overhead, null],
  ];
  return {
    title: `${line.label}: cost`,
    value,
    rule: {
      name: overhead.kind === 'percent' ? 'Cost with overhead on direct cost' : 'Cost with overhead per hour',
      formula: 'labour + materials + equipment + subcontract + overhead',
    },
    inputs: [
      ...parts
        .filter(([label, minor]) => minor !== 0 || label === 'Labour')
        .map(([label, minor, figure]): Input => {
          const source: Source = figure
            ? { kind: 'figure', target: { of: 'line', id: line.id, figure } }
            : { kind: 'rule' };
          return { label, value: money(minor), source };
        }),
      {
        label: 'Overhead rate',
        value: overhead.kind === 'percent' ? number(overhead.percent, '%') : money(overhead.amount),
        source: book(context, 'Overhead'),
      },
    ],
    steps: [{ label: 'Cost', value }],
    rounding: 'Every part is rounded to the cent per line.',
  };
}

const roundingWords = {
  unit: 'The price per unit is rounded to the cent, then the line.',
  line: 'Work and materials are rounded to the cent per line.',
  document: 'The line carries 0.0001 and prints the difference of the rounded running sums, so that the lines add up.',
};

function amount(subject: Subject): Explanation {
  const { line, context, doc } = subject;
  const value = money(line.amount);
  const rounding = roundingWords[context.rounding];
  if (line.source === 'workbook') return workbookAmount(subject);
  const extra = doc.extras.find((candidate) => candidate.id === line.id);
  if (extra?.basis === 'price') {
    const path = `extras/${extra.id}`;
    return {
      title: line.label,
      value,
      rule: { name: 'Stated price', formula: 'quantity × unit price' },
      inputs: [
        {
          label: 'Quantity',
          value: number(extra.quantity, extra.unit),
          source: { kind: 'document', path: `${path}/quantity` },
        },
        {
          label: 'Unit price',
          value: number(extra.unitAmount, ''),
          source: { kind: 'document', path: `${path}/unitAmount` },
        },
      ],
      steps: [{ label: 'Price', value }],
      rounding,
    };
  }
  const { strategy, materialStrategy } = context;
  const isOwn = context.pricing.strategy !== null;
  const material = line.cost.materials + line.cost.materialTax;
  const formula = (kind: 'markup' | 'margin') => (kind === 'markup' ? 'cost × (1 + markup)' : 'cost ÷ (1 − margin)');
  return {
    title: line.label,
    value,
    rule: {
      name: strategy.kind === 'markup' ? 'Price by markup' : 'Price by margin',
      formula: `work: ${formula(strategy.kind)}; materials: ${formula(materialStrategy.kind)}`,
    },
    inputs: [
      figureInput(line, 'cost', 'Cost of work and overhead', money(line.cost.total - material)),
      figureInput(line, 'cost', 'Cost of materials', money(material)),
      {
        label: strategy.kind === 'markup' ? 'Markup' : 'Margin',
        value: number(strategy.percent, '%'),
        source: isOwn ? { kind: 'document', path: 'pricing/strategy' } : book(context, 'Markup or margin'),
      },
      {
        label: materialStrategy.kind === 'markup' ? 'Markup on materials' : 'Margin on materials',
        value: number(materialStrategy.percent, '%'),
        source: book(context, 'Material markup'),
      },
    ],
    steps: [{ label: 'Price', value }],
    rounding,
  };
}

function workbookAmount({ line, doc }: Subject): Explanation {
  const row = doc.workbookLines.find((candidate) => candidate.id === line.id);
  const value = money(line.amount);
  return {
    title: line.label,
    value,
    rule: { name: 'Taken from a workbook', formula: `${row?.sheet}!${row?.cell}` },
    inputs: [{ label: 'Cell', value, source: { kind: 'document', path: `workbookLines/${line.id}/amount` } }],
    steps: [{ label: 'Price', value }],
    rounding: null,
  };
}
