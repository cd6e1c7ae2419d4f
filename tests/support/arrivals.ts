import { createHash, randomBytes } from 'node:crypto';
import { beginArrival, endArrival, keepPiece } from '#app/data/arrival.server.ts';
import { type ArrivalStand, piecesOf, spanOf } from '#app/data/arrival.ts';
import { storedFile } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { asMember } from './archives.ts';

type Who = Parameters<typeof asMember>[0];

/** Bytes that begin as a zip does and do not pack. */
export function zipLike(size: number): Buffer {
  const bytes = randomBytes(size);
  bytes.write('PK\x03\x04', 0, 'latin1');
  return bytes;
}

/** One piece of these bytes, as a browser sends it. */
export function pieceAt(whole: Uint8Array, number: number) {
  const { from, to } = spanOf(whole.length, number);
  const bytes = new Uint8Array(whole.subarray(from, to));
  return { number, bytes, digest: createHash('sha256').update(bytes).digest('hex') };
}

export const begin = (who: Who, size: number, name = 'all.zip'): Promise<ArrivalStand> =>
  asMember(who, (ctx) => beginArrival(ctx, { name, size }));

export const keep = (who: Who, id: string, piece: ReturnType<typeof pieceAt>): Promise<ArrivalStand> =>
  asMember(who, (ctx) => keepPiece(ctx, { id, ...piece }));

/** Sends all of it from where it stands, and has it brought in. */
export async function arrive(who: Who, whole: Uint8Array, name?: string): Promise<string> {
  const { id, pieces } = await begin(who, whole.length, name);
  for (let number = pieces; number < piecesOf(whole.length); number += 1) await keep(who, id, pieceAt(whole, number));
  await asMember(who, (ctx) => endArrival(ctx, id));
  return id;
}

/** Files of chance, which make an archive as large as they are. */
export async function storeFiles({ tenantId }: { tenantId: string }, count: number, size: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const bytes = randomBytes(size);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await withTenant({ tenantId }, (tx) =>
      tx
        .insert(storedFile)
        .values({ name: `photo ${n}.png`, mediaType: 'image/png', size, sha256, bytes: new Uint8Array(bytes) }),
    );
  }
}
