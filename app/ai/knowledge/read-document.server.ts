import { Worker } from 'node:worker_threads';
import { requireDocument } from './document-kind.ts';
import { DocumentProblem, type Passage } from './passage.ts';
import type { ToRead, WasRead } from './reader.worker.ts';
import { Thread, ThreadFault } from './thread.server.ts';

const tooMuch = 'This document takes too long to read or needs too much memory. Add it in smaller parts.';

const thread = new Thread<ToRead, WasRead>({
  open: () =>
    new Worker(new URL('./reader.worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 512 } }),
  patienceMs: 60_000,
  mostWaiting: 32,
  idleMs: 60_000,
});

/**
 * The text of a document in pieces with where each stands. What the file is, its bytes say; the media type that came with
 * it is not believed. Touches no database, and holds up no other request.
 * @throws DocumentProblem in one sentence, for what cannot be read; Refusal unsupported for what is none; ThreadFault `full`
 * when too many wait
 */
export async function readDocument(
  bytes: Uint8Array,
  _mediaType: string,
  name: string,
  signal?: AbortSignal,
): Promise<Passage[]> {
  const kind = requireDocument(bytes, name);
  // A copy: a buffer of the driver may be a small window on a large piece of memory, all of which would go along.
  const answer = await thread.ask({ bytes: Uint8Array.from(bytes), kind }, signal).catch((error: unknown) => {
    const isHopeless = error instanceof ThreadFault && (error.kind === 'slow' || error.kind === 'memory');
    throw isHopeless ? new DocumentProblem(tooMuch) : error;
  });
  if ('problem' in answer) throw new DocumentProblem(answer.problem);
  return answer.passages;
}
