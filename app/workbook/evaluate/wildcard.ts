/** True when the text holds `*`, `?` or an escaping `~`. */
export function hasWildcard(text: string): boolean {
  return /[*?~]/.test(text);
}

const LITERAL = 0;
const ONE = 1;
const ANY = 2;

/**
 * A pattern prepared for many texts, compared without case: `*` any run, `?` one character, `~` takes the next one literally.
 * It never goes back behind its last star, so no pattern is slow.
 */
export class Wildcard {
  private readonly characters: string[] = [];
  private readonly kinds: number[] = [];

  constructor(pattern: string) {
    const all = [...pattern.toLowerCase()];
    for (let index = 0; index < all.length; index++) {
      const character = all[index] ?? '';
      if (character === '*') this.push('', ANY);
      else if (character === '?') this.push('', ONE);
      else if (character === '~' && /[*?~]/.test(all[index + 1] ?? '')) this.push(all[++index] ?? '', LITERAL);
      else this.push(character, LITERAL);
    }
  }

  private push(character: string, kind: number): void {
    this.characters.push(character);
    this.kinds.push(kind);
  }

  matches(text: string): boolean {
    return this.matchAt([...text.toLowerCase()], 0, true) >= 0;
  }

  /** Index behind the shortest match that begins at `start` of a lower-case text; -1 when there is none. */
  matchAt(text: readonly string[], start: number, whole: boolean): number {
    let at = start;
    let token = 0;
    let star = -1;
    let starAt = -1;
    for (;;) {
      if (token === this.kinds.length && (!whole || at === text.length)) return at;
      const kind = this.kinds[token];
      if (kind === ANY) {
        star = token++;
        starAt = at;
      } else if (at < text.length && (kind === ONE || (kind === LITERAL && this.characters[token] === text[at]))) {
        token++;
        at++;
      } else if (star >= 0 && starAt < text.length) {
        token = star + 1;
        at = ++starAt;
      } else return -1;
    }
  }
}
