import { DocumentProblem, Passages } from '../passage.ts';
import { HeadingPath } from './headings.ts';

/** A passage for each section of Markdown; its locator is the headings above it. */
export function readMarkdown(bytes: Uint8Array): Passages {
  const passages = new Passages();
  const path = new HeadingPath();
  let section: string[] = [];
  let isCode = false;
  for (const line of decodeText(bytes).split(/\r\n?|\n/)) {
    if (/^\s{0,3}(```|~~~)/.test(line)) isCode = !isCode;
    const [, signs, name] = (!isCode && /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$/.exec(line)) || [];
    if (!signs || name === undefined) {
      section.push(line);
      continue;
    }
    passages.add(path.toString(), section.join('\n'));
    section = [];
    path.enter(signs.length, name);
  }
  passages.add(path.toString(), section.join('\n'));
  return requireText(passages);
}

/** Paragraphs of a page together. */
const pageLength = 1_500;

/** A passage for some paragraphs; its locator is the first line of it. */
export function readPlain(bytes: Uint8Array): Passages {
  const passages = new Passages();
  let held: string[] = [];
  let first = 1;
  let length = 0;
  const lines = decodeText(bytes).split(/\r\n?|\n/);
  for (const [at, line] of lines.entries()) {
    if (length > pageLength && line.trim() === '') {
      passages.add(`line ${first}`, held.join('\n'));
      held = [];
      length = 0;
    }
    if (held.length === 0) first = at + 1;
    if (held.length > 0 || line.trim() !== '') held.push(line);
    length += line.length;
  }
  passages.add(`line ${first}`, held.join('\n'));
  return requireText(passages);
}

function requireText(passages: Passages): Passages {
  if (passages.list.length > 0) return passages;
  throw new DocumentProblem('This file has no text.');
}

/**
 * Text in UTF-8, in UTF-16 where it says so, or else as old Windows programs wrote it.
 * @throws DocumentProblem for what is no text
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const label = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  const text = label ? new TextDecoder(label).decode(bytes) : decodeNarrow(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells bytes from text
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text)) throw new DocumentProblem('This file is not text.');
  return text;
}

function decodeNarrow(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
