import { type Box, parseBox } from '#app/workbook/address.ts';
import type { Workbook } from '#app/workbook/model.ts';
import { sheetIndex } from '#app/workbook/model.ts';

/** A reference in a formula that is being typed. */
export interface ReferenceMark {
  sheet: number;
  box: Box;
  /** Which colour; the same reference has the same one. */
  colour: number;
  start: number;
  end: number;
}

const pattern =
  /"(?:[^"]|"")*"?|(?:(?:'((?:[^']|'')+)'|([\p{L}_][\p{L}\p{N}_.]*))!)?(\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\p{L}\p{N}_(.!])|[\p{L}_][\p{L}\p{N}_.]*/gu;

export const referenceColours = 5;

/** The cells and ranges that a half-typed formula speaks of, names of ranges included. */
export function referencesIn(formula: string, book: Workbook, home: number): ReferenceMark[] {
  if (!formula.startsWith('=')) return [];
  const known = new Map<string, number>();
  return [...formula.matchAll(pattern)].flatMap((found) => {
    const area = areaOf(found, book, home);
    if (!area) return [];
    const key = `${area.sheet} ${Object.values(area.box).join()}`;
    const colour = known.get(key) ?? known.size % referenceColours;
    known.set(key, colour);
    return [{ ...area, colour, start: found.index, end: found.index + found[0].length }];
  });
}

function areaOf(found: RegExpMatchArray, book: Workbook, home: number): { sheet: number; box: Box } | null {
  const [whole, quotedSheet, plainSheet, cells] = found;
  if (cells === undefined) return namedArea(whole, book);
  const box = parseBox(cells);
  const name = quotedSheet?.replaceAll("''", "'") ?? plainSheet;
  const sheet = name === undefined ? home : sheetIndex(book, name);
  return box && sheet >= 0 ? { sheet, box } : null;
}

function namedArea(name: string, book: Workbook): { sheet: number; box: Box } | null {
  const defined = book.names.find((one) => one.name.toLowerCase() === name.toLowerCase());
  const [, quotedSheet, plainSheet, cells] =
    /^(?:'((?:[^']|'')+)'|([^'!]+))!([$A-Z\d:]+)$/i.exec(defined?.text ?? '') ?? [];
  const box = cells === undefined ? null : parseBox(cells);
  const sheet = sheetIndex(book, quotedSheet?.replaceAll("''", "'") ?? plainSheet ?? '');
  return box && sheet >= 0 ? { sheet, box } : null;
}

/** True where a click on a cell would put its reference: after an operator, a comma or a bracket of a formula. */
export function wantsReference(text: string, caret: number): boolean {
  return text.startsWith('=') && /[=+\-*/^&<>(,;:%]\s*$/.test(text.slice(0, caret));
}
