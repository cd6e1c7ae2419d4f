import { parseLength } from '#app/values/quantity.ts';
import type { UnitSystem } from './fields.ts';
import type { TakeoffRoom } from './inputs/takeoff.ts';
import { type Piece, piecesOf, type Span } from './takeoff-pieces.ts';

/** Where a value comes from: a place in the sentence, or a default that has a name. */
export type Source = Span | { default: string };

export interface Sourced<Value> {
  value: Value;
  from: Source;
}

export interface SentenceSurface {
  /** A kind of the rate book that comes with the product: `walls`. */
  kind: Sourced<string>;
  coats: Sourced<number> | null;
  quantity: Sourced<string> | null;
  isExcluded: boolean;
}

export interface SentenceRoom {
  name: Sourced<string>;
  /** How many such rooms the sentence speaks of; this is one of them. */
  count: Sourced<number> | null;
  shape: 'rectangle' | 'wall' | 'gable';
  place: 'interior' | 'exterior';
  length: Sourced<string> | null;
  width: Sourced<string> | null;
  height: Sourced<string> | null;
  openings: { kind: 'door' | 'window'; count: Sourced<number> }[];
  condition: Sourced<string> | null;
  /** Empty: what such a room usually has. */
  surfaces: SentenceSurface[];
}

export interface TakeoffSentence {
  rooms: SentenceRoom[];
  /** What is needed and was not said, as a question each. */
  missing: string[];
  /** What was said and not understood: nothing is swallowed. */
  notUnderstood: Span[];
}

const usualHeight: Record<UnitSystem, Sourced<string>> = {
  imperial: { value: '8 ft', from: { default: 'Standard ceiling height' } },
  metric: { value: '2.5 m', from: { default: 'Standard ceiling height' } },
};

type Statement = Extract<Piece, { is: 'coats' | 'surfaces' | 'skip' | 'quantity' | 'condition' }>;

/** Rooms of one mention, with what was said of them. */
interface Group {
  room: Extract<Piece, { is: 'room' }>;
  sizes: Extract<Piece, { is: 'size' }>[];
  height: Span | null;
  openings: Extract<Piece, { is: 'opening' }>[];
  statements: Statement[];
}

/**
 * Reads a takeoff as people say it: `two bedrooms 12x15x8, two coats on walls, one on ceilings, skip closets`. What is said after
 * rooms belongs to the rooms since the last such remark; a sentence without rooms, or with "everything", to all of them. Bare
 * lengths are feet or metres by `units`.
 */
export function readTakeoff(text: string, units: UnitSystem): TakeoffSentence {
  const groups: Group[] = [];
  const lost: Span[] = [];
  /** The groups that the next remark is about. */
  let open: Group[] = [];
  let isRemarked = false;
  let isAll = false;
  let waiting: Extract<Piece, { is: 'size' }> | null = null;
  const early: (Statement | Extract<Piece, { is: 'opening' | 'height' }>)[] = [];

  const pieces = piecesOf(text);
  for (const piece of pieces) {
    switch (piece.is) {
      case 'unknown':
        lost.push(piece.at);
        break;
      case 'stop':
        isAll = true;
        break;
      case 'everything':
        isAll = true;
        break;
      case 'room': {
        const group: Group = { room: piece, sizes: [], height: null, openings: [], statements: [] };
        if (waiting) group.sizes.push(waiting);
        waiting = null;
        if (isRemarked || isAll) open = [];
        isRemarked = false;
        isAll = false;
        groups.push(group);
        open.push(group);
        break;
      }
      case 'size': {
        const last = groups.at(-1);
        if (waiting) lost.push(waiting.at);
        waiting = null;
        const takesMore =
          last &&
          (last.sizes.length === 0 || last.sizes.length < (last.room.count?.value ?? (last.room.isPlural ? 30 : 1)));
        if (last && takesMore && !isBeforeRoom(text, piece.at)) last.sizes.push(piece);
        else waiting = piece;
        break;
      }
      case 'height':
      case 'opening': {
        const about = isAll || isForEach(text, piece.at) ? groups : groups.slice(-1);
        if (about.length === 0) early.push(piece);
        for (const group of about) {
          if (piece.is === 'opening') group.openings.push(piece);
          else if (group.height) lost.push(piece.at);
          else group.height = piece.side;
        }
        break;
      }
      default: {
        const about = isAll ? groups : open;
        if (about.length === 0) early.push(piece);
        for (const group of about) group.statements.push(piece);
        isRemarked = true;
      }
    }
  }
  if (waiting) lost.push(waiting.at);
  // Said before any room: of all of them.
  for (const piece of early) {
    if (groups.length === 0) lost.push(piece.at);
    for (const group of groups) {
      if (piece.is === 'opening') group.openings.push(piece);
      else if (piece.is === 'height') group.height ??= piece.side;
      else group.statements.unshift(piece);
    }
  }
  const rooms = numbered(groups.flatMap((group) => roomsOf(group, units, lost)));
  return {
    rooms,
    missing: missingIn(groups, rooms),
    notUnderstood: tidy([...lost, ...unused(text, pieces, rooms, lost)]),
  };
}

/** `a 12x15 bedroom`: the size stands right before what it measures. */
function isBeforeRoom(text: string, at: Span): boolean {
  return /^\s*(?:(?:master|primary|guest|spare|main|front|back)\s+)*(?:bed|bath|kitchen|living|dining|family|hall|office|den|study|laundry|foyer|entry|basement|garage|room|wall|gable)/i.test(
    text.slice(at.end),
  );
}

function isForEach(text: string, at: Span): boolean {
  return /^\s*(?:each|per room|apiece|in each|in every|in both)\b/i.test(text.slice(at.end));
}

function roomsOf(group: Group, units: UnitSystem, lost: Span[]): SentenceRoom[] {
  const { room, sizes } = group;
  const count = room.count?.value ?? Math.max(1, sizes.length);
  if (count < 1 || count > 30) {
    lost.push(room.at);
    return [];
  }
  if (sizes.length > 1 && sizes.length !== count) lost.push(...sizes.slice(1).map(({ at }) => at));
  const surfaces = surfacesOf(group, lost);
  const condition = group.statements.findLast((statement) => statement.is === 'condition');
  return Array.from({ length: count }, (_, index): SentenceRoom => {
    const size = sizes.length === count ? sizes[index] : sizes[0];
    return {
      name: { value: room.name, from: room.at },
      count: room.count ? { value: count, from: room.count.at } : null,
      shape: room.shape,
      place: isOutside(room) ? 'exterior' : 'interior',
      ...sidesOf(group, size, units, lost),
      openings: group.openings.map(({ kind, count: { value, at } }) => ({ kind, count: { value, from: at } })),
      condition: condition?.is === 'condition' ? { value: condition.condition, from: condition.at } : null,
      surfaces: surfaces.map((surface) => ({ ...surface })),
    };
  });
}

type Sides = Pick<SentenceRoom, 'length' | 'width' | 'height'>;

function sidesOf(
  { room, height }: Group,
  size: Extract<Piece, { is: 'size' }> | undefined,
  units: UnitSystem,
  lost: Span[],
): Sides {
  const stated = height && sideFrom(height, '', units, lost);
  if (!size) return { length: null, width: null, height: stated };
  const unit = /[a-z'’′"”″]+\.?$/i.exec(size.sides.at(-1)?.text ?? '')?.[0] ?? '';
  const [first, second, third] = size.sides.map((side) => sideFrom(side, unit, units, lost));
  if (room.shape === 'wall' && !third) return { length: first ?? null, width: null, height: second ?? null };
  if (room.shape === 'gable' && !third) return { length: null, width: first ?? null, height: second ?? null };
  if (stated && third && height) lost.push(height);
  return { length: first ?? null, width: second ?? null, height: third ?? stated ?? usualHeight[units] };
}

/** `12 x 15 x 8 ft`: what has no unit of its own takes that of the last. */
function sideFrom(at: Span, unit: string, units: UnitSystem, lost: Span[]): Sourced<string> | null {
  const typed = at.text.replace(/-(?=\D)/g, ' ').replace(/[ .]+$/, '');
  const value = unit !== '' && /^[\d.,\s/½¼¾⅛⅜⅝⅞⅓⅔]+$/.test(typed) ? `${typed} ${unit}` : typed;
  if (!parseLength(value, units).ok) {
    lost.push(at);
    return null;
  }
  return { value, from: at };
}

/** What a room or a face of a house is painted on when nobody says. */
function usualKinds({ room, openings }: Group): string[] {
  const pieces = (['door', 'window'] as const)
    .filter((kind) => openings.some((opening) => opening.kind === kind))
    .map((kind) => `${kind}s`);
  if (room.shape === 'rectangle') return ['walls', 'ceiling', 'baseboard', ...pieces];
  return [isOutside(room) ? 'siding' : 'walls', ...pieces];
}

function isOutside(room: Group['room']): boolean {
  return room.shape !== 'rectangle' && /siding|elevation|exterior|outside|side|facade|gable/i.test(room.at.text);
}

function surfacesOf(group: Group, lost: Span[]): SentenceSurface[] {
  const { statements } = group;
  const surfaces = new Map<string, SentenceSurface>();
  const set = (kind: { value: string; at: Span }, change: Partial<SentenceSurface>) => {
    const before = surfaces.get(kind.value) ?? {
      kind: { value: kind.value, from: kind.at },
      coats: null,
      quantity: null,
      isExcluded: false,
    };
    surfaces.set(kind.value, { ...before, ...change });
  };
  const general = statements.filter((statement) => statement.is === 'coats' && statement.kinds.length === 0);
  for (const statement of statements) {
    if (statement.is === 'coats') {
      const { value, at } = statement.coats;
      if (value < 1 || value > 3) lost.push(statement.at);
      else for (const kind of statement.kinds) set(kind, { coats: { value, from: at } });
    } else if (statement.is === 'surfaces') for (const kind of statement.kinds) set(kind, {});
    else if (statement.is === 'quantity')
      set(statement.kind, { quantity: { value: statement.quantity.value, from: statement.quantity.at } });
    else if (statement.is === 'skip') for (const kind of statement.kinds) set(kind, { isExcluded: true });
  }
  const isOnlySkipped = [...surfaces.values()].every(({ isExcluded, quantity }) => isExcluded || quantity !== null);
  if (isOnlySkipped && (surfaces.size > 0 || general.length > 0)) {
    for (const kind of usualKinds(group)) {
      if (!surfaces.has(kind))
        surfaces.set(kind, {
          kind: { value: kind, from: { default: 'What a room usually has' } },
          coats: null,
          quantity: null,
          isExcluded: false,
        });
    }
  }
  // "Two coats" of nothing in particular is of all that has no number of its own.
  const [coats] = general.flatMap((statement) =>
    statement.is === 'coats' && statement.coats.value >= 1 && statement.coats.value <= 3 ? [statement.coats] : [],
  );
  if (general.length > 1) lost.push(...general.slice(1).map(({ at }) => at));
  return [...surfaces.values()].map((surface) =>
    coats && !surface.coats && !surface.isExcluded
      ? { ...surface, coats: { value: coats.value, from: coats.at } }
      : surface,
  );
}

/** Rooms of one name are told apart by numbers: `Bedroom 1`, `Bedroom 2`. */
function numbered(rooms: SentenceRoom[]): SentenceRoom[] {
  const names = Map.groupBy(rooms, ({ name }) => name.value);
  const seen = new Map<string, number>();
  return rooms.map((room) => {
    if ((names.get(room.name.value)?.length ?? 0) < 2) return room;
    const number = (seen.get(room.name.value) ?? 0) + 1;
    seen.set(room.name.value, number);
    return { ...room, name: { ...room.name, value: `${room.name.value} ${number}` } };
  });
}

function missingIn(groups: readonly Group[], rooms: readonly SentenceRoom[]): string[] {
  if (rooms.length === 0)
    return ['Which rooms are to be painted, and how large are they? For example: two bedrooms 12x15x8.'];
  const unsized = [
    ...new Set(groups.filter(({ sizes }) => sizes.length === 0).map(({ room }) => room.name.toLowerCase())),
  ];
  const uncounted = groups.filter(({ room, sizes }) => room.isPlural && !room.count && sizes.length === 1);
  return [
    ...unsized.map((name) => `How large is the ${name}? For example 12x15x8.`),
    ...uncounted.map(({ room }) => `How many rooms are meant by “${room.at.text}”?`),
  ];
}

/** Numbers that went nowhere: said twice with another value, or of something that is not there. */
function unused(text: string, pieces: readonly Piece[], rooms: readonly SentenceRoom[], lost: readonly Span[]): Span[] {
  const told = [...lost, ...rooms.flatMap(sourcesOf)];
  const spoken = pieces.flatMap((piece) => (piece.is === 'coats' ? [piece.coats.at] : []));
  const written = [...text.matchAll(/\d+(?:[.,/]\d+)*/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
  }));
  return [...spoken, ...written].filter(
    ({ start, end }) => !told.some((place) => place.start < end && start < place.end),
  );
}

/** Every place in the sentence that a room was read from. */
export function sourcesOf(room: SentenceRoom): Span[] {
  const { name, count, length, width, height, condition, openings, surfaces } = room;
  return [
    name,
    count,
    length,
    width,
    height,
    condition,
    ...openings.map((opening) => opening.count),
    ...surfaces.flatMap(({ kind, coats, quantity }) => [kind, coats, quantity]),
  ].flatMap((value) => (value && !('default' in value.from) ? [value.from] : []));
}

function tidy(spans: readonly Span[]): Span[] {
  const byStart = new Map(spans.map((span) => [span.start, span]));
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}

/** The rooms as the tool that drafts estimates takes them; each value with its words. Only of a sentence that misses nothing. */
export function takeoffRooms(sentence: TakeoffSentence): TakeoffRoom[] {
  return sentence.rooms.map((room): TakeoffRoom => {
    const side = (name: 'length' | 'width' | 'height') => (room[name] ? { [name]: spoken(room[name]) } : {});
    return {
      name: room.name.value,
      because: reason(room.name.from),
      place: room.place,
      shape: room.shape,
      ...side('length'),
      ...side('width'),
      ...side('height'),
      ...(room.condition && { condition: spoken(room.condition) }),
      openings: room.openings.map(({ kind, count }) => ({ kind, count: spoken(count) })),
      ...(room.surfaces.length > 0 && {
        surfaces: room.surfaces.map(({ kind, coats, quantity, isExcluded }) => ({
          kind: kind.value,
          because: reason(kind.from),
          ...(coats && { coats: spoken(coats) }),
          ...(quantity && { quantity: spoken(quantity) }),
          ...(isExcluded && { isExcluded }),
        })),
      }),
    };
  });
}

function spoken<Value>({ value, from }: Sourced<Value>): { value: Value; because: string } {
  return { value, because: reason(from) };
}

function reason(from: Source): string {
  return ('default' in from ? `default: ${from.default}` : from.text).slice(0, 200);
}
