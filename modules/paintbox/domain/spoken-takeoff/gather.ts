import type { Piece } from './piece.ts';
import type { Span } from './sentence.ts';
import { BUILDING, FACE, LETTER, ROOM } from './words.ts';

type Kind<Is extends Piece['is']> = Extract<Piece, { is: Is }>;
export type Statement = Kind<'work' | 'skip' | 'quantity' | 'condition'>;

/** Rooms of one mention, with what was said of them. */
export interface Group {
  room: Kind<'room'>;
  sizes: Kind<'size'>[];
  height: Span | null;
  openings: Kind<'opening'>[];
  statements: Statement[];
  like: Kind<'same'> | null;
}

export interface Gathered {
  groups: Group[];
  /** What belongs to nothing. */
  lost: Span[];
  /** Numbers that were left open. */
  ranges: Span[];
}

/**
 * Finds out what was said of what. A remark after rooms is about the rooms since the last such remark; one in a sentence of its
 * own, or with "everything", about all of them; one before any room too.
 */
export function gather(text: string, pieces: readonly Piece[]): Gathered {
  const gathering = new Gathering(text);
  for (const piece of pieces) gathering.take(piece);
  return gathering.end();
}

class Gathering {
  readonly text: string;
  readonly groups: Group[] = [];
  readonly lost: Span[] = [];
  readonly ranges: Span[] = [];
  /** The groups that the next remark is about. */
  open: Group[] = [];
  isRemarked = false;
  isAll = false;
  isOutside = false;
  /** A size that stands before its room. */
  waiting: Kind<'size'> | null = null;
  readonly early: (Statement | Kind<'opening' | 'height'>)[] = [];

  constructor(text: string) {
    this.text = text;
  }

  take(piece: Piece): void {
    switch (piece.is) {
      case 'unknown':
        this.lost.push(piece.at);
        break;
      case 'range':
        this.ranges.push(piece.at);
        break;
      case 'stop':
      case 'everything':
        this.isAll = true;
        break;
      case 'place':
        this.isOutside = piece.isOutside;
        break;
      case 'room':
        this.room(piece);
        break;
      case 'size':
        this.size(piece);
        break;
      case 'same':
        this.same(piece);
        break;
      case 'height':
      case 'opening':
        this.part(piece);
        break;
      default:
        this.statement(piece);
    }
  }

  room(piece: Kind<'room'>): void {
    const room = { ...piece, isOutside: piece.isOutside || (this.isOutside && piece.shape !== 'rectangle') };
    const group: Group = { room, sizes: [], height: null, openings: [], statements: [], like: null };
    if (this.waiting) group.sizes.push(this.waiting);
    this.waiting = null;
    if (this.isRemarked || this.isAll) this.open = [];
    this.isRemarked = false;
    this.isAll = false;
    this.groups.push(group);
    this.open.push(group);
  }

  size(piece: Kind<'size'>): void {
    const last = this.groups.at(-1);
    if (this.waiting) this.lost.push(this.waiting.at);
    this.waiting = null;
    const most = last?.room.count?.value ?? (last?.room.isPlural ? 30 : 1);
    if (last && last.sizes.length < Math.max(1, most) && !this.isBeforeRoom(piece.at)) last.sizes.push(piece);
    else this.waiting = piece;
  }

  same(piece: Kind<'same'>): void {
    const last = this.groups.at(-1);
    if (!last || last.like) {
      this.lost.push(piece.at);
      return;
    }
    last.like = piece;
    this.open = [last];
    this.isRemarked = true;
  }

  part(piece: Kind<'height' | 'opening'>): void {
    const named = piece.is === 'opening' && piece.of ? groupCalled(piece.of.text, this.groups)?.group : undefined;
    const isOfAll = this.isAll || this.isForEach(piece.at);
    const about = named ? [named] : isOfAll ? this.groups : this.groups.slice(-1);
    if (piece.is === 'opening' && piece.of && !named) this.lost.push(piece.of);
    if (about.length === 0) this.early.push(piece);
    for (const group of about) {
      if (piece.is === 'opening') group.openings.push(piece);
      else if (group.height) this.lost.push(piece.at);
      else group.height = piece.side;
    }
  }

  statement(piece: Statement): void {
    const isOfOne = piece.is === 'quantity' && !this.isAll && !this.isForEach(piece.at);
    const about = this.isAll ? this.groups : isOfOne ? this.open.slice(-1) : this.open;
    if (about.length === 0) this.early.push(piece);
    for (const group of about) group.statements.push(piece);
    this.isRemarked = true;
  }

  end(): Gathered {
    if (this.waiting) this.lost.push(this.waiting.at);
    for (const piece of this.early) {
      if (this.groups.length === 0) this.lost.push(piece.at);
      for (const group of this.groups) {
        if (piece.is === 'opening') group.openings.push(piece);
        else if (piece.is === 'height') group.height ??= piece.side;
        else group.statements.unshift(piece);
      }
    }
    return { groups: this.groups, lost: this.lost, ranges: this.ranges };
  }

  /** `a 12x15 bedroom`: the size stands right before what it measures. */
  isBeforeRoom(at: Span): boolean {
    return beforeRoom.test(this.text.slice(at.end));
  }

  isForEach(at: Span): boolean {
    return /^\s*(?:each|per room|apiece|in each|in every|in both)\b/i.test(this.text.slice(at.end));
  }
}

const beforeRoom = new RegExp(String.raw`^[^\S\n]*(?:${ROOM}|${BUILDING}|${FACE})(?!${LETTER})`, 'i');

/** `bedroom 1`, also when it was one of `two bedrooms`; `the first`, `above`. */
export function groupCalled(said: string, groups: readonly Group[]): { group: Group; index: number } | null {
  const plain = said
    .toLowerCase()
    .replaceAll(/[\s#]+/g, ' ')
    .trim();
  const found = (group: Group | undefined, index = 0) => (group ? { group, index } : null);
  if (/^(?:above|that|other|last|previous)/.test(plain)) return found(groups.at(-1));
  if (/^first/.test(plain)) return found(groups[0]);
  const named = groups.findLast(({ room }) => room.name.toLowerCase() === plain);
  if (named) return found(named);
  const [, noun = plain, number = '1'] = /^(.*?) ?(\d+)$/.exec(plain) ?? [];
  const one = groups.findLast(({ room }) => room.name.toLowerCase() === noun);
  const count = one ? (one.room.count?.value ?? Math.max(1, one.sizes.length)) : 0;
  return Number(number) <= count ? found(one, Number(number) - 1) : null;
}
