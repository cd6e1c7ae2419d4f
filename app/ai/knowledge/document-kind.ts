import { Refusal } from '../../errors/refusal.ts';
import { kindOf } from '../../files/kinds.ts';

/** What can be read. */
export const documentKinds = ['pdf', 'docx', 'xlsx', 'markdown', 'text'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** What a file dialog offers. */
export const acceptedDocuments = '.pdf,.docx,.xlsx,.xlsm,.md,.markdown,.txt';

/**
 * What a document is, by its bytes. Its name decides only whether text is Markdown, and whether bytes that are no UTF-8 may
 * be text of an older kind.
 * @throws Refusal unsupported
 */
export function requireDocument(bytes: Uint8Array, name: string): DocumentKind {
  const kind = kindOf(bytes);
  if (kind === 'pdf' || kind === 'docx' || kind === 'xlsx') return kind;
  const isMarkdown = /\.(md|markdown)$/i.test(name);
  if (kind === 'text') return isMarkdown ? 'markdown' : 'text';
  if (kind === null && /\.(txt|md|markdown|csv)$/i.test(name) && isOldText(bytes))
    return isMarkdown ? 'markdown' : 'text';
  throw new Refusal('unsupported', 'This is not a file that can be searched. It takes: PDF, DOCX, XLSX, MD, TXT.');
}

/** UTF-16 with its mark, or bytes of which none is a control character. */
function isOldText(bytes: Uint8Array): boolean {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return isWide || bytes.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13) || byte === 27);
}
