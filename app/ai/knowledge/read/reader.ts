import type { DocumentKind } from '../document-kind.ts';
import type { Passages } from '../passage.ts';
import { readDocx } from './docx.ts';
import { readPdf } from './pdf.ts';
import { readMarkdown, readPlain } from './text.ts';
import { readSheets } from './workbook.ts';

/** How each kind of document is read. All of it runs in the reader's thread. */
export const readers: Record<DocumentKind, (bytes: Uint8Array) => Passages | Promise<Passages>> = {
  pdf: readPdf,
  docx: readDocx,
  xlsx: readSheets,
  markdown: readMarkdown,
  text: readPlain,
};
