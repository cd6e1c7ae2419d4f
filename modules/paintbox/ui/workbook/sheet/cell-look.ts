import { cx } from '#app/ui/cx.ts';
import { isSameValue } from '#app/workbook/audit-value.ts';
import { CellError } from '#app/workbook/cell-value.ts';
import type { WorkbookEditor } from '#app/workbook/edit.ts';
import { type Cell, plainStyle } from '#app/workbook/model.ts';
import { usualAlign } from '../../../domain/workbook-view.ts';
import { contrast, inkOn, luminance } from '../colour.ts';

export interface CellLook {
  text: string;
  className: string | undefined;
  background: string | undefined;
  color: string | undefined;
}

const empty: CellLook = { text: '', className: 'wb-cell', background: undefined, color: undefined };

/** How a cell is drawn `width` pixels wide. */
export function lookOf(editor: WorkbookEditor, sheet: number, cell: Cell | undefined, width: number): CellLook {
  if (!cell) return empty;
  const style = editor.book.styles[cell.style] ?? plainStyle;
  const shown = editor.display(sheet, cell.row, cell.col);
  const isNumber = typeof cell.value === 'number';
  const ink = inkOf(style.fill, shown.color ? (namedColours[shown.color] ?? null) : style.color);
  return {
    text:
      isNumber && textWidth(shown.text, style.bold) > width - 9
        ? '#'.repeat(Math.max(1, Math.floor((width - 9) / 8)))
        : shown.text,
    className: cx(
      'wb-cell',
      `wb-${style.align ?? usualAlign(cell)}`,
      style.bold && 'wb-bold',
      style.italic && 'wb-italic',
      cell.value instanceof CellError && 'wb-error',
      markOf(cell),
      ink.className,
    ),
    background: style.fill ? `#${style.fill}` : undefined,
    color: ink.color,
  };
}

/** Typed here since the import, or following from it. */
function markOf(cell: Cell): string | undefined {
  if (cell.edited) return 'wb-edited';
  const isFollowing = (cell.formula || cell.anchor) && cell.stored !== null && !isSameValue(cell.stored, cell.value);
  return isFollowing ? 'wb-follows' : undefined;
}

const namedColours: Record<string, string> = {
  red: 'C00000',
  blue: '0000FF',
  green: '008000',
  yellow: 'B8860B',
  magenta: 'C000C0',
  cyan: '008B8B',
};

/** On a fill, the colour of the file where it can be read; on our own paper its hue, as light or dark as the theme needs. */
function inkOf(fill: string | null, color: string | null): { className?: string; color?: string } {
  if (fill) return color && contrast(fill, color) >= 4.5 ? { color: `#${color}` } : { className: inkOn(fill) };
  const isPlain = !color || luminance(color) < 0.03 || luminance(color) > 0.9;
  if (isPlain) return {};
  return { color: `light-dark(oklch(from #${color} 0.46 c h), oklch(from #${color} 0.8 c h))` };
}

let pen: CanvasRenderingContext2D | null | undefined;
let font = '';

/** Pixels of a text in the sheet's font. */
export function textWidth(text: string, isBold = false): number {
  if (pen === undefined) {
    pen = document.createElement('canvas').getContext('2d');
    font = `13px ${getComputedStyle(document.body).fontFamily}`;
  }
  if (!pen) return text.length * 7.5;
  pen.font = isBold ? `650 ${font}` : font;
  return pen.measureText(text).width;
}
