import { Refusal } from '#app/errors/refusal.ts';
import type { Area, Estimate, Extra, Surface } from '../domain/estimate.ts';
import type { RateBook } from '../domain/rate-book.ts';
import { some } from './saying.ts';

/** Parts of an estimate and of a rate book, as people name them. */

/** The room of that id or name. @throws Refusal when none is, or several are */
export function roomNamed(doc: Estimate, said: string): Area {
  const byId = doc.areas.find(({ id }) => id === said);
  if (byId) return byId;
  const names = doc.areas.map(({ name }) => name);
  const fitting = closest(doc.areas, said, ({ name }) => name);
  const [room, other] = fitting;
  if (!room)
    throw new Refusal(
      'not-found',
      `There is no room “${said}”.${names.length > 0 ? ` There ${names.length === 1 ? 'is' : 'are'} ${some(names, names.length, 12)}.` : ''}`,
    );
  if (other)
    throw new Refusal(
      'conflict',
      `Several rooms fit “${said}”: ${fitting.map(({ name }) => name).join(', ')}. Say which.`,
    );
  return room;
}

/** The surfaces of a room that are called so: by id, or by their kind. */
export function surfacesNamed(area: Area, said: string, book?: RateBook): Surface[] {
  const byId = area.surfaces.filter(({ id }) => id === said);
  if (byId.length > 0) return byId;
  const nameOf = ({ kindId }: Surface) => book?.surfaceKinds.find(({ id }) => id === kindId)?.name ?? kindId;
  return closest(area.surfaces, said, nameOf, ({ kindId }) => kindId);
}

/** The line of that id or description. @throws Refusal when none is, or several are */
export function lineNamed(doc: Estimate, said: string): Extra {
  const byId = doc.extras.find(({ id }) => id === said);
  if (byId) return byId;
  const fitting = closest(doc.extras, said, ({ label }) => label);
  const [line, other] = fitting;
  if (!line) throw new Refusal('not-found', `There is no extra line “${said}” in this estimate.`);
  if (other)
    throw new Refusal(
      'conflict',
      `Several lines fit “${said}”: ${fitting.map(({ label }) => label).join(', ')}. Say which.`,
    );
  return line;
}

/** The surface kind of the rate book that is called so. @throws Refusal */
export function kindNamed(book: RateBook, said: string): RateBook['surfaceKinds'][number] {
  const [kind] = closest(
    book.surfaceKinds,
    said,
    ({ name }) => name,
    ({ id }) => id,
  );
  if (kind) return kind;
  const names = book.surfaceKinds.map(({ name }) => name);
  throw new Refusal('not-found', `The rate book has no surface “${said}”. It has ${some(names, names.length, 20)}.`);
}

/** The condition class of the rate book that is called so. @throws Refusal */
export function conditionNamed(book: RateBook, said: string): RateBook['conditions'][number] {
  const [condition] = closest(
    book.conditions,
    said,
    ({ name }) => name,
    ({ id }) => id,
  );
  if (condition) return condition;
  const names = book.conditions.map(({ id }) => id);
  throw new Refusal('not-found', `The rate book has no condition “${said}”. It has ${some(names, names.length, 20)}.`);
}

/** The product of the rate book that is called so. @throws Refusal when none is, or several are */
export function productNamed(book: RateBook, said: string): RateBook['products'][number] {
  const fitting = closest(
    book.products,
    said,
    ({ name }) => name,
    ({ id }) => id,
  );
  const [product, other] = fitting;
  if (product && !other) return product;
  const names = (product ? fitting : book.products).map(({ name }) => name);
  throw product
    ? new Refusal('conflict', `Several products fit “${said}”: ${some(names, names.length, 12)}. Say which.`)
    : new Refusal('not-found', `The rate book has no product “${said}”. It has ${some(names, names.length, 12)}.`);
}

/** Those called exactly so by one of their names; else those of whose names it is the beginning of a word, one or many. */
function closest<Element>(
  elements: readonly Element[],
  said: string,
  ...names: readonly ((element: Element) => string)[]
): Element[] {
  const wanted = plain(said);
  const exact = elements.filter((element) => names.some((name) => plain(name(element)) === wanted));
  if (exact.length > 0) return exact;
  return elements.filter((element) => names.some((name) => ` ${plain(name(element))}`.includes(` ${wanted}`)));
}

/** In small letters, without signs, and in the singular: `Crown moulding`, `crown-moulding`; `walls`, `wall`. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replaceAll(/(?<=\p{L}{3})s\b/gu, '');
}
