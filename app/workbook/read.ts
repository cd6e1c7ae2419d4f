import { parseBox } from './address.ts';
import { findPart, type Relationship, relationshipsOf } from './file/package.ts';
import { type ReadContext, readSheet } from './file/read-sheet.ts';
import { readStyles } from './file/read-styles.ts';
import { readXml, unescapeText } from './file/xml.ts';
import { unpack } from './file/zip.ts';
import { defaultLimits, WorkbookError, type WorkbookLimits } from './limits.ts';
import { type DefinedName, newSheet, plainStyle, type Table, type Workbook } from './model.ts';

/**
 * Reads an .xlsx or .xlsm file. Macros are kept in the package and never run. Values are those the file stores; nothing is
 * calculated here.
 * @throws WorkbookError with a sentence for the person who chose the file.
 */
export function readWorkbook(bytes: Uint8Array, limits: WorkbookLimits = defaultLimits): Workbook {
  if (bytes.length > limits.fileBytes) {
    throw new WorkbookError('too-large', `The file is larger than ${Math.round(limits.fileBytes / 1024 / 1024)} MB.`);
  }
  refuseOtherFormats(bytes);
  const parts = unpack(bytes, limits);
  const workbookPart = mainPart(parts);
  const book = readBook(parts, workbookPart, limits);
  const related = relationshipsOf(parts, workbookPart);
  const context = readShared(book, related, limits);
  book.sheets.forEach((sheet, index) => {
    const content = sheet.part ? findPart(parts, sheet.part) : undefined;
    if (!content || !sheet.part)
      throw new WorkbookError('damaged', `The sheet "${sheet.name}" is missing from the file.`);
    readSheet(content, sheet, context);
    book.tables.push(...readTables(parts, sheet.part, index));
  });
  return book;
}

function refuseOtherFormats(bytes: Uint8Array): void {
  const starts = (...signature: number[]) => signature.every((byte, index) => bytes[index] === byte);
  if (bytes.length === 0) throw new WorkbookError('not-a-workbook', 'The file is empty.');
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) throw oldOrEncrypted(bytes);
  if (starts(0x50, 0x4b, 3, 4) || starts(0x50, 0x4b, 5, 6)) return;
  if (starts(0x25, 0x50, 0x44, 0x46))
    throw new WorkbookError('not-a-workbook', 'This is a PDF, not an Excel workbook.');
  const sample = bytes.subarray(0, 512);
  if (!sample.includes(0)) {
    throw new WorkbookError(
      'not-a-workbook',
      'This is a text file, not an Excel workbook: open it in Excel and save it as .xlsx.',
    );
  }
  throw new WorkbookError('not-a-workbook', 'This is not an Excel workbook (.xlsx).');
}

/** Both are OLE containers; an encrypted workbook names its stream "EncryptedPackage" (in UTF-16). */
function oldOrEncrypted(bytes: Uint8Array): WorkbookError {
  const name = [...'EncryptedPackage'].flatMap((letter) => [letter.charCodeAt(0), 0]);
  const limit = Math.min(bytes.length - name.length, 4 * 1024 * 1024);
  for (let at = 0; at <= limit; at += 2) {
    if (bytes[at] === name[0] && name.every((byte, index) => bytes[at + index] === byte)) {
      return new WorkbookError('encrypted', 'The workbook is protected by a password: save a copy without one.');
    }
  }
  return new WorkbookError(
    'old-format',
    'This is a workbook of the old .xls format: open it in Excel and save it as .xlsx.',
  );
}

function mainPart(parts: ReadonlyMap<string, Uint8Array>): string {
  const main = relationshipsOf(parts, '').find(({ type, external }) => type === 'officeDocument' && !external);
  if (main && findPart(parts, main.target) && /workbook/i.test(main.target)) return main.target;
  if (findPart(parts, 'xl/workbook.bin') || main?.target.endsWith('.bin')) {
    throw new WorkbookError('old-format', 'This is a binary workbook (.xlsb): open it in Excel and save it as .xlsx.');
  }
  if (main && findPart(parts, main.target)) return main.target;
  throw new WorkbookError('not-a-workbook', 'This file is no Excel workbook (.xlsx), or its main part is missing.');
}

function readBook(parts: Map<string, Uint8Array>, workbookPart: string, limits: WorkbookLimits): Workbook {
  const book: Workbook = {
    sheets: [],
    names: [],
    tables: [],
    styles: [plainStyle],
    fileStyles: 1,
    date1904: false,
    iterative: false,
    hasMacros: [...parts.keys()].some((path) => /vbaProject\.bin$/i.test(path)),
    externalLinks: 0,
    producer: readProducer(parts),
    parts,
    workbookPart,
  };
  const related = new Map(relationshipsOf(parts, workbookPart).map((one) => [one.id, one]));
  let name: DefinedName | null = null;
  let isRoot = false;
  readXml(findPart(parts, workbookPart) ?? new Uint8Array(), {
    open: (element, attributes) => {
      if (element === 'workbook') isRoot = true;
      else if (element === 'workbookPr') book.date1904 = attributes.date1904 === '1' || attributes.date1904 === 'true';
      else if (element === 'calcPr') book.iterative = attributes.iterate === '1' || attributes.iterate === 'true';
      else if (element === 'sheet') addSheet(book, attributes, related, limits);
      else if (element === 'externalReference') book.externalLinks++;
      else if (element === 'definedName') {
        const scope = attributes.localSheetId;
        name = {
          name: attributes.name ?? '',
          scope: scope === undefined ? null : Number(scope),
          text: '',
          hidden: attributes.hidden === '1' || attributes.hidden === 'true',
        };
      }
    },
    text: (text) => {
      if (name) name.text += text;
    },
    close: (element) => {
      if (element !== 'definedName' || !name) return;
      book.names.push(name);
      name = null;
    },
  });
  if (!isRoot || book.sheets.length === 0)
    throw new WorkbookError('damaged', 'The workbook has no sheets, so it cannot be opened.');
  return book;
}

function readProducer(parts: ReadonlyMap<string, Uint8Array>): string | null {
  const bytes = findPart(parts, 'docProps/app.xml');
  let isApplication = false;
  let producer = '';
  if (!bytes) return null;
  readXml(bytes, {
    open: (name) => {
      isApplication = name === 'Application';
    },
    text: (text) => {
      if (isApplication) producer += text;
    },
    close: () => {
      isApplication = false;
    },
  });
  return producer || null;
}

function addSheet(
  book: Workbook,
  attributes: Record<string, string>,
  related: ReadonlyMap<string, Relationship>,
  limits: WorkbookLimits,
): void {
  const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
  const relationship = related.get(id);
  const sheet = newSheet(attributes.name ?? '');
  if (attributes.state === 'hidden' || attributes.state === 'veryHidden') sheet.state = attributes.state;
  if (!relationship || relationship.external)
    throw new WorkbookError('damaged', `The sheet "${sheet.name}" is missing from the file.`);
  sheet.part = relationship.target;
  book.sheets.push(sheet);
  if (book.sheets.length > limits.sheets)
    throw new WorkbookError('too-large', `The workbook has more than ${limits.sheets} sheets, and was refused.`);
}

function readShared(book: Workbook, related: readonly Relationship[], limits: WorkbookLimits): ReadContext {
  const part = (type: string) => {
    const target = related.find((one) => one.type === type && !one.external)?.target;
    return target ? findPart(book.parts, target) : undefined;
  };
  const styles = part('styles');
  if (styles) book.styles = readStyles(styles);
  book.fileStyles = book.styles.length;
  return {
    strings: readStrings(part('sharedStrings')),
    dynamicMarks: readDynamicMarks(part('sheetMetadata')),
    styleCount: book.styles.length,
    date1904: book.date1904,
    limits,
    cells: 0,
    formulas: 0,
  };
}

/** Shared strings; the runs of rich text are joined, reading aids for other scripts left out. */
function readStrings(bytes: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  let current: string | null = null;
  let isText = false;
  let isPhonetic = false;
  if (!bytes) return strings;
  readXml(bytes, {
    open: (name) => {
      if (name === 'si') current = '';
      else if (name === 'rPh') isPhonetic = true;
      else if (name === 't') isText = !isPhonetic;
    },
    text: (text) => {
      if (isText && current !== null) current += text;
    },
    close: (name) => {
      if (name === 't') isText = false;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'si' && current !== null) {
        strings.push(unescapeText(current));
        current = null;
      }
    },
  });
  return strings;
}

/** Which entries of cellMetadata (from 1) say "this array formula spills". */
function readDynamicMarks(bytes: Uint8Array | undefined): Set<number> {
  const marks = new Set<number>();
  const types: string[] = [];
  let isCellMetadata = false;
  let count = 0;
  if (!bytes) return marks;
  readXml(bytes, {
    open: (name, attributes) => {
      if (name === 'metadataType') types.push(attributes.name ?? '');
      else if (name === 'cellMetadata') isCellMetadata = true;
      else if (name === 'bk' && isCellMetadata) count++;
      else if (name === 'rc' && isCellMetadata && types[Number(attributes.t) - 1] === 'XLDAPR') marks.add(count);
    },
    close: (name) => {
      if (name === 'cellMetadata') isCellMetadata = false;
    },
  });
  return marks;
}

function readTables(parts: ReadonlyMap<string, Uint8Array>, sheetPart: string, sheet: number): Table[] {
  return relationshipsOf(parts, sheetPart)
    .filter(({ type, external }) => type === 'table' && !external)
    .flatMap(({ target }) => {
      const bytes = findPart(parts, target);
      return bytes ? readTable(bytes, sheet, target) : [];
    });
}

function readTable(bytes: Uint8Array, sheet: number, part: string): Table[] {
  let table: Table | null = null;
  readXml(bytes, {
    open: (name, attributes) => {
      const range = name === 'table' ? parseBox(attributes.ref ?? '') : null;
      if (range) {
        table = {
          name: attributes.displayName ?? attributes.name ?? '',
          sheet,
          range,
          columns: [],
          headerRows: Number(attributes.headerRowCount ?? 1),
          totalRows: Number(attributes.totalsRowCount ?? 0),
          part,
        };
      } else if (name === 'tableColumn') table?.columns.push(unescapeText(attributes.name ?? ''));
    },
  });
  return table ? [table] : [];
}
