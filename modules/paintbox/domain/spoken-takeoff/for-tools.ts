import type { TakeoffRoom } from '../inputs/takeoff.ts';
import type { SentenceRoom, SentenceSurface, Source, Sourced, TakeoffSentence } from './sentence.ts';

/** The rooms as the tool that drafts estimates takes them; each value with its words. Only of a sentence that misses nothing. */
export function takeoffRooms(sentence: TakeoffSentence): TakeoffRoom[] {
  return sentence.rooms.map((room): TakeoffRoom => {
    const side = (name: 'length' | 'width' | 'height') => (room[name] ? { [name]: spoken(room[name]) } : {});
    return {
      name: room.name.value,
      because: nameReason(room),
      place: room.place,
      shape: room.shape,
      ...side('length'),
      ...side('width'),
      ...side('height'),
      ...(room.condition && { condition: spoken(room.condition) }),
      openings: room.openings.map(({ kind, count }) => ({ kind, count: spoken(count) })),
      ...(room.surfaces.length > 0 && { surfaces: room.surfaces.map(takeoffSurface) }),
    };
  });
}

function takeoffSurface({ kind, coats, quantity, isExcluded, product, colour, sheen, primer }: SentenceSurface) {
  return {
    kind: kind.value,
    because: reason(kind.from),
    ...(coats && { coats: spoken(coats) }),
    ...(quantity && { quantity: spoken(quantity) }),
    ...(product && { product: spoken(product) }),
    ...(colour && { colour: spoken(colour) }),
    ...(sheen && { sheen: spoken(sheen) }),
    ...(primer && { primer: spoken(primer) }),
    ...(isExcluded && { isExcluded }),
  };
}

function nameReason({ name, like }: SentenceRoom): string {
  return like ? `${reason(name.from)}, ${reason(like.from)}`.slice(0, 200) : reason(name.from);
}

function spoken<Value>({ value, from }: Sourced<Value>): { value: Value; because: string } {
  return { value, because: reason(from) };
}

function reason(from: Source): string {
  return ('default' in from ? `default: ${from.default}` : from.text).slice(0, 200);
}
