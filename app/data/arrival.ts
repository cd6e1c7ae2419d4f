/**
 * How an archive is sent in pieces, for the browser that sends them and the server that keeps them: pieces of one size, each
 * with its SHA-256, and of all of them together a chain of digests, by which a browser sees whether the file that it is
 * given again is the one of which a part is here.
 */

/** All pieces but the last have this size: small enough for a slow line to bring one within a request's time. */
export const pieceBytes = 4 * 1024 * 1024;

/** How far an archive has come, as both sides say it. */
export interface ArrivalStand {
  id: string;
  name: string;
  /** Bytes of the whole archive. */
  size: number;
  /** How many pieces are here: the number of the one that is awaited, counted from 0. */
  pieces: number;
  /** The chain of their digests; empty for none. */
  digest: string;
}

export function piecesOf(size: number): number {
  return Math.ceil(size / pieceBytes);
}

/** Where a piece begins and ends in the file. */
export function spanOf(size: number, number: number): { from: number; to: number } {
  return { from: Math.min(size, number * pieceBytes), to: Math.min(size, (number + 1) * pieceBytes) };
}

/** How many bytes so many pieces are. */
export function bytesOf({ size, pieces }: Pick<ArrivalStand, 'size' | 'pieces'>): number {
  return spanOf(size, pieces).from;
}

/** In lower-case hexadecimal digits. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The chain with one more piece. */
export function chained(before: string, piece: string): Promise<string> {
  return sha256(new TextEncoder().encode(before + piece));
}
