import { moveChart, moveDrawing, moveReferences } from './file/move-sheet.ts';
import { findPart, relationshipsOf } from './file/package.ts';
import { attribute, unescapeXml } from './file/scan.ts';
import { hasFormulaChanges, isSheetChanged, writeSheet } from './file/write-sheet.ts';
import { writeStyles } from './file/write-styles.ts';
import { decodeXml, escapeXml } from './file/xml.ts';
import { encode, pack } from './file/zip.ts';
import type { Sheet, Workbook } from './model.ts';

const METADATA_PART = 'xl/metadata.xml';

/**
 * Writes a workbook that was read from a file (or made by `createWorkbook`) as .xlsx. Parts the engine does not model are
 * kept byte for byte; of a sheet only the cells that changed are written anew. The same workbook gives the same bytes.
 */
export function writeWorkbook(book: Workbook): Uint8Array {
  const parts = new Map(book.parts);
  const changed = book.sheets.filter(isSheetChanged);
  const mark = changed.some(hasNewSpill) ? ensureDynamicMark(parts, book) : 0;
  for (const sheet of changed) {
    edit(parts, sheet.part, (xml) => writeSheet(xml, sheet, mark));
    if (sheet.moves.length > 0) moveCompanions(parts, sheet);
  }
  writeNames(parts, book);
  const styles = relationshipsOf(parts, book.workbookPart).find(({ type }) => type === 'styles')?.target ?? null;
  if (book.styles.length > book.fileStyles) edit(parts, styles, (xml) => writeStyles(xml, book));
  if (changed.some(hasFormulaChanges)) dropCalculationChain(parts, book);
  return pack(parts);
}

/** Replaces the text of a part, under the name it has in the package. */
function edit(parts: Map<string, Uint8Array>, part: string | null, change: (xml: string) => string): void {
  const path = [...parts.keys()].find((name) => name.toLowerCase() === part?.toLowerCase());
  const bytes = path === undefined ? undefined : parts.get(path);
  if (path === undefined || !bytes) return;
  const before = decodeXml(bytes);
  const after = change(before);
  if (after !== before) parts.set(path, encode(asUtf8(after)));
}

function asUtf8(xml: string): string {
  return xml.replace(/^(<\?xml[^>]*encoding=["'])[^"']*(["'])/, '$1UTF-8$2');
}

function hasNewSpill(sheet: Sheet): boolean {
  let found = false;
  sheet.cells.visitAll((cell) => {
    if (cell.edited && cell.formula?.kind === 'dynamic') found = true;
  });
  return found;
}

/** Tables, comments, pictures and charts that lie on a sheet whose rows or columns moved; charts anywhere may point at it. */
function moveCompanions(parts: Map<string, Uint8Array>, sheet: Sheet): void {
  for (const { type, target, external } of relationshipsOf(parts, sheet.part ?? '')) {
    if (external) continue;
    if (type === 'table' || type === 'comments') edit(parts, target, (xml) => moveReferences(xml, sheet.moves));
    if (type === 'drawing') edit(parts, target, (xml) => moveDrawing(xml, sheet.moves));
  }
  for (const path of parts.keys()) {
    if (/\/charts\/chart[^/]*\.xml$/i.test(path)) edit(parts, path, (xml) => moveChart(xml, sheet.moves));
  }
}

/** Defined names keep their order, so each is matched with the element at its place. */
function writeNames(parts: Map<string, Uint8Array>, book: Workbook): void {
  let index = 0;
  edit(parts, book.workbookPart, (xml) =>
    xml.replace(
      /(<(?:[^\s:>]+:)?definedName\s[^>]*>)([^<]*)(<\/)/g,
      (whole, open: string, text: string, close: string) => {
        const name = book.names[index++];
        return !name || unescapeXml(text) === name.text ? whole : open + escapeXml(name.text) + close;
      },
    ),
  );
}

function dropCalculationChain(parts: Map<string, Uint8Array>, book: Workbook): void {
  const chain = relationshipsOf(parts, book.workbookPart).find(({ type }) => type === 'calcChain');
  if (!chain) return;
  for (const path of parts.keys()) if (path.toLowerCase() === chain.target.toLowerCase()) parts.delete(path);
  edit(parts, relationshipPart(book.workbookPart), (xml) =>
    xml.replace(/<(?:[^\s:>]+:)?Relationship\s[^>]*\/>/g, (tag) => (attribute(tag, 'Id') === chain.id ? '' : tag)),
  );
  edit(parts, '[Content_Types].xml', (xml) =>
    xml.replace(/<(?:[^\s:>]+:)?Override\s[^>]*\/>/g, (tag) =>
      attribute(tag, 'PartName')?.toLowerCase() === `/${chain.target.toLowerCase()}` ? '' : tag,
    ),
  );
}

function relationshipPart(part: string): string {
  const slash = part.lastIndexOf('/') + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

/** The metadata entry that marks spilling formulas, made when the package has none; gives its number. */
function ensureDynamicMark(parts: Map<string, Uint8Array>, book: Workbook): number {
  const existing = relationshipsOf(parts, book.workbookPart).find(({ type }) => type === 'sheetMetadata');
  const bytes = existing ? findPart(parts, existing.target) : undefined;
  if (bytes) return markIn(decodeXml(bytes)) ?? 1;
  parts.set(METADATA_PART, encode(metadataXml));
  const id = 'rIdSpill';
  edit(parts, relationshipPart(book.workbookPart), (xml) =>
    xml.replace(
      /<\/((?:[^\s:>]+:)?Relationships)>/,
      `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sheetMetadata" Target="/${METADATA_PART}"/></$1>`,
    ),
  );
  edit(parts, '[Content_Types].xml', (xml) =>
    xml.replace(
      /<\/((?:[^\s:>]+:)?Types)>/,
      `<Override PartName="/${METADATA_PART}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"/></$1>`,
    ),
  );
  return 1;
}

function markIn(xml: string): number | null {
  const names = [...xml.matchAll(/<(?:[^\s:>]+:)?metadataType\s[^>]*name="([^"]*)"/g)].map((match) => match[1]);
  const wanted = names.indexOf('XLDAPR') + 1;
  const cells = /<(?:[^\s:>]+:)?cellMetadata[\s\S]*?<\/(?:[^\s:>]+:)?cellMetadata>/.exec(xml)?.[0] ?? '';
  const marks = [...cells.matchAll(/<(?:[^\s:>]+:)?rc\s[^>]*t="(\d+)"/g)].map((match) => Number(match[1]));
  const index = wanted === 0 ? -1 : marks.indexOf(wanted);
  return index < 0 ? null : index + 1;
}

const metadataXml =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ' +
  'xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray"><metadataTypes count="1"><metadataType name="XLDAPR" ' +
  'minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" ' +
  'clearComments="1" assign="1" coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>' +
  '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk>' +
  '</futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>';
