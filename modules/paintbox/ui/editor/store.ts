import type { Estimate } from '../../domain/estimate.ts';
import { priceEstimate } from '../../domain/price.ts';
import type { Priced } from '../../domain/priced.ts';
import type { RateBook } from '../../domain/rate-book.ts';
import { rebase, redo, seal, startTimeline, step, type Timeline, undo } from './history.ts';
import type { SaveAnswer, SaveRequest } from './save-answer.ts';

export type SaveState =
  /** `at` is null until something was saved here. */
  | { kind: 'saved'; at: Date | null }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  | { kind: 'offline' }
  | { kind: 'signed-out' }
  | { kind: 'refused'; message: string; problems: readonly string[]; isFinal: boolean }
  /** What both started from, what is there now, and the save that it is. */
  | { kind: 'conflict'; base: Estimate; theirs: Estimate; version: number };

export interface Snapshot {
  doc: Estimate;
  priced: Priced;
  canUndo: boolean;
  canRedo: boolean;
}

/** Unsaved work as it is kept outside of the page, with the save that it started from. */
export interface KeptWork {
  version: number;
  doc: Estimate;
}

export interface EditorWorld {
  send(request: SaveRequest): Promise<SaveAnswer>;
  /** Keeps unsaved work where a reload finds it; null when there is none. */
  keep(work: KeptWork | null): void;
  /** Somebody else's edits came in and disturbed nothing. */
  onMerged(): void;
  now(): Date;
  /** The rules of merging, loaded when they are needed. */
  merging(): Promise<typeof import('../../domain/merge.ts')>;
}

export interface EditorStart {
  doc: Estimate;
  version: number;
  revision: number;
  book: RateBook;
}

/** A pause in typing after which it is saved, the longest that unsaved work waits, and when a failed save is tried again. */
const delays = { pause: 700, longest: 4_000, retry: 5_000, keep: 250 };

/**
 * The document under edit: every change is priced at once, remembered for undo, kept in the browser and saved after a pause. It knows
 * nothing of React or of the page.
 */
export class EditorStore {
  readonly book: RateBook;
  readonly #world: EditorWorld;
  readonly #revision: number;
  #version: number;
  #timeline: Timeline<Estimate>;
  #savedDoc: Estimate;
  #snapshot: Snapshot;
  #save: SaveState = { kind: 'saved', at: null };
  #dirtySince: number | null = null;
  #epoch = 0;
  #isSending = false;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(start: EditorStart, world: EditorWorld) {
    this.book = start.book;
    this.#world = world;
    this.#revision = start.revision;
    this.#version = start.version;
    this.#savedDoc = start.doc;
    this.#timeline = startTimeline(start.doc);
    this.#snapshot = this.#newSnapshot();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): Snapshot => this.#snapshot;
  readonly saveState = (): SaveState => this.#save;

  get doc(): Estimate {
    return this.#timeline.doc;
  }

  /** The save that the next one starts from. */
  get version(): number {
    return this.#version;
  }

  /** Changes whenever the document moved by something else than typing, so that half-typed cells give way to it. */
  get epoch(): number {
    return this.#epoch;
  }

  get hasUnsavedWork(): boolean {
    return this.#timeline.doc !== this.#savedDoc;
  }

  /** Applies a command of the domain. Edits with the same `key` in a row are undone together. */
  edit(command: (doc: Estimate) => Estimate, key?: string): void {
    this.#move(step(this.#timeline, command(this.#timeline.doc), key ?? null));
  }

  seal(): void {
    this.#timeline = seal(this.#timeline);
  }

  undo(): void {
    this.#epoch += 1;
    this.#move(undo(this.#timeline));
  }

  redo(): void {
    this.#epoch += 1;
    this.#move(redo(this.#timeline));
  }

  /** Goes on with work that was kept from before a reload. */
  resume(work: KeptWork): void {
    this.#version = work.version;
    this.#epoch += 1;
    this.#move(step(this.#timeline, work.doc));
  }

  /** Saves what is unsaved now; true when everything is with the server. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#saveTimer);
    for (let tries = 0; tries < 3 && this.hasUnsavedWork; tries += 1) {
      await this.#send();
      if (this.#save.kind !== 'saved' && this.#save.kind !== 'waiting') break;
    }
    return !this.hasUnsavedWork;
  }

  /** Ends a conflict with the document that the person chose. */
  settle(doc: Estimate): void {
    if (this.#save.kind !== 'conflict') return;
    const { theirs, version } = this.#save;
    this.#version = version;
    this.#savedDoc = theirs;
    this.#save = { kind: 'waiting' };
    this.#epoch += 1;
    this.#move(step(this.#timeline, doc));
    void this.flush();
  }

  /** Stops every clock; unsaved work stays kept. */
  dispose(): void {
    clearTimeout(this.#saveTimer);
    this.keepNow();
  }

  keepNow(): void {
    clearTimeout(this.#keepTimer);
    this.#world.keep(this.hasUnsavedWork ? { version: this.#version, doc: this.#timeline.doc } : null);
  }

  #move(timeline: Timeline<Estimate>): void {
    if (timeline === this.#timeline) return;
    this.#timeline = timeline;
    this.#snapshot = this.#newSnapshot();
    this.#touch();
    this.#tell();
  }

  #newSnapshot(): Snapshot {
    const { doc, past, future } = this.#timeline;
    return { doc, priced: priceEstimate(doc, this.book), canUndo: past.length > 0, canRedo: future.length > 0 };
  }

  #touch(): void {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.keepNow(), delays.keep);
    if (!this.hasUnsavedWork) {
      if (this.#save.kind === 'waiting') this.#save = { kind: 'saved', at: this.#world.now() };
      return;
    }
    this.#dirtySince ??= Date.now();
    const isStopped = this.#save.kind === 'conflict' || (this.#save.kind === 'refused' && this.#save.isFinal);
    if (isStopped) return;
    if (this.#save.kind === 'saved' || this.#save.kind === 'refused') this.#save = { kind: 'waiting' };
    const isLate = Date.now() - this.#dirtySince > delays.longest;
    this.#sendAfter(isLate ? 0 : delays.pause);
  }

  #sendAfter(delay: number): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.#send(), delay);
  }

  async #send(): Promise<void> {
    if (this.#isSending || !this.hasUnsavedWork) return;
    this.#isSending = true;
    const document = this.#timeline.doc;
    if (this.#save.kind !== 'offline') this.#setSave({ kind: 'saving' });
    const answer = await this.#world.send({ revision: this.#revision, version: this.#version, document });
    this.#isSending = false;
    await this.#receive(answer, document);
  }

  async #receive(answer: SaveAnswer, sent: Estimate): Promise<void> {
    switch (answer.kind) {
      case 'saved':
        return this.#saved(answer.version, sent, answer.merged);
      case 'conflict':
        return this.#clashed(answer, sent);
      case 'refused':
        return this.#setSave(answer);
      case 'signed-out':
        this.#sendAfter(delays.retry);
        return this.#setSave({ kind: 'signed-out' });
      case 'unreachable':
        this.#sendAfter(delays.retry);
        return this.#setSave({ kind: 'offline' });
    }
  }

  async #saved(version: number, sent: Estimate, merged: Estimate | null): Promise<void> {
    this.#version = version;
    this.#savedDoc = sent;
    this.#dirtySince = null;
    if (merged) {
      const { mergeEstimates } = await this.#world.merging();
      this.#ground(merged, (mine) => mergeEstimates(sent, merged, mine).merged);
    }
    const isAllSaved = !this.hasUnsavedWork;
    this.#setSave(isAllSaved ? { kind: 'saved', at: this.#world.now() } : { kind: 'waiting' });
    if (!isAllSaved) this.#sendAfter(delays.pause);
    this.keepNow();
  }

  /** Edits that touch different things are merged in silence; only a clash is shown. */
  async #clashed({ base, theirs, version }: Extract<SaveAnswer, { kind: 'conflict' }>, sent: Estimate): Promise<void> {
    const { mergeEstimates } = await this.#world.merging();
    const ground = base ?? (this.#savedDoc === sent ? theirs : this.#savedDoc);
    const { clashes } = mergeEstimates(ground, theirs, this.#timeline.doc);
    if (clashes.length > 0) return this.#setSave({ kind: 'conflict', base: ground, theirs, version });
    this.#version = version;
    this.#ground(theirs, (mine) => mergeEstimates(ground, theirs, mine).merged);
    this.#setSave({ kind: 'waiting' });
    this.#sendAfter(0);
  }

  #ground(theirs: Estimate, onto: (mine: Estimate) => Estimate): void {
    const isUntouched = this.#timeline.doc === this.#savedDoc;
    this.#timeline = rebase(this.#timeline, onto);
    if (isUntouched) this.#timeline = { ...this.#timeline, doc: theirs };
    this.#savedDoc = theirs;
    this.#epoch += 1;
    this.#snapshot = this.#newSnapshot();
    this.#world.onMerged();
    this.#tell();
  }

  #setSave(state: SaveState): void {
    this.#save = state;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
