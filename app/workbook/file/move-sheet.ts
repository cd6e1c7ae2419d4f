import { type Box, boxName, LAST_COLUMN, LAST_ROW, parseBox } from '../address.ts';
import { movedIndex, movedSpan, type Restructure, restructure } from '../formula/move.ts';
import { parseFormula } from '../formula/parse.ts';
import { printFormula } from '../formula/print.ts';
import type { Sheet } from '../model.ts';
import { attribute, unescapeXml, withAttribute } from './scan.ts';
import { escapeXml } from './xml.ts';

/** A rectangle after rows or columns came or went; null when nothing of it is left. */
export function movedBox(box: Box, { axis, at, count }: Restructure): Box | null {
  const span =
    axis === 'row'
      ? movedSpan(box.top, box.bottom, at, count, LAST_ROW)
      : movedSpan(box.left, box.right, at, count, LAST_COLUMN);
  if (!span) return null;
  return axis === 'row' ? { ...box, top: span[0], bottom: span[1] } : { ...box, left: span[0], right: span[1] };
}

/** Formula text after all moves of one sheet, for a formula that lives on `home`. */
export function movedFormula(text: string, moves: readonly Restructure[], home: string): string {
  try {
    return printFormula(
      moves.reduce((node, move) => restructure(node, move, home), parseFormula(text)),
      true,
    );
  } catch {
    return text;
  }
}

function movedReference(text: string, moves: readonly Restructure[]): string | null {
  const box = moves.reduce<Box | null>((at, move) => (at ? movedBox(at, move) : null), parseBox(text));
  return box ? boxName(box) : null;
}

/** A list of rectangles such as a validation has. */
function movedList(text: string, moves: readonly Restructure[]): string | null {
  const moved = text
    .split(/\s+/)
    .map((one) => movedReference(one, moves))
    .filter((one) => one !== null);
  return moved.length > 0 ? moved.join(' ') : null;
}

/**
 * Moves what the part of a sheet says about places outside of its cells: merged cells, validations, conditional formats,
 * filters, links, column widths and breaks. What lost all of its cells is left on A1 rather than made invalid.
 */
export function moveSurroundings(xml: string, sheet: Sheet): string {
  const { moves } = sheet;
  if (moves.length === 0) return xml;
  return xml
    .replace(/<(?:[^\s:>]+:)?mergeCell\s[^>]*\/>/g, (tag) => {
      const moved = movedReference(attribute(tag, 'ref') ?? '', moves);
      return moved?.includes(':') ? withAttribute(tag, 'ref', moved) : '';
    })
    .replace(/(<(?:[^\s:>]+:)?mergeCells)\s[^>]*>/g, '$1>')
    .replace(/<(?:[^\s:>]+:)?mergeCells>\s*<\/(?:[^\s:>]+:)?mergeCells>/g, '')
    .replace(
      /\s(ref|sqref)="([^"]+)"/g,
      (_, name: string, list: string) => ` ${name}="${movedList(list, moves) ?? 'A1'}"`,
    )
    .replace(
      /(<(?:[^\s:>]+:)?(?:formula|formula1|formula2|f)>)([^<]*)(<)/g,
      (_, open, text: string, close) => open + escapeXml(movedFormula(unescapeXml(text), moves, sheet.name)) + close,
    )
    .replace(
      /(<(?:[^\s:>]+:)?sqref>)([^<]*)(<)/g,
      (_, open, list: string, close) => open + (movedList(list, moves) ?? 'A1') + close,
    )
    .replace(/<(?:[^\s:>]+:)?col\s[^>]*\/>/g, (tag) => movedColumn(tag, moves))
    .replace(/<(?:[^\s:>]+:)?cols>\s*<\/(?:[^\s:>]+:)?cols>/g, '');
}

function movedColumn(tag: string, moves: readonly Restructure[]): string {
  let span: [number, number] | null = [Number(attribute(tag, 'min')) - 1, Number(attribute(tag, 'max')) - 1];
  for (const { axis, at, count } of moves) {
    if (axis === 'col' && span) span = movedSpan(span[0], span[1], at, count, LAST_COLUMN);
  }
  return span ? withAttribute(withAttribute(tag, 'min', String(span[0] + 1)), 'max', String(span[1] + 1)) : '';
}

/** Moves the corners that pictures and charts of a drawing part are fastened to. */
export function moveDrawing(xml: string, moves: readonly Restructure[]): string {
  return xml.replace(
    /<((?:[^\s:>]+:)?)(col|row)>(\d+)<\//g,
    (_, prefix: string, axis: 'col' | 'row', index: string) => {
      const moved = moves.reduce(
        (at, move) =>
          move.axis === axis
            ? (movedIndex(at, move.at, move.count, axis === 'row' ? LAST_ROW : LAST_COLUMN) ?? move.at)
            : at,
        Number(index),
      );
      return `<${prefix}${axis}>${moved}</`;
    },
  );
}

/** Moves the `ref` of every element of a part that lies on one sheet: a table, comments. */
export function moveReferences(xml: string, moves: readonly Restructure[]): string {
  return xml.replace(/(\sref=")([^"]+)(")/g, (whole, before, ref: string, after) => {
    const moved = movedReference(ref, moves);
    return moved ? before + moved + after : whole;
  });
}

/** Moves the series of a chart part, wherever its formulas point. */
export function moveChart(xml: string, moves: readonly Restructure[]): string {
  return xml.replace(
    /(<(?:[^\s:>]+:)?f>)([^<]*)(<)/g,
    (_, open, text: string, close) => open + escapeXml(movedFormula(unescapeXml(text), moves, '')) + close,
  );
}
