import { builtinFormats } from '../format/builtin-formats.ts';
import { type CellStyle, plainStyle } from '../model.ts';
import { type Attributes, readXml } from './xml.ts';

interface Font {
  bold: boolean;
  italic: boolean;
  color: string | null;
}

/** The cell formats of styles.xml, as far as a sheet on the screen shows them. */
export function readStyles(bytes: Uint8Array): CellStyle[] {
  const formats = new Map<number, string>();
  const fonts: Font[] = [];
  const fills: (string | null)[] = [];
  const styles: CellStyle[] = [];
  const path: string[] = [];
  readXml(bytes, {
    open: (name, attributes) => {
      const parent = path.at(-1);
      path.push(name);
      if (name === 'numFmt' && parent === 'numFmts')
        formats.set(Number(attributes.numFmtId), attributes.formatCode ?? 'General');
      else if (name === 'font' && parent === 'fonts') fonts.push({ bold: false, italic: false, color: null });
      else if (name === 'fill' && parent === 'fills') fills.push(null);
      else if (path.at(-3) === 'fonts' || path.includes('fonts')) readFont(fonts.at(-1), name, attributes);
      else if (name === 'fgColor' && path.includes('fills')) fills[fills.length - 1] = rgb(attributes);
      else if (name === 'xf' && parent === 'cellXfs')
        styles.push(readFormat(attributes, formats, fonts, fills, styles.length));
      else if (name === 'alignment' && path.at(-3) === 'cellXfs') readAlignment(styles.at(-1), attributes);
    },
    close: () => {
      path.pop();
    },
  });
  return styles.length > 0 ? styles : [plainStyle];
}

function readFont(font: Font | undefined, name: string, attributes: Attributes): void {
  if (!font) return;
  const isOn = attributes.val !== '0' && attributes.val !== 'false';
  if (name === 'b') font.bold = isOn;
  else if (name === 'i') font.italic = isOn;
  else if (name === 'color') font.color = rgb(attributes);
}

function rgb(attributes: Attributes): string | null {
  return /^[0-9A-Fa-f]{8}$/.test(attributes.rgb ?? '') ? (attributes.rgb ?? '').slice(2).toUpperCase() : null;
}

function readFormat(
  attributes: Attributes,
  formats: ReadonlyMap<number, string>,
  fonts: readonly Font[],
  fills: readonly (string | null)[],
  base: number,
): CellStyle {
  const id = Number(attributes.numFmtId ?? 0);
  const font = fonts[Number(attributes.fontId ?? 0)];
  return {
    ...plainStyle,
    numberFormat: formats.get(id) ?? builtinFormats[id] ?? 'General',
    bold: font?.bold ?? false,
    italic: font?.italic ?? false,
    color: font?.color ?? null,
    fill: fills[Number(attributes.fillId ?? 0)] ?? null,
    quotePrefix: attributes.quotePrefix === '1' || attributes.quotePrefix === 'true',
    base,
  };
}

function readAlignment(style: CellStyle | undefined, attributes: Attributes): void {
  if (!style) return;
  const { horizontal } = attributes;
  if (horizontal === 'left' || horizontal === 'center' || horizontal === 'right') style.align = horizontal;
  style.wrap = attributes.wrapText === '1' || attributes.wrapText === 'true';
}
