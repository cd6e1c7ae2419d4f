import { Refusal } from '../errors/refusal.ts';
import { asDownload } from './file-name.ts';
import { type FileKind, fileKinds, kindOf, pictureKinds } from './kinds.ts';

/**
 * What an uploaded file is, if it is one of what this door takes.
 * @throws Refusal unsupported for anything else, whatever its name says
 */
export function requireKind(bytes: Uint8Array, taken: readonly FileKind[]): FileKind {
  const kind = kindOf(bytes);
  if (kind && taken.includes(kind)) return kind;
  const names = taken.map((one) => fileKinds[one].extension.toUpperCase()).join(', ');
  throw new Refusal('unsupported', `This is not a file of the kind that belongs here. It takes: ${names}.`);
}

export interface ServedFile {
  /** With or without its ending. */
  name: string;
  kind: FileKind;
  body: Uint8Array | string | { stream: ReadableStream<Uint8Array>; size: number };
  /** Shown in the page instead of kept: pictures only. */
  isShown?: boolean;
  headers?: Record<string, string>;
}

/**
 * A file as an answer. It is kept and not shown, its type is ours and not guessed at, and if a browser shows it all the
 * same, it does so in a sandbox of its own, without scripts and without our cookies' origin.
 */
export function fileResponse({ name, kind, body, isShown = false, headers = {} }: ServedFile): Response {
  const { mediaType, extension } = fileKinds[kind];
  if (isShown && !pictureKinds.some((picture) => picture === kind))
    throw new Error(`A ${kind} is not shown in a page.`);
  const { content, size } = contentOf(body);
  return new Response(content, {
    headers: {
      'Cache-Control': 'private, no-store',
      ...headers,
      'Content-Type': mediaType,
      'Content-Length': String(size),
      'Content-Disposition': isShown ? 'inline' : asDownload(name, extension),
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
  });
}

function contentOf(body: ServedFile['body']): { content: BodyInit; size: number } {
  if (typeof body === 'object' && 'stream' in body) return { content: body.stream, size: body.size };
  const bytes = typeof body === 'string' ? Buffer.from(body) : new Uint8Array(body);
  return { content: bytes, size: bytes.byteLength };
}
