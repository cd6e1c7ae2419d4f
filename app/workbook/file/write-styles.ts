import { builtinId } from '../format/builtin-formats.ts';
import type { CellStyle, Workbook } from '../model.ts';
import { attribute, tags, withAttribute } from './scan.ts';
import { escapeXml } from './xml.ts';

/** A list of styles.xml such as `fonts`, as the texts of its items. */
interface List {
  name: string;
  start: number;
  end: number;
  open: string;
  items: string[];
}

/** Adds the styles made since the file was read to its styles part; what is there is copied letter by letter. */
export function writeStyles(xml: string, book: Workbook): string {
  const added = book.styles.slice(book.fileStyles);
  if (added.length === 0) return xml;
  const formats = list(xml, 'numFmts');
  const fonts = list(xml, 'fonts');
  const fills = list(xml, 'fills');
  const cells = list(xml, 'cellXfs');
  for (const style of added) {
    const base = cells.items[style.base] ?? cells.items[0] ?? '<xf/>';
    cells.items.push(
      formatXml(style, base, formatId(style, formats), fontId(style, base, fonts), fillId(style, base, fills)),
    );
  }
  return [cells, fills, fonts, formats]
    .sort((a, b) => b.start - a.start)
    .reduce((text, one) => text.slice(0, one.start) + listXml(one) + text.slice(one.end), xml);
}

function list(xml: string, name: string): List {
  const result: List = { name, start: -1, end: -1, open: `<${name}>`, items: [] };
  let depth = 0;
  let itemStart = -1;
  for (const tag of tags(xml)) {
    if (result.start < 0) {
      if (tag.name === name && tag.kind !== 'close') {
        result.start = tag.start;
        result.end = tag.end;
        result.open = xml.slice(tag.start, tag.end);
        if (tag.kind === 'empty') return result;
      } else if (tag.kind === 'open' && tag.name === 'styleSheet') result.end = tag.end;
      continue;
    }
    if (tag.kind === 'close' && depth === 0) return { ...result, end: tag.end };
    if (tag.kind !== 'close' && depth === 0) itemStart = tag.start;
    if (tag.kind === 'open') depth++;
    if (tag.kind === 'close') depth--;
    if (depth === 0 && tag.kind !== 'open') result.items.push(xml.slice(itemStart, tag.end));
  }
  // Number formats are the one list a file may do without; it stands first.
  return { ...result, start: result.end, items: [] };
}

function listXml({ open, items, name }: List): string {
  if (items.length === 0) return open.startsWith(`<${name}>`) ? '' : open;
  const tag = withAttribute(open.replace(/\s*\/>$/, '>'), 'count', String(items.length));
  return `${tag}${items.join('')}</${/^<([^\s/>]+)/.exec(tag)?.[1] ?? name}>`;
}

function formatId({ numberFormat }: CellStyle, formats: List): number {
  const builtin = builtinId(numberFormat);
  if (builtin !== undefined) return builtin;
  const code = escapeXml(numberFormat);
  const known = formats.items.find((item) => attribute(item, 'formatCode') === code);
  if (known) return Number(attribute(known, 'numFmtId'));
  const id = Math.max(163, ...formats.items.map((item) => Number(attribute(item, 'numFmtId')))) + 1;
  formats.items.push(`<numFmt numFmtId="${id}" formatCode="${code}"/>`);
  return id;
}

function fontId(style: CellStyle, base: string, fonts: List): number {
  const id = Number(attribute(base, 'fontId') ?? 0);
  const original = fonts.items[id] ?? '<font/>';
  const wanted = fontXml(original, style);
  return wanted === original ? id : placed(fonts, wanted);
}

function fontXml(original: string, style: CellStyle): string {
  const inner = /^<font\s*\/>$/.test(original) ? '' : original.replace(/^<[^>]*>|<\/[^>]*>$/g, '');
  const isBold = /<b\s*\/>|<b val="(?:1|true)"\/>/.test(inner);
  const isItalic = /<i\s*\/>|<i val="(?:1|true)"\/>/.test(inner);
  const color = /<color rgb="FF([0-9A-F]{6})"/.exec(inner)?.[1] ?? null;
  if (isBold === style.bold && isItalic === style.italic && (style.color === null || style.color === color))
    return original;
  const rest = inner.replace(/<[bi](?:\s[^>]*)?\/>/g, '');
  const colored = style.color === null ? rest : `${rest.replace(/<color[^>]*\/>/, '')}<color rgb="FF${style.color}"/>`;
  return `<font>${style.bold ? '<b/>' : ''}${style.italic ? '<i/>' : ''}${inFontOrder(colored)}</font>`;
}

/** The schema wants sz, color, name, family in this order. */
function inFontOrder(inner: string): string {
  const order = [
    'strike',
    'condense',
    'extend',
    'outline',
    'shadow',
    'u',
    'vertAlign',
    'sz',
    'color',
    'name',
    'family',
    'charset',
    'scheme',
  ];
  const items = inner.match(/<[^>]*\/>/g) ?? [];
  const place = (item: string) => order.indexOf(/^<([^\s/>]+)/.exec(item)?.[1] ?? '');
  return items.sort((a, b) => place(a) - place(b)).join('');
}

function fillId(style: CellStyle, base: string, fills: List): number {
  if (style.fill === null) return Number(attribute(base, 'fillId') ?? 0);
  return placed(
    fills,
    `<fill><patternFill patternType="solid"><fgColor rgb="FF${style.fill}"/><bgColor indexed="64"/></patternFill></fill>`,
  );
}

function placed(list: List, item: string): number {
  const known = list.items.indexOf(item);
  return known >= 0 ? known : list.items.push(item) - 1;
}

function formatXml(style: CellStyle, base: string, format: number, font: number, fill: number): string {
  let tag = (/^<[^>]*>/.exec(base)?.[0] ?? '<xf>').replace(/\s*\/?>$/, '>');
  const set = (name: string, value: string | null) => {
    tag = withAttribute(tag, name, value);
  };
  set('numFmtId', String(format));
  set('fontId', String(font));
  set('fillId', String(fill));
  set('applyNumberFormat', '1');
  set('applyFont', '1');
  if (style.fill !== null) set('applyFill', '1');
  set('quotePrefix', style.quotePrefix ? '1' : null);
  const protection = /<(?:[^\s:>]+:)?protection[^>]*\/>/.exec(base)?.[0] ?? '';
  const alignment = alignmentXml(style, /<(?:[^\s:>]+:)?alignment[^>]*\/>/.exec(base)?.[0] ?? '<alignment/>');
  if (alignment !== '') set('applyAlignment', '1');
  const name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? 'xf';
  const inner = alignment + protection;
  return inner === '' ? tag.replace(/>$/, '/>') : `${tag}${inner}</${name}>`;
}

function alignmentXml(style: CellStyle, original: string): string {
  const aligned = style.align === null ? original : withAttribute(original, 'horizontal', style.align);
  const result = withAttribute(aligned, 'wrapText', style.wrap ? '1' : null);
  return /^<[^\s/>]+\s*\/>$/.test(result) ? '' : result;
}
