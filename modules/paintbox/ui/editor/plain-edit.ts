import type { NewId } from '#app/values/id.ts';
import { type FieldErrors, failed, ok, type Result } from '#app/values/result.ts';
import {
  addSurface,
  changeArea,
  changeEstimate,
  changePricing,
  changeSurface,
  newSurface,
  removeSurface,
} from '../../domain/edit.ts';
import type { Area, Deposit, Estimate, Shape, Surface } from '../../domain/estimate.ts';
import type { Strategy, Tax } from '../../domain/fields.ts';
import type { RateBook } from '../../domain/rate-book.ts';
import { unitOf } from '../../domain/takeoff.ts';
import { quantityOf, setOpeningCount } from './edits.ts';
import { type Read, readDecimal, readDimension, readMoney, readQuantity, readText, readWhole } from './typed.ts';

/*
 * The forms of the editor as a page without a script posts them: the same edits, read from text fields. What the schema of the document
 * checks by itself (keys, enums, links) is left to it.
 */

export type PlainFields = Readonly<Record<string, unknown>>;

export interface PlainWorld {
  book: RateBook;
  locale: string;
  newId: NewId;
}

/** Reads fields and remembers which could not be read. */
class FieldReader {
  readonly errors: FieldErrors = {};
  readonly #fields: PlainFields;

  constructor(fields: PlainFields) {
    this.#fields = fields;
  }

  text(name: string): string {
    const value = this.#fields[name];
    return typeof value === 'string' ? value : '';
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  /** The value of a field, or what stood there before: an error anywhere means that nothing is saved. */
  read<Value>(name: string, read: Read<Value>, before: Value): Value {
    if (!this.has(name)) return before;
    const value = read(this.text(name));
    if (value.ok) return value.value;
    this.errors[name] = [value.error];
    return before;
  }

  result(doc: Estimate): Result<Estimate, FieldErrors> {
    return Object.keys(this.errors).length === 0 ? ok(doc) : failed(this.errors);
  }
}

/** A room's own form: its sides, its openings and every surface of it. */
export function applyAreaForm(
  doc: Estimate,
  areaId: string,
  fields: PlainFields,
  world: PlainWorld,
): Result<Estimate, FieldErrors> {
  const reader = new FieldReader(fields);
  const area = doc.areas.find(({ id }) => id === areaId);
  if (!area) return failed({ '': ['This room is no longer in the estimate.'] });
  const shape = shapeOf(reader, area.shape, world);
  const name = reader.read('name', readText('Area name', 80, true), area.name);
  const conditionId = reader.text('condition') || area.conditionId;
  const changed = changeArea(doc, {
    areaId,
    change: { name, shape, conditionId, note: reader.read('note', readText('Note', 1000), area.note) },
  });
  const counted = withOpenings(changed, areaId, reader, world);
  const surfaced = area.surfaces.reduce((next, surface) => withSurface(next, area, surface, reader, world), counted);
  const added = reader.text('addSurface');
  return reader.result(
    added === '' ? surfaced : addSurface(surfaced, { areaId, surface: newSurface(world.book, added, world.newId()) }),
  );
}

function shapeOf(reader: FieldReader, shape: Shape, { book, locale }: PlainWorld): Shape {
  const read = readDimension(book.units);
  switch (shape.kind) {
    case 'rectangle':
      return {
        kind: shape.kind,
        length: reader.read('length', read, shape.length),
        width: reader.read('width', read, shape.width),
        height: reader.read('height', read, shape.height),
      };
    case 'wall':
      return {
        kind: shape.kind,
        length: reader.read('length', read, shape.length),
        height: reader.read('height', read, shape.height),
      };
    case 'gable':
      return {
        kind: shape.kind,
        width: reader.read('width', read, shape.width),
        height: reader.read('height', read, shape.height),
      };
    case 'custom':
      return {
        kind: shape.kind,
        wallArea: reader.read('wallArea', readDecimal('Wall area', locale, { min: 0 }), shape.wallArea),
        floorArea: reader.read('floorArea', readDecimal('Floor area', locale, { min: 0 }), shape.floorArea),
        perimeter: reader.read('perimeter', readDecimal('Perimeter', locale, { min: 0 }), shape.perimeter),
      };
  }
}

function withOpenings(doc: Estimate, areaId: string, reader: FieldReader, { book, newId }: PlainWorld): Estimate {
  return (['door', 'window'] as const).reduce((next, kind) => {
    const name = `${kind}s`;
    const area = next.areas.find(({ id }) => id === areaId);
    if (!area || !reader.has(name)) return next;
    const count = reader.read(name, readWhole(kind === 'door' ? 'Doors' : 'Windows', 0, 99), -1);
    return count < 0 ? next : setOpeningCount(next, { area, kind, count, book, newId });
  }, doc);
}

function withSurface(
  doc: Estimate,
  area: Area,
  surface: Surface,
  reader: FieldReader,
  { book, locale }: PlainWorld,
): Estimate {
  const ids = { areaId: area.id, surfaceId: surface.id };
  const field = (name: string) => `surface.${surface.id}.${name}`;
  if (reader.text(field('remove')) !== '') return removeSurface(doc, ids);
  if (!reader.has(field('coats'))) return doc;
  const kind = book.surfaceKinds.find(({ id }) => id === surface.kindId);
  const isDerivable = kind !== undefined && kind.derive !== 'none';
  const before =
    surface.quantity.kind === 'stated' ? { typed: surface.quantity.typed, value: surface.quantity.value } : null;
  const typed = reader.read(
    field('quantity'),
    readQuantity(kind ? unitOf(kind.measure, book.units) : 'each', locale),
    before,
  );
  return changeSurface(doc, {
    ...ids,
    change: {
      quantity: quantityOf(typed, isDerivable),
      coats: reader.read(field('coats'), readWhole('Coats', 1, 3), surface.coats),
      productId: reader.text(field('product')) || null,
      colour: reader.read(field('colour'), readText('Colour', 60), surface.colour),
      isExcluded: reader.text(field('excluded')) !== '',
    },
  });
}

/** How cost becomes price, rounding, tax and what the client sees. */
export function applySettingsForm(
  doc: Estimate,
  fields: PlainFields,
  world: PlainWorld,
): Result<Estimate, FieldErrors> {
  const reader = new FieldReader(fields);
  const { pricing, currency } = doc;
  const minimum = reader.text('minimumCharge').trim();
  const priced = changePricing(doc, {
    strategy: strategyOf(reader, pricing.strategy ?? world.book.strategy, world),
    minimumCharge: minimum === '' ? null : reader.read('minimumCharge', readMoney(currency, world.locale), 0),
    // The schema of the document refuses what is not one of its rules.
    rounding: (reader.text('rounding') || pricing.rounding) as Estimate['pricing']['rounding'],
    tax: taxOf(reader, pricing.tax, world),
  });
  const clientDetail = (reader.text('clientDetail') || doc.clientDetail) as Estimate['clientDetail'];
  return reader.result(changeEstimate(priced, { clientDetail }));
}

function strategyOf(reader: FieldReader, before: Strategy, { locale }: PlainWorld): Strategy | null {
  const kind = reader.text('strategy');
  if (kind !== 'markup' && kind !== 'margin') return null;
  const label = kind === 'markup' ? 'Markup' : 'Margin';
  return {
    kind,
    percent: reader.read(
      'percent',
      readDecimal(label, locale, { min: 0, max: kind === 'markup' ? 1000 : 99 }),
      before.percent,
    ),
  };
}

function taxOf(reader: FieldReader, before: Tax, { locale }: PlainWorld): Tax {
  const mode = (reader.text('taxMode') || before.mode) as Tax['mode'];
  return {
    mode,
    ratePercent: reader.read('taxRate', readDecimal('Tax rate', locale, { min: 0, max: 100 }), before.ratePercent),
    label: reader.read('taxLabel', readText('Tax name', 40, true), before.label),
    basis: reader.read('taxBasis', readText('Tax basis', 200), before.basis),
    reason: reader.read('taxReason', readText('Reason', 200, mode === 'none'), before.reason),
    pricesIncludeTax: reader.text('pricesIncludeTax') !== '',
  };
}

/** Notes, terms, validity and deposit. */
export function applyNotesForm(doc: Estimate, fields: PlainFields, world: PlainWorld): Result<Estimate, FieldErrors> {
  const reader = new FieldReader(fields);
  return reader.result(
    changeEstimate(doc, {
      clientNote: reader.read('clientNote', readText('Note to the client', 4000), doc.clientNote),
      internalNote: reader.read('internalNote', readText('Internal note', 4000), doc.internalNote),
      terms: reader.read('terms', readText('Terms', 10_000), doc.terms),
      validityDays: reader.read('validityDays', readWhole('Validity', 1, 365), doc.validityDays),
      deposit: depositOf(reader, doc, world),
    }),
  );
}

function depositOf(reader: FieldReader, doc: Estimate, { locale }: PlainWorld): Deposit {
  const { deposit, currency } = doc;
  switch (reader.text('deposit')) {
    case 'percent': {
      const before = deposit.kind === 'percent' ? deposit.percent : '30';
      return {
        kind: 'percent',
        percent: reader.read('depositPercent', readDecimal('Deposit', locale, { min: 0, max: 100 }), before),
      };
    }
    case 'amount': {
      const before = deposit.kind === 'amount' ? deposit.amount : 0;
      return { kind: 'amount', amount: reader.read('depositAmount', readMoney(currency, locale), before) };
    }
    case 'none':
      return { kind: 'none' };
    default:
      return deposit;
  }
}
