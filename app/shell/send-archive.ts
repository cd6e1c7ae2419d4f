import { type ArrivalStand, bytesOf, chained, piecesOf, sha256, spanOf } from '../data/arrival.ts';

/** How far the sending of an archive is, in bytes. Comparing: what came before is held against the file. */
export interface Sending {
  what: 'comparing' | 'sending' | 'ending';
  done: number;
  total: number;
}

/** Why an archive was not sent to its end. */
export class SendProblem extends Error {
  /** The same file may be sent on from where it stopped. */
  readonly canGoOn: boolean;

  constructor(message: string, canGoOn: boolean) {
    super(message);
    this.canGoOn = canGoOn;
  }
}

export interface SendOptions {
  /** The door that takes pieces. */
  url: string;
  /** What says that it comes from a page of ours. */
  headers: Record<string, string>;
  signal: AbortSignal;
  onProgress: (sending: Sending) => void;
  /** Its number, as soon as there is one: by it the sending can be cancelled. */
  onBegun: (id: string) => void;
  /** How long to wait before each new try of a request that broke; the last of them ends in a problem. */
  pausesMs?: readonly number[];
}

/** A minute and a half in all: a router that is switched on again, a server that is brought up anew. */
const usualPauses = [1_000, 2_000, 5_000, 10_000, 20_000, 20_000, 30_000];

/** Longer than the server takes part in a request. */
const longestRequestMs = 130_000;

/**
 * Sends an archive in pieces, one after another, from where an earlier sending of the same file stopped.
 * @throws SendProblem in one sentence; the signal's reason when it is aborted
 */
export async function sendArchive(file: File, options: SendOptions): Promise<void> {
  const { onProgress, onBegun } = options;
  const total = file.size;
  let stand = standIn(await post({ intent: 'begin', name: file.name, size: String(total) }, options));
  onBegun(stand.id);
  await requireSameFile(file, stand, options);
  while (stand.pieces < piecesOf(total)) {
    onProgress({ what: 'sending', done: bytesOf(stand), total });
    stand = await sendPiece(file, stand, options);
  }
  onProgress({ what: 'ending', done: total, total });
  await post({ intent: 'end', id: stand.id }, options);
}

/** Ends the sending of an archive at the server too, where its pieces are removed. */
export async function cancelSending(id: string, options: Omit<SendOptions, 'onProgress' | 'onBegun'>): Promise<void> {
  await post({ intent: 'cancel', id }, options);
}

/** The pieces that are here must be those of this file, or two files would be mixed into one. */
async function requireSameFile(file: File, stand: ArrivalStand, { signal, onProgress }: SendOptions): Promise<void> {
  let digest = '';
  for (let number = 0; number < stand.pieces; number += 1) {
    signal.throwIfAborted();
    onProgress({ what: 'comparing', done: bytesOf({ ...stand, pieces: number }), total: bytesOf(stand) });
    digest = await chained(digest, await sha256(await bytesAt(file, number)));
  }
  if (digest === stand.digest) return;
  throw new SendProblem('Another file of this name and size is arriving. Choose that one, or cancel it first.', false);
}

async function sendPiece(file: File, stand: ArrivalStand, options: SendOptions): Promise<ArrivalStand> {
  const bytes = await bytesAt(file, stand.pieces);
  const fields = { intent: 'piece', id: stand.id, number: String(stand.pieces), digest: await sha256(bytes) };
  const next = standIn(await post({ ...fields, bytes: new Blob([bytes]) }, options), stand);
  if (next.pieces <= stand.pieces) throw new SendProblem('The server lost count. Send the file again.', true);
  return next;
}

async function bytesAt(file: File, number: number): Promise<Uint8Array<ArrayBuffer>> {
  const { from, to } = spanOf(file.size, number);
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer());
  } catch {
    throw new SendProblem(
      'The file cannot be read any more. It may have been changed or moved: choose it again.',
      false,
    );
  }
}

/** Posts until there is an answer that counts. */
async function post(
  fields: Record<string, string | Blob>,
  { url, headers, signal, pausesMs = usualPauses }: Omit<SendOptions, 'onProgress' | 'onBegun'>,
): Promise<unknown> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  for (let tried = 0; ; tried += 1) {
    const answer = await tryOnce(url, { method: 'POST', headers, body }, signal);
    if ('body' in answer) return answer.body;
    const pause = pausesMs[tried];
    if (pause === undefined)
      throw new SendProblem('The connection broke, or the server is not there. What has arrived is kept.', true);
    await rest(Math.max(pause, answer.waitMs), signal);
  }
}

/** An answer, or how long to wait at least before the next try. */
type Answer = { body: unknown } | { waitMs: number };

async function tryOnce(url: string, init: RequestInit, signal: AbortSignal): Promise<Answer> {
  try {
    signal.throwIfAborted();
    const time = AbortSignal.any([signal, AbortSignal.timeout(longestRequestMs)]);
    // A redirect leads to the sign-in page, which is no answer.
    const response = await fetch(url, { ...init, signal: time, redirect: 'manual' });
    if (response.status === 0 || response.status === 401 || (response.status >= 300 && response.status < 400))
      throw new SendProblem(
        'You are signed out. Sign in again, then choose the same file: it goes on from here.',
        false,
      );
    if (response.status === 429 || response.status >= 500)
      return { waitMs: Number(response.headers.get('Retry-After') ?? 0) * 1_000 };
    const body: unknown = await response.json();
    if (response.ok || countedOtherwise(body)) return { body };
    throw new SendProblem(wordsOf(body) ?? 'The server did not take the file.', false);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SendProblem) throw error;
    return { waitMs: 0 };
  }
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** Another tab sends the same file, and is ahead: the server says which piece it waits for. */
function countedOtherwise(body: unknown): number | null {
  if (!isObject(body) || !isObject(body.details)) return null;
  return typeof body.details.pieces === 'number' ? body.details.pieces : null;
}

function standIn(body: unknown, before?: ArrivalStand): ArrivalStand {
  const pieces = countedOtherwise(body);
  if (before && pieces !== null) return { ...before, pieces };
  // Our own server's word, by the type that both share.
  if (isObject(body) && typeof body.id === 'string' && typeof body.pieces === 'number')
    return body as unknown as ArrivalStand;
  throw new SendProblem('The server gave an answer that is not understood. Reload the page and try again.', false);
}

function wordsOf(body: unknown): string | null {
  return isObject(body) && typeof body.message === 'string' ? body.message : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
