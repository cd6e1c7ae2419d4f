import { decimal, scaled, toNumber, toText } from '#app/values/decimal.ts';
import { lengthIn } from '#app/values/quantity.ts';
import type { PricingContext } from './pricing-context.ts';
import {
  type Column,
  literal,
  type SheetCell,
  type SheetDescription,
  type Table,
  tableSheet,
} from './sheet-description.ts';

/** Cells of the sheet with the job's settings, by name, for the formulas of the other sheets. */
export type Settings = { sheet: SheetDescription; at: (name: SettingName) => string };

export type SettingName =
  | 'wage'
  | 'burden'
  | 'overhead'
  | 'strategy'
  | 'materialStrategy'
  | 'minimum'
  | 'taxOnMaterials'
  | 'taxCharged'
  | 'over'
  | 'doorWidth'
  | 'doorHeight'
  | 'windowWidth'
  | 'windowHeight';

type Setting = { name: SettingName; label: string; value: number };

/** The rate book's settings as this estimate uses them. Rules (which kind of overhead, margin or markup) are in the formulas. */
export function settingsSheet(context: PricingContext): Settings {
  const { book, strategy, materialStrategy, digits, openings, pricing } = context;
  const metres = (nm: number) => toNumber(lengthIn(nm, context.units, 6));
  const money = (minor: number) => toNumber(scaled(minor, digits));
  const named = (kind: 'markup' | 'margin') => (kind === 'markup' ? 'Markup' : 'Margin');
  const settings: Setting[] = [
    { name: 'wage', label: 'Wage per hour', value: money(book.wage) },
    { name: 'burden', label: 'Burden %', value: Number(book.burdenPercent) },
    book.overhead.kind === 'percent'
      ? { name: 'overhead', label: 'Overhead % of direct cost', value: Number(book.overhead.percent) }
      : { name: 'overhead', label: 'Overhead per hour', value: money(book.overhead.amount) },
    { name: 'strategy', label: `${named(strategy.kind)} %`, value: Number(strategy.percent) },
    {
      name: 'materialStrategy',
      label: `${named(materialStrategy.kind)} on materials %`,
      value: Number(materialStrategy.percent),
    },
    { name: 'minimum', label: 'Minimum charge', value: money(pricing.minimumCharge ?? book.minimumCharge) },
    { name: 'taxOnMaterials', label: 'Tax paid on materials %', value: toNumber(context.materialTax) * 100 },
    { name: 'taxCharged', label: 'Tax charged %', value: Number(context.taxPercent) },
    { name: 'over', label: 'Openings are deducted over', value: Number(openings.over) },
    { name: 'doorWidth', label: 'Standard door width', value: metres(openings.door.width) },
    { name: 'doorHeight', label: 'Standard door height', value: metres(openings.door.height) },
    { name: 'windowWidth', label: 'Standard window width', value: metres(openings.window.width) },
    { name: 'windowHeight', label: 'Standard window height', value: metres(openings.window.height) },
  ];
  const rows = [
    [
      { value: 'Setting', isBold: true },
      { value: `Rate book version ${book.version}`, isBold: true },
    ],
    ...settings.map((setting) => [literal(setting.label), literal(setting.value, 'General')]),
  ];
  const places = new Map(settings.map((setting, index) => [setting.name, `Settings!$B$${index + 2}`]));
  return {
    sheet: { name: 'Settings', widths: [32, 22], hiddenColumns: [], frozenRows: 1, rows },
    at: (name) => places.get(name) ?? '',
  };
}

type RateKey = 'id' | 'name' | 'measure' | 'one' | 'two' | 'three' | 'coverage' | 'product';

/** Production rates and coverages of the surface kinds. */
export function ratesTable(context: PricingContext): Table {
  const cell = (text: string | null): SheetCell => literal(text === null ? null : Number(text));
  const columns: Column<PricingContext['book']['surfaceKinds'][number], RateKey>[] = [
    { key: 'id', header: 'Key', width: 16, cell: (kind) => literal(kind.id) },
    { key: 'name', header: 'Surface', width: 26, cell: (kind) => literal(kind.name) },
    { key: 'measure', header: 'Counted by', cell: (kind) => literal(kind.measure) },
    { key: 'one', header: 'One coat', cell: (kind) => cell(kind.rates['1']) },
    { key: 'two', header: 'Two coats', cell: (kind) => cell(kind.rates['2']) },
    { key: 'three', header: 'Three coats', cell: (kind) => cell(kind.rates['3']) },
    { key: 'coverage', header: 'Coverage', cell: (kind) => cell(kind.coverage) },
    { key: 'product', header: 'Product', width: 22, cell: (kind) => literal(kind.productId) },
  ];
  return tableSheet('Rates', columns, context.book.surfaceKinds);
}

type ProductKey = 'id' | 'name' | 'sheen' | 'coverage' | 'price' | 'size';

export function productsTable(context: PricingContext): Table {
  const columns: Column<PricingContext['book']['products'][number], ProductKey>[] = [
    { key: 'id', header: 'Key', width: 22, cell: (product) => literal(product.id) },
    { key: 'name', header: 'Product', width: 30, cell: (product) => literal(product.name) },
    { key: 'sheen', header: 'Sheen', cell: (product) => literal(product.sheen || null) },
    { key: 'coverage', header: 'Coverage', cell: (product) => literal(Number(product.coverage)) },
    {
      key: 'price',
      header: 'Can price',
      cell: (product) => literal(toNumber(scaled(product.cans[0]?.price ?? 0, context.digits)), '0.00'),
    },
    { key: 'size', header: 'Can size', cell: (product) => literal(Number(product.cans[0]?.size ?? '1')) },
  ];
  return tableSheet('Products', columns, context.book.products);
}

type PrepKey = 'condition' | 'kind' | 'rule' | 'value';

export function prepTable(context: PricingContext): Table {
  const columns: Column<PricingContext['book']['prepRules'][number], PrepKey>[] = [
    { key: 'condition', header: 'Condition', cell: (rule) => literal(rule.conditionId) },
    { key: 'kind', header: 'Surface', width: 16, cell: (rule) => literal(rule.surfaceKindId) },
    { key: 'rule', header: 'Rule', width: 16, cell: (rule) => literal(rule.kind) },
    { key: 'value', header: 'Value', cell: (rule) => literal(Number(toText(decimal(rule.value)))) },
  ];
  return tableSheet('Preparation', columns, context.book.prepRules);
}
