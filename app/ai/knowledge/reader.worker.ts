import type { DocumentKind } from './document-kind.ts';
import { DocumentProblem, type Passage } from './passage.ts';
import { readers } from './read/reader.ts';
import { serveThread } from './thread-side.ts';

export interface ToRead {
  bytes: Uint8Array;
  kind: DocumentKind;
}

export type WasRead = { passages: Passage[] } | { problem: string };

/** The thread that reads documents of strangers: one at a time. */
serveThread<ToRead, WasRead>(async ({ bytes, kind }) => {
  try {
    return { passages: (await readers[kind](bytes)).list };
  } catch (error) {
    if (error instanceof DocumentProblem) return { problem: error.message };
    throw error;
  }
});
