import type { LanguageModelV4FilePart, LanguageModelV4TextPart } from '@ai-sdk/provider';
import { log } from '../../http/log.server.ts';
import type { AttachedFile } from '../conversation/attachments.server.ts';
import { readDocument } from '../knowledge/read-document.server.ts';
import { attachedFile, unreadFile } from '../prompts/turn.ts';

export type FilePart = LanguageModelV4TextPart | LanguageModelV4FilePart;

/** Characters of one file that go with a question. */
const maxCharacters = 24_000;
/** Texts that are kept, so that a file is not read again for each step and question. */
const maxKept = 100;

const texts = new Map<string, string>();

/** Files as a model is given them: what a document says, and pictures to those that see. */
export async function filesAsParts(
  files: readonly AttachedFile[],
  { images }: { images: boolean },
): Promise<Map<string, FilePart>> {
  const parts = await Promise.all(
    files.map(async (file) => [file.id, isPicture(file) ? picture(file, images) : await document(file)] as const),
  );
  return new Map(parts);
}

function isPicture({ kind }: AttachedFile): boolean {
  return kind === 'png' || kind === 'jpeg' || kind === 'gif' || kind === 'webp';
}

function picture({ name, kind, bytes }: AttachedFile, isSeen: boolean): FilePart {
  if (!isSeen) return { type: 'text', text: unreadFile(name) };
  return { type: 'file', mediaType: `image/${kind}`, filename: name, data: { type: 'data', data: bytes } };
}

async function document(file: AttachedFile): Promise<FilePart> {
  const text = texts.get(file.fileId) ?? (await read(file));
  if (text === null) return { type: 'text', text: unreadFile(file.name) };
  remember(file.fileId, text);
  const isCut = text.length > maxCharacters;
  return { type: 'text', text: attachedFile(file.name, text.slice(0, maxCharacters).toWellFormed(), isCut) };
}

async function read({ bytes, name }: AttachedFile): Promise<string | null> {
  try {
    const passages = await readDocument(bytes, '', name);
    return passages.map(({ locator, text }) => (locator === '' ? text : `[${locator}]\n${text}`)).join('\n\n');
  } catch (error) {
    log().info({ err: error }, 'an attached file could not be read');
    return null;
  }
}

function remember(id: string, text: string): void {
  texts.delete(id);
  texts.set(id, text.slice(0, maxCharacters + 1));
  for (const oldest of texts.keys()) {
    if (texts.size <= maxKept) return;
    texts.delete(oldest);
  }
}
