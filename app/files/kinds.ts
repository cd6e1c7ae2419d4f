/** What a file is, with the one media type it is ever served as. */
export const fileKinds = {
  png: { mediaType: 'image/png', extension: 'png' },
  jpeg: { mediaType: 'image/jpeg', extension: 'jpg' },
  gif: { mediaType: 'image/gif', extension: 'gif' },
  webp: { mediaType: 'image/webp', extension: 'webp' },
  pdf: { mediaType: 'application/pdf', extension: 'pdf' },
  xlsx: { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: 'xlsx' },
  docx: { mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', extension: 'docx' },
  zip: { mediaType: 'application/zip', extension: 'zip' },
  csv: { mediaType: 'text/csv; charset=utf-8', extension: 'csv' },
  json: { mediaType: 'application/json', extension: 'json' },
  jsonl: { mediaType: 'application/jsonl', extension: 'jsonl' },
  markdown: { mediaType: 'text/markdown; charset=utf-8', extension: 'md' },
  text: { mediaType: 'text/plain; charset=utf-8', extension: 'txt' },
} as const;

export type FileKind = keyof typeof fileKinds;

/** Images that cannot carry a script. SVG can, and is none of them. */
export const pictureKinds = ['png', 'jpeg', 'gif', 'webp'] as const satisfies readonly FileKind[];

/**
 * What a file is by its bytes: neither its name nor the media type that came with it is believed. Null for what is none
 * of the kinds above. Text is only known as text: nothing in it says whether it is CSV, JSON or Markdown.
 */
export function kindOf(bytes: Uint8Array): FileKind | null {
  for (const [kind, signature] of signatures) if (startsWith(bytes, signature)) return kind;
  if (startsWith(bytes, 'RIFF') && startsWith(bytes.subarray(8), 'WEBP')) return 'webp';
  if (startsWith(bytes, 'PK\u0003\u0004')) return officeKind(bytes) ?? 'zip';
  return isText(bytes) ? 'text' : null;
}

const signatures: [FileKind, string][] = [
  ['png', '\u0089PNG\r\n\u001a\n'],
  ['jpeg', '\u00ff\u00d8\u00ff'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['pdf', '%PDF-'],
];

/** One character is one byte. */
function startsWith(bytes: Uint8Array, signature: string): boolean {
  return signature.length <= bytes.length && [...signature].every((char, at) => bytes[at] === char.charCodeAt(0));
}

/** The names of a zip's members are not compressed. */
function officeKind(bytes: Uint8Array): 'xlsx' | 'docx' | null {
  const names = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!names.includes('[Content_Types].xml')) return null;
  if (names.includes('xl/workbook.xml')) return 'xlsx';
  return names.includes('word/document.xml') ? 'docx' : null;
}

function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells bytes from text
    return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text);
  } catch {
    return false;
  }
}
