/** Where one is in a document: the headings above, the nearest last. */
export class HeadingPath {
  #names: string[] = [];

  enter(level: number, name: string): void {
    this.#names = [...Array.from({ length: level - 1 }, (_, at) => this.#names[at] ?? ''), name.trim()];
  }

  toString(): string {
    return this.#names.filter(Boolean).join(' › ');
  }
}
