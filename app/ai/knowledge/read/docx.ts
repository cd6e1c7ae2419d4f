import mammoth from 'mammoth';
import { unpack } from '../../../workbook/file/zip.ts';
import { defaultLimits, WorkbookError } from '../../../workbook/limits.ts';
import { DocumentProblem, Passages, readingLimits } from '../passage.ts';
import { HeadingPath } from './headings.ts';

const damaged = 'This document is damaged or incomplete and cannot be opened.';

/** A passage for each section; its locator is the headings above it. */
export async function readDocx(bytes: Uint8Array): Promise<Passages> {
  refuseBomb(bytes);
  const passages = new Passages();
  const path = new HeadingPath();
  let section = '';
  for (const { tag, text } of blocksOf(await htmlOf(bytes))) {
    const level = /^h([1-6])$/.exec(tag)?.[1];
    if (level) {
      passages.add(path.toString(), section);
      section = '';
      path.enter(Number(level), text);
    } else section += tag === 'tr' || tag === 'li' ? `${text}\n` : `${text}\n\n`;
  }
  passages.add(path.toString(), section);
  if (passages.list.length === 0) throw new DocumentProblem('This document has no text.');
  return passages;
}

/** mammoth inflates whatever it is given, so what comes out is looked at first. */
function refuseBomb(bytes: Uint8Array): void {
  try {
    unpack(bytes, { ...defaultLimits, unpackedBytes: readingLimits.unpackedBytes });
  } catch (error) {
    if (!(error instanceof WorkbookError)) throw error;
    if (error.code === 'encrypted')
      throw new DocumentProblem('This document is protected by a password. Save a copy without one and add that.');
    throw new DocumentProblem(
      error.code === 'damaged' ? damaged : 'This document unpacks to far more than it should, and was refused.',
    );
  }
}

async function htmlOf(bytes: Uint8Array): Promise<string> {
  try {
    const images = mammoth.images.imgElement(async () => ({ src: '' }));
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, { convertImage: images });
    return value;
  } catch {
    throw new DocumentProblem(damaged);
  }
}

/** mammoth writes tags without surprises and escapes all text: a block ends with its closing tag. */
function* blocksOf(html: string): Generator<{ tag: string; text: string }> {
  for (const [, inside = '', tag = ''] of html.matchAll(/(.*?)<\/(h[1-6]|p|li|tr)>/gs)) {
    const text = textOf(tag === 'tr' ? inside.replace(/<\/t[dh]>/g, ' | ') : inside);
    if (text.trim() !== '') yield { tag, text: text.replace(/[ |]+$/, '') };
  }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function textOf(html: string): string {
  return html
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
}
