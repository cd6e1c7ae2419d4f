import type { Group } from './gather.ts';
import type { Finish, Piece, Word } from './piece.ts';
import type { SentenceSurface, Sourced, Span } from './sentence.ts';

type Work = Extract<Piece, { is: 'work' }>;

/** What is painted in the rooms of a group, and how. Of what was said twice, the later holds. */
export function surfacesOf(group: Group, lost: Span[]): SentenceSurface[] {
  const works = group.statements.filter((statement) => statement.is === 'work');
  for (const { at, coats } of works) if (coats && !isPossible(coats)) lost.push(at);
  const named = namedSurfaces(group);
  const general = works.filter(({ kinds }) => kinds.length === 0);
  addUsual(named, group, general.length > 0);
  const surfaces = withGeneralCoats([...named.values()], general, lost);
  return general.reduce((done, { finish }) => withGeneralFinish(done, finish), surfaces);
}

function isPossible({ value }: Word<number>): boolean {
  return value >= 1 && value <= 3;
}

function namedSurfaces({ statements }: Group): Map<string, SentenceSurface> {
  const surfaces = new Map<string, SentenceSurface>();
  const set = (kind: Word<string>, change: Partial<SentenceSurface>) => {
    const before = surfaces.get(kind.value) ?? surfaceOf({ value: kind.value, from: kind.at });
    surfaces.set(kind.value, { ...before, ...change });
  };
  for (const statement of statements) {
    if (statement.is === 'work') {
      const { coats, finish } = statement;
      if (coats && !isPossible(coats)) continue;
      for (const kind of statement.kinds) set(kind, { ...(coats && { coats: said(coats) }), ...saidFinish(finish) });
    } else if (statement.is === 'quantity') set(statement.kind, { quantity: said(statement.quantity) });
    else if (statement.is === 'skip') for (const kind of statement.kinds) set(kind, { isExcluded: true });
  }
  return surfaces;
}

function surfaceOf(kind: Sourced<string>): SentenceSurface {
  return {
    kind,
    coats: null,
    quantity: null,
    isExcluded: false,
    product: null,
    colour: null,
    sheen: null,
    primer: null,
  };
}

function said<Value>({ value, at }: Word<Value>): Sourced<Value> {
  return { value, from: at };
}

function saidFinish(finish: Finish): Partial<SentenceSurface> {
  return {
    ...(finish.product && { product: said(finish.product) }),
    ...(finish.colour && { colour: said(finish.colour) }),
    ...(finish.sheen && { sheen: said(finish.sheen) }),
    ...(finish.primer && { primer: said(finish.primer) }),
  };
}

/** Who only says what to leave out, or how all of it is done, means the usual surfaces. */
function addUsual(surfaces: Map<string, SentenceSurface>, group: Group, isGeneral: boolean): void {
  const isOnlySkipped = [...surfaces.values()].every(({ isExcluded, quantity }) => isExcluded || quantity !== null);
  if (!isOnlySkipped || (surfaces.size === 0 && !isGeneral)) return;
  for (const kind of usualKinds(group)) {
    if (!surfaces.has(kind))
      surfaces.set(kind, surfaceOf({ value: kind, from: { default: 'What a room usually has' } }));
  }
}

/** What a room or a face of a house is painted on when nobody says. */
function usualKinds({ room, openings }: Group): string[] {
  const pieces = (['door', 'window'] as const)
    .filter((kind) => openings.some((opening) => opening.kind === kind))
    .map((kind) => `${kind}s`);
  if (room.isOutside) return ['siding', ...pieces];
  return room.shape === 'rectangle' ? ['walls', 'ceiling', 'baseboard', ...pieces] : ['walls', ...pieces];
}

/** "Two coats" of nothing in particular is of all that has no number of its own. */
function withGeneralCoats(surfaces: SentenceSurface[], general: readonly Work[], lost: Span[]): SentenceSurface[] {
  const [coats, ...others] = general.flatMap((work) => (work.coats && isPossible(work.coats) ? [work.coats] : []));
  lost.push(...others.map(({ at }) => at));
  if (!coats) return surfaces;
  return surfaces.map((surface) =>
    surface.coats || surface.isExcluded ? surface : { ...surface, coats: said(coats) },
  );
}

const faces: ReadonlySet<string> = new Set(['walls', 'accent-wall', 'siding', 'stucco', 'masonry']);

/** "In navy", of nothing in particular, is of the walls. */
function withGeneralFinish(surfaces: SentenceSurface[], finish: Finish): SentenceSurface[] {
  const painted = surfaces.filter(({ isExcluded }) => !isExcluded);
  const hasFace = painted.some(({ kind }) => faces.has(kind.value));
  return surfaces.map((surface) => {
    if (surface.isExcluded || (hasFace && !faces.has(surface.kind.value))) return surface;
    const { product, colour, sheen, primer } = { ...noFinish, ...saidFinish(finish) };
    return {
      ...surface,
      product: surface.product ?? product,
      colour: surface.colour ?? colour,
      sheen: surface.sheen ?? sheen,
      primer: surface.primer ?? primer,
    };
  });
}

const noFinish = { product: null, colour: null, sheen: null, primer: null };
