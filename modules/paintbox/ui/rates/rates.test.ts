import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RateBook, rateBookSchema } from '../../domain/rate-book.ts';
import { defaultRateBook } from '../../domain/rate-book-default.ts';
import { changesBetween, mergeForms } from './compare.ts';
import { fieldLabel } from './field-names.ts';
import { type FormValues, formOfBook, listOf } from './form-values.ts';
import { partIds, partOf, wholeOf } from './parts.ts';
import { bookOfForm } from './read-form.ts';
import { labourFacts, prepRows, productRows, surfaceRows } from './reading.ts';
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

  it('opens another part and keeps those that are open', () => {
    const { values, focus } = reshape({ ...form, parts: ['labour'] }, 'open:products', { locale: 'en-US', newId });
    expect(values.parts).toEqual(['labour', 'products']);
    expect(focus).toBe('product.interior-eggshell.name');
    expect(reshape(values, 'open:constructor', { locale: 'en-US', newId }).values).toBe(values);
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

describe('a part of a book', () => {
  const typed = { _form: 'rates', parts: ['labour'], wage: '31.00' };

  it('holds every field of the book', () => {
    const parts = new Set(Object.keys(form).map(partOf));
    expect([...parts].sort()).toEqual([...partIds].sort());
    expect(partOf('constructor')).toBeUndefined();
  });

  it('is as it was sent, and the others as they were', () => {
    const whole = wholeOf(form, typed);
    expect(whole).toMatchObject({ wage: '31.00', 'surface.walls.rate2': '100', surfaces: form.surfaces });
    expect(whole).not.toHaveProperty('burdenPercent');
  });

  it('comes back the same when it is sent as it was', () => {
    for (const part of partIds) {
      const own = Object.entries(form).filter(([name]) => partOf(name) === part);
      expect(wholeOf(form, { ...Object.fromEntries(own), parts: [part] })).toEqual({ ...form, parts: [part] });
    }
  });

  it('that was sent without its rows has none left', () => {
    expect(errorsOf(wholeOf(form, { parts: ['surfaces'] }))).toHaveProperty('surfaceKinds');
  });

  it('names a field of another part when that does not fit any more', () => {
    const { values } = reshape(wholeOf(form, { ...form, parts: ['products'] }), 'remove:products:interior-eggshell', {
      locale: 'en-US',
      newId,
    });
    expect(Object.keys(errorsOf(values)).map(partOf)).toContain('surfaces');
  });
});

describe('a book to read', () => {
  const usd = { values: form, locale: 'en-US', currency: 'USD' };
  const textOfRow = (row: readonly (string | { __html: string })[] | undefined) =>
    row?.map((cell) => (typeof cell === 'string' ? cell : cell.__html.replace(/<[^>]+>/g, '')));

  it('says what each surface is counted in, and what it covers where its product says so', () => {
    const [walls, , baseboard, , doors] = surfaceRows(usd).map(textOfRow);
    expect(walls).toEqual([
      'Walls',
      'Inside',
      'sq ft from walls',
      '175',
      '100 (usual)',
      '72',
      'Interior acrylic',
      '400 sq ft/gal',
    ]);
    expect(baseboard?.slice(2)).toEqual(['ft from baseboard', '90', '50 (usual)', '35', 'Trim enamel', '650 ft/gal']);
    expect(doors?.slice(3)).toEqual(['0.5 h', '0.85 h (usual)', '1.2 h', 'Trim enamel', '0.12 gal each']);
  });

  it('writes money and numbers as the locale does', () => {
    const metric = formOfBook(defaultRateBook('metric', 'EUR'), 'de-DE');
    const facts = labourFacts({ values: metric, locale: 'de-DE', currency: 'EUR', hour: { cost: 3827, price: 5467 } });
    expect(facts.slice(0, 3).map(({ value }) => value.replaceAll('\u00a0', ' '))).toEqual([
      '38,27 €',
      '54,67 €',
      '26,00 € per hour',
    ]);
    expect(textOfRow(productRows(usd)[0])?.at(-1)).toMatch(/^1 gal \$42\.00 · 5 gal/);
  });

  it('lets nothing that was typed become markup', () => {
    const values = { ...form, 'surface.walls.name': '<b>Walls</b>', 'surface.walls.rate2': '<i>', units: '<u>' };
    const cells = [surfaceRows({ ...usd, values }), prepRows({ ...usd, values })].flat(2);
    for (const cell of cells) if (typeof cell !== 'string') expect(cell.__html).not.toMatch(/<[biu]>/);
  });
});
