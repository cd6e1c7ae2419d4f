import { SaxesParser } from 'saxes';
import { WorkbookError } from '../limits.ts';

export type Attributes = Record<string, string>;

export interface XmlHandler {
  /** `name` and the attribute names come without namespace prefix, except `r:id` and the like, which keep theirs. */
  open?(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Bytes of an XML part as text, by byte order mark or as UTF-8. */
export function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

/**
 * Reads XML as a stream of events. Document types are refused outright: nothing in a workbook needs one, and entities of
 * one are how a small file grows without end.
 */
export function readXml(bytes: Uint8Array, handler: XmlHandler): void {
  const parser = new SaxesParser();
  let depth = 0;
  parser.on('error', () => {
    throw new WorkbookError('damaged', 'A part of the workbook is not well formed and cannot be read.');
  });
  parser.on('doctype', () => {
    throw new WorkbookError('unsafe', 'The workbook holds a document type definition, and was refused.');
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (++depth > 256)
      throw new WorkbookError('unsafe', 'A part of the workbook is nested too deeply, and was refused.');
    handler.open?.(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    handler.close?.(localName(name));
  });
  parser.on('text', (text) => handler.text?.(text));
  parser.on('cdata', (text) => handler.text?.(text));
  const text = decodeXml(bytes);
  const step = 64 * 1024;
  for (let at = 0; at < text.length; at += step) parser.write(text.slice(at, at + step));
  parser.close();
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Turns `_x000D_` and its kin, which stand for characters XML cannot hold, into these. */
export function unescapeText(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
}

// Control characters, the two non-characters and halves of surrogate pairs: what XML 1.0 cannot hold.
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not reach the file
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text for an XML element or attribute; characters XML cannot hold are spelled `_xHHHH_`, as workbooks do. */
export function escapeXml(text: string): string {
  return text
    .replace(/_x[0-9A-Fa-f]{4}_/g, (match) => `_x005F${match}`)
    .replace(forbidden, (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '_x000D_');
}
