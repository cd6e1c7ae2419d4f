import type { PartKeeper } from '../ui/kept.tsx';

/** A rail and a bottom bar for each place of some hundred businesses; ten kilobytes or so each. */
const maxParts = 2_000;

/**
 * The parts of pages that are drawn once (see `Kept`), in UTF-8 as they go to the socket. What a part depends on is its
 * key, so nothing is ever out of date; when there are too many, all go.
 */
export class Parts {
  readonly #drawn = new Map<string, Buffer>();

  /** For one page: keeps count of what it announces, and puts it together in the end. */
  page(): PageParts {
    return new PageParts(this.#drawn);
  }
}

interface Announced {
  key: string;
  start: string;
  end: string;
  /** Its HTML, if it had been drawn before this page. */
  html: Buffer | undefined;
}

class PageParts implements PartKeeper {
  readonly #drawn: Map<string, Buffer>;
  readonly #announced: Announced[] = [];

  constructor(drawn: Map<string, Buffer>) {
    this.#drawn = drawn;
  }

  announce(key: string) {
    const at = this.#announced.length;
    const part = { key, start: `${at}`, end: `/${at}`, html: this.#drawn.get(key) };
    this.#announced.push(part);
    return { start: part.start, end: part.end, isDrawn: part.html !== undefined };
  }

  /** The page in pieces: kept parts in place of their signs, and what was drawn this time kept for the next. */
  piecesOf(html: string): Buffer[] {
    const pieces: Buffer[] = [];
    let from = 0;
    for (const { key, start, end, html: known } of this.#announced) {
      const before = html.indexOf(sign(start), from);
      if (before < 0) continue;
      pieces.push(utf8(html.slice(from, before)));
      const inside = before + sign(start).length;
      const after = known ? inside : html.indexOf(sign(end), inside);
      const part = known ?? utf8(html.slice(inside, after));
      if (!known) this.#keep(key, part);
      pieces.push(part);
      from = known ? inside : after + sign(end).length;
    }
    pieces.push(utf8(html.slice(from)));
    return pieces;
  }

  #keep(key: string, part: Buffer): void {
    if (this.#drawn.size >= maxParts) this.#drawn.clear();
    this.#drawn.set(key, part);
  }
}

/** As React writes the sign; no text of a person can look like it, for React escapes those. */
const sign = (name: string) => `<wbr data-kept="${name}"/>`;

let scratch = Buffer.allocUnsafe(1 << 18);

/**
 * One sign beyond Latin-1 makes V8 keep the whole page in two bytes a sign, and `Buffer.from` takes twice as long as a
 * write into a buffer that is there already.
 */
export function utf8(text: string): Buffer {
  if (scratch.length < text.length * 3) scratch = Buffer.allocUnsafe(text.length * 3);
  return Buffer.from(scratch.subarray(0, scratch.write(text)));
}
