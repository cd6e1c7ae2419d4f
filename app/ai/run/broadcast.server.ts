import type { Writable } from 'node:stream';

/** A reader that has not taken the end of a stream by then is let go. */
const stalledAfterMs = 60_000;

/**
 * One stream for any number of readers, each of whom gets it from its beginning. What is said within one turn of the event
 * loop becomes one piece, encoded once and written once to each socket. A reader who is slow waits for themselves: the
 * pieces stay, and they go on where they were when their socket has drained.
 */
export class Broadcast {
  readonly #pieces: Buffer[] = [];
  readonly #readers = new Set<Reader>();
  #pending = '';
  #isScheduled = false;
  #isOver = false;
  /** Asked for the rest of a piece before it is sealed. */
  readonly #beforeSeal: () => void;

  constructor(beforeSeal: () => void = () => {}) {
    this.#beforeSeal = beforeSeal;
  }

  get readers(): number {
    return this.#readers.size;
  }

  say(text: string): void {
    this.#pending += text;
    this.wake();
  }

  /** Seals a piece at the end of this turn. */
  wake(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#seal);
  }

  /** Gives everything to a reader, from the beginning, and ends them when it is over. */
  attach(out: Writable): void {
    const reader: Reader = { out, next: 0, isWaiting: false };
    this.#readers.add(reader);
    out.on('close', () => this.#readers.delete(reader));
    out.on('error', () => this.#readers.delete(reader));
    out.on('drain', () => {
      reader.isWaiting = false;
      this.#pump(reader);
    });
    this.#pump(reader);
  }

  end(): void {
    if (this.#isOver) return;
    this.#seal();
    this.#isOver = true;
    for (const reader of this.#readers) this.#pump(reader);
    setTimeout(() => {
      for (const { out } of this.#readers) out.destroy();
    }, stalledAfterMs).unref();
  }

  readonly #seal = (): void => {
    this.#isScheduled = false;
    this.#beforeSeal();
    if (this.#pending === '') return;
    this.#pieces.push(Buffer.from(this.#pending));
    this.#pending = '';
    for (const reader of this.#readers) this.#pump(reader);
  };

  #pump(reader: Reader): void {
    const { out } = reader;
    if (out.destroyed || out.writableEnded) return;
    while (!reader.isWaiting) {
      const piece = this.#pieces[reader.next];
      if (piece === undefined) break;
      reader.next += 1;
      reader.isWaiting = !out.write(piece);
    }
    if (this.#isOver && reader.next === this.#pieces.length) out.end();
  }
}

interface Reader {
  out: Writable;
  /** The piece that it is given next. */
  next: number;
  isWaiting: boolean;
}
