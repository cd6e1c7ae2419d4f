import type { Piece } from './piece.ts';

/**
 * Work that names no surface belongs to the surfaces named right beside it: `walls in navy, two coats`, `one coat of primer and two
 * coats on walls`. What stands apart stays general.
 */
export function attached(text: string, pieces: readonly Piece[]): Piece[] {
  const done: Piece[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece.is !== 'work' || piece.kinds.length > 0) {
      done.push(piece);
      continue;
    }
    const [before, after] = [done.at(-1), pieces[index + 1]];
    const near =
      (before && isBeside(text, before, piece) && kindsOf(before)) ||
      (after && isBeside(text, piece, after) && kindsOf(after)) ||
      (before && piece.coats === null && isBeside(text, before, piece, true) && kindsOf(before));
    done.push({ ...piece, kinds: near || [] });
  }
  return done;
}

function kindsOf(piece: Piece): Extract<Piece, { is: 'work' }>['kinds'] | null {
  return piece.is === 'work' && piece.kinds.length > 0 ? piece.kinds : null;
}

/** A comma may stand before a colour, and not before coats: `walls and trim, two coats` may mean more than these. */
function isBeside(text: string, first: Piece, second: Piece, mayPause = false): boolean {
  const between = text.slice(first.at.end, second.at.start);
  return /^\s*(?:(?:in|with|and|of|plus|use|using)\s*){0,2}$/i.test(mayPause ? between.replace(',', ' ') : between);
}
