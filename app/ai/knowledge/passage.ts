/** A piece of a document as it stands there, with where: `page 3`, `Takeoff!A1:F20`, a heading. */
export interface Passage {
  locator: string;
  text: string;
}

/** What bounds the work that one document can cause. */
export const readingLimits = {
  pages: 1_000,
  /** Characters of all passages together: a book of 800 pages has some 2,000,000. */
  characters: 2_000_000,
  /** Unpacked bytes of a docx. */
  unpackedBytes: 100 * 1024 * 1024,
} as const;

/** Why a document cannot be read: a whole sentence for the person who added it. */
export class DocumentProblem extends Error {
  override name = 'DocumentProblem';
}

/** Characters that show nothing, or change how others show, have no place in what is quoted. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu;

/** Text as it is kept: whole characters, one kind of line end, no more than one blank line, nothing invisible. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\f\v]/g, '\n')
    .replace(invisible, (sign) => (sign === '\n' ? sign : sign === '\t' ? ' ' : ''))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Gathers passages and holds them against the limit. */
export class Passages {
  readonly list: Passage[] = [];
  #length = 0;

  add(locator: string, raw: string): void {
    this.#length += raw.length;
    if (this.#length > readingLimits.characters)
      throw new DocumentProblem('This document has more text than can be searched. Split it into smaller ones.');
    const text = cleanText(raw);
    if (text !== '') this.list.push({ locator: cleanText(locator).replaceAll('\n', ' ').slice(0, 120), text });
  }
}
