export { idSchema } from './id-schema.ts';

/** Makes one id; passed into pure code that has to create elements. */
export type NewId = () => string;

let lastMilliseconds = 0;
let sequence = 0;

/**
 * UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, so ids sort by creation. Without arguments the ids
 * of one process are strictly increasing: within a millisecond the 12 bits of `rand_a` count (section 6.2, method 1).
 */
export function newId(now?: number, random?: Uint8Array): string {
  const bytes = random?.slice(0, 16) ?? crypto.getRandomValues(new Uint8Array(16));
  const { milliseconds, counter } =
    now === undefined ? nextTick(Date.now()) : { milliseconds: now, counter: undefined };
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint16(0, Math.floor(milliseconds / 2 ** 32));
  view.setUint32(2, milliseconds % 2 ** 32);
  view.setUint16(6, 0x7000 | ((counter ?? view.getUint16(6)) & 0x0fff));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  return format(bytes);
}

function nextTick(clock: number): { milliseconds: number; counter: number } {
  if (clock > lastMilliseconds) {
    lastMilliseconds = clock;
    sequence = 0;
  } else if (sequence === 0x0fff) {
    lastMilliseconds += 1;
    sequence = 0;
  } else {
    sequence += 1;
  }
  return { milliseconds: lastMilliseconds, counter: sequence };
}

const hexes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function format(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < 16; at += 1) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += '-';
    text += hexes[bytes[at] ?? 0];
  }
  return text;
}
