import type { NewId } from '#app/values/id.ts';
import { NANOMETRES, parseLength } from '#app/values/quantity.ts';
import { failed, ok, type Result } from '#app/values/result.ts';
import { addRoom } from './edit.ts';
import type { Dimension, Estimate, Opening, Shape } from './estimate.ts';
import type { UnitSystem } from './fields.ts';
import type { RateBook } from './rate-book.ts';

/** What a quick-entry line says: `Living 12x15x8 2 doors 3 windows`. */
export type RoomLine = {
  name: string;
  shape: Extract<Shape, { kind: 'rectangle' }>;
  doors: number;
  windows: number;
  coats: number | null;
};

/** Where in the line something is wrong, in characters, so that the field can mark it. */
export type RoomLineError = { at: number; length: number; message: string };

/** Ceilings are rarely measured first; without a third side a room is this high. */
const usualHeight: Record<UnitSystem, Dimension> = {
  imperial: { typed: "8'", nm: 8 * Number(NANOMETRES.ft) },
  metric: { typed: '2.5 m', nm: Number((NANOMETRES.m * 5n) / 2n) },
};

const separator = /(?<=[\d'"’”½¼¾mtn.])\s*[x×]\s*(?=[\d.])/giu;

type Piece = { text: string; at: number };

/**
 * Name, then length x width (x height), then how many doors, windows and coats. Lengths are read as everywhere: `12'6"`, `12-6`,
 * `3.8 m`, or bare feet or metres.
 */
export function parseRoomLine(line: string, units: UnitSystem): Result<RoomLine, RoomLineError> {
  const pieces = piecesOf(line);
  const [first, second, third, fourth] = pieces;
  if (!first || !second) {
    return failed({ at: 0, length: line.length, message: sizeHint(units) });
  }
  if (fourth) return failed({ at: fourth.at, length: fourth.text.length, message: 'A room has three sides at most.' });

  const named = splitName(first, units);
  if (!named.ok) return named;
  const middle = third ? wholeLength(second, units) : undefined;
  if (middle && !middle.ok) return middle;
  const last = splitItems(third ?? second, units);
  if (!last.ok) return last;
  const shape = {
    kind: 'rectangle' as const,
    length: named.value.length,
    width: middle ? middle.value : last.value.length,
    height: middle ? last.value.length : usualHeight[units],
  };
  return ok({ name: named.value.name, shape, ...last.value.items });
}

function sizeHint(units: UnitSystem): string {
  return `Write a name and the sizes, for example ${units === 'imperial' ? 'Living 12x15x8 2 doors' : 'Living 4x5x2.5 2 doors'}.`;
}

function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of line.matchAll(separator)) {
    pieces.push({ text: line.slice(at, match.index), at });
    at = match.index + match[0].length;
  }
  return [...pieces, { text: line.slice(at), at }];
}

function lengthOf(text: string, units: UnitSystem): Dimension | undefined {
  const typed = text.trim();
  const length = parseLength(typed, units);
  return length.ok ? { typed, nm: length.value } : undefined;
}

function wholeLength({ text, at }: Piece, units: UnitSystem): Result<Dimension, RoomLineError> {
  const length = lengthOf(text, units);
  if (length) return ok(length);
  const parsed = parseLength(text, units);
  return failed({ at, length: text.length, message: parsed.ok ? '' : parsed.error });
}

/** The longest end of the piece that reads as a length is one (`Bedroom 2 12' 6"` is Bedroom 2, twelve and a half feet). */
function splitName({ text }: Piece, units: UnitSystem): Result<{ name: string; length: Dimension }, RoomLineError> {
  const starts = [0, ...[...text.matchAll(/\s+/g)].map((space) => space.index + space[0].length)];
  for (const start of starts) {
    const length = lengthOf(text.slice(start), units);
    if (!length) continue;
    const name = text
      .slice(0, start)
      .trim()
      .replace(/[:,-]$/, '')
      .trim();
    if (name === '') return failed({ at: 0, length: text.length, message: 'Start with the name of the room.' });
    return ok({ name, length });
  }
  const start = starts.at(-1) ?? 0;
  const parsed = parseLength(text.slice(start), units);
  return failed({ at: start, length: text.length - start, message: parsed.ok ? '' : parsed.error });
}

type Items = { doors: number; windows: number; coats: number | null };

/** The longest beginning that reads as a length while the rest reads as items (`8' 2 doors` is eight feet and two doors). */
function splitItems(
  { text, at }: Piece,
  units: UnitSystem,
): Result<{ length: Dimension; items: Items }, RoomLineError> {
  const ends = [...[...text.matchAll(/[\s,]+/g)].map((space) => space.index), text.length].reverse();
  let problem: RoomLineError | undefined;
  for (const end of ends) {
    const length = lengthOf(text.slice(0, end), units);
    if (!length) continue;
    const items = readItems({ text: text.slice(end), at: at + end });
    if (items.ok) return ok({ length, items: items.value });
    if (!problem || items.error.at > problem.at) problem = items.error;
  }
  if (problem) return failed(problem);
  const end = ends.at(-1) ?? text.length;
  const parsed = parseLength(text.slice(0, end), units);
  return failed({ at, length: end, message: parsed.ok ? '' : parsed.error });
}

function readItems({ text, at }: Piece): Result<Items, RoomLineError> {
  const items: Items = { doors: 0, windows: 0, coats: null };
  const item = /[\s,]*(\d{1,3})\s*(doors?|windows?|coats?)(?![a-z])/iy;
  let end = 0;
  for (let match = item.exec(text); match; match = item.exec(text)) {
    const count = Number(match[1]);
    const word = (match[2] ?? '').toLowerCase();
    if (word.startsWith('door')) items.doors += count;
    else if (word.startsWith('window')) items.windows += count;
    else if (count < 1 || count > 3) {
      return failed({ at: at + end, length: match[0].length, message: 'One, two or three coats.' });
    } else items.coats = count;
    end = item.lastIndex;
  }
  const rest = text.slice(end);
  const start = end + (rest.length - rest.trimStart().length);
  if (rest.trim() === '') return ok(items);
  return failed({
    at: at + start,
    length: text.trimEnd().length - start,
    message: `“${rest.trim()}” is not understood. After the sizes come 2 doors, 3 windows or 2 coats.`,
  });
}

/** Adds the room a line describes, with its usual surfaces. */
export function addRoomLine(doc: Estimate, args: { line: RoomLine; book: RateBook; newId: NewId }): Estimate {
  const { line, book, newId } = args;
  const openings: Opening[] = (['door', 'window'] as const).flatMap((kind) => {
    const count = kind === 'door' ? line.doors : line.windows;
    return count > 0 ? [{ id: newId(), kind, count, width: null, height: null }] : [];
  });
  const next = addRoom(doc, { area: { name: line.name, shape: line.shape, openings }, book, newId });
  if (line.coats === null) return next;
  const coats = line.coats;
  return {
    ...next,
    areas: next.areas.map((area, index) =>
      index === next.areas.length - 1
        ? { ...area, surfaces: area.surfaces.map((surface) => ({ ...surface, coats })) }
        : area,
    ),
  };
}
