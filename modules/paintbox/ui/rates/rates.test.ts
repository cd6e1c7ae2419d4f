import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RateBook, rateBookSchema } from '../../domain/rate-book.ts';
import { defaultRateBook } from '../../domain/rate-book-default.ts';
import { changesBetween, mergeForms } from './compare.ts';
import { fieldLabel } from './field-names.ts';
import { type FormValues, formOfBook, listOf } from './form-values.ts';
import { bookOfForm } from './read-form.ts';
import { reshape } from './reshape.ts';

const book = defaultRateBook('imperial', 'USD');
const form = formOfBook(book, 'en-US');
const settings = { version: 1, currency: 'USD', locale: 'en-US' };
const newId = () => 'new-one';

function errorsOf(values: FormValues, own = settings) {
  const result = bookOfForm(values, own);
  return result.ok ? {} : result.error;
}

/** Prep rules have no order of their own. */
function sorted(each: RateBook): RateBook {
  const key = (rule: RateBook['prepRules'][number]) => `${rule.surfaceKindId} ${rule.conditionId}`;
  return { ...each, prepRules: [...each.prepRules].sort((one, other) => key(one).localeCompare(key(other))) };
}

describe('a rate book as a form', () => {
  it.each([
    ['imperial', 'USD', 'en-US'],
    ['metric', 'EUR', 'de-DE'],
    ['metric', 'JPY', 'ja-JP'],
  ] as const)('comes back the same: %s, %s, %s', (units, currency, locale) => {
    const original = { ...defaultRateBook(units, currency), version: 7 };
    const result = bookOfForm(formOfBook(original, locale), { version: 7, currency, locale });
    expect(result.ok && sorted(result.value)).toEqual(sorted(original));
  });

  it('comes back the same for any numbers', () => {
    const decimal = fc.integer({ min: 1, max: 9_999_999 }).map((units) => String(units / 100));
    fc.assert(
      fc.property(decimal, decimal, fc.nat(1_000_000), fc.boolean(), (rate, coverage, wage, isMargin) => {
        const changed = rateBookSchema.parse({
          ...book,
          wage,
          strategy: isMargin ? { kind: 'margin', percent: '30' } : { kind: 'markup', percent: '42.86' },
          surfaceKinds: book.surfaceKinds.map((kind) => ({ ...kind, rates: { ...kind.rates, '2': rate }, coverage })),
        });
        const result = bookOfForm(formOfBook(changed, 'en-US'), settings);
        expect(result.ok && sorted(result.value)).toEqual(sorted(changed));
      }),
      { numRuns: 60 },
    );
  });

  it('reads what people write', () => {
    const result = bookOfForm(
      { ...form, wage: '$1,026.5', 'openings.door.width': '3 ft', 'prep.poor.walls': '0.015' },
      settings,
    );
    expect(result.ok && result.value).toMatchObject({ wage: 102_650, openings: { door: { width: 914_400_000 } } });
    const rule =
      result.ok && result.value.prepRules.find((each) => each.conditionId === 'poor' && each.surfaceKindId === 'walls');
    expect(rule).toMatchObject({ kind: 'hours-per-unit', value: '0.015' });
  });

  it('says what is wrong beside the cell where it is', () => {
    const errors = errorsOf({
      ...form,
      wage: 'plenty',
      'surface.walls.rate2': '0',
      'surface.walls.product': 'gone',
      'product.interior-eggshell.can1.price': '',
      'condition.good.name': '',
      'prep.poor.walls': 'a lot',
      'strategy.percent': '100',
      'openings.window.height': 'tall',
    });
    expect(Object.keys(errors).sort()).toEqual([
      'condition.good.name',
      'openings.window.height',
      'prep.poor.walls',
      'product.interior-eggshell.can1.price',
      'strategy.percent',
      'surface.walls.product',
      'surface.walls.rate2',
      'wage',
    ]);
    expect(errors['surface.walls.rate2']).toEqual(['Rate for two coats must be more than 0.']);
  });
});

describe('changing the rows', () => {
  it('adds one, and says where to go on', () => {
    const { values, focus } = reshape(form, 'add:products', { locale: 'en-US', newId });
    expect(listOf(values, 'products').at(-1)).toBe('new-one');
    expect(focus).toBe('product.new-one.name');
  });

  it('removes one with its fields, and what used it has to choose anew', () => {
    const { values } = reshape(form, 'remove:products:interior-eggshell', { locale: 'en-US', newId });
    expect(Object.keys(values).some((name) => name.startsWith('product.interior-eggshell.'))).toBe(false);
    expect(errorsOf(values)).toHaveProperty(['surface.walls.product']);
  });

  it('fills in the coverage that solids and film give', () => {
    const typed = { ...form, 'product.interior-eggshell.solids': '65', 'product.interior-eggshell.film': '5' };
    const { values } = reshape(typed, 'coverage:interior-eggshell', { locale: 'en-US', newId });
    expect(values['product.interior-eggshell.coverage']).toBe('208.52');
  });

  it('does nothing for what it does not know', () => {
    expect(reshape(form, 'drop:everything', { locale: 'en-US', newId }).values).toBe(form);
    expect(reshape(form, 'add:constructor', { locale: 'en-US', newId }).values).toBe(form);
  });
});

describe('two people at the same version', () => {
  const theirs = { ...form, wage: '31.00', 'surface.walls.rate2': '110' };
  const yours = { ...form, wage: '30.00', burdenPercent: '30' };
  const { values, taken, clashes } = mergeForms(form, theirs, yours);

  it('takes in what only they changed and keeps what only you changed', () => {
    expect(values).toMatchObject({ 'surface.walls.rate2': '110', burdenPercent: '30' });
    expect(taken).toEqual([{ name: 'surface.walls.rate2', from: '100', to: '110' }]);
  });

  it('keeps yours where both did, and says so', () => {
    expect(values.wage).toBe('30.00');
    expect(clashes).toEqual([{ name: 'wage', base: '26.00', theirs: '31.00', yours: '30.00' }]);
  });

  it('brings in rows that they added and leaves out those that they removed', () => {
    const added = reshape(form, 'add:products', { locale: 'en-US', newId }).values;
    const removed = reshape(added, 'remove:products:ceiling-flat', { locale: 'en-US', newId }).values;
    const products = listOf(mergeForms(form, removed, yours).values, 'products');
    expect(products).toContain('new-one');
    expect(products).not.toContain('ceiling-flat');
  });

  it('merges nothing out of nothing', () => {
    expect(mergeForms(form, form, yours)).toEqual({ values: yours, taken: [], clashes: [] });
    expect(changesBetween(form, form)).toEqual([]);
  });
});

it('names a field as people say it', () => {
  expect(fieldLabel('surface.walls.rate2', form)).toBe('Walls, two coats');
  expect(fieldLabel('prep.poor.walls', form)).toBe('Walls, Poor: scraping, filling, priming');
  expect(fieldLabel('product.interior-eggshell.can1.price', form)).toMatch(/, can 2 price$/);
  expect(fieldLabel('wage', form)).toBe('Hourly wage');
});
