import { countOf } from '#app/values/number-words.ts';
import { parseLength } from '#app/values/quantity.ts';
import type { UnitSystem } from '../fields.ts';
import type { Group } from './gather.ts';
import type { SentenceRoom, Sourced, Span } from './sentence.ts';
import { SPELT } from './words.ts';

export type Sides = Pick<SentenceRoom, 'length' | 'width' | 'height'>;

const usualHeight: Record<UnitSystem, Sourced<string>> = {
  imperial: { value: '8 ft', from: { default: 'Standard ceiling height' } },
  metric: { value: '2.5 m', from: { default: 'Standard ceiling height' } },
};

/** The measures of one room of a group. What cannot be a length is put among the lost. */
export function sidesOf(
  { room, height }: Group,
  size: Group['sizes'][number] | undefined,
  units: UnitSystem,
  lost: Span[],
): Sides {
  const stated = height && sideFrom(height, '', units, lost);
  if (!size) return { length: null, width: null, height: stated };
  const unit = /[a-z'’′"”″]+$/i.exec(typed(size.sides.at(-1)?.text ?? ''))?.[0] ?? '';
  const [first, second, third] = size.sides.map((side) => sideFrom(side, unit, units, lost));
  if (room.shape === 'wall' && !third) return { length: first ?? null, width: null, height: second ?? null };
  if (room.shape === 'gable' && !third) return { length: null, width: first ?? null, height: second ?? null };
  if (stated && third && height) lost.push(height);
  return { length: first ?? null, width: second ?? null, height: third ?? stated ?? usualHeight[units] };
}

/** `12 x 15 x 8 ft`: what has no unit of its own takes that of the last. */
function sideFrom(at: Span, unit: string, units: UnitSystem, lost: Span[]): Sourced<string> | null {
  const plain = typed(at.text);
  const value = unit !== '' && /^[\d.,\s/½¼¾⅛⅜⅝⅞⅓⅔]+$/.test(plain) ? `${plain} ${unit}` : plain;
  if (!parseLength(value, units).ok) {
    lost.push(at);
    return null;
  }
  return { value, from: at };
}

/** As a person types it into a field: `twelve and a half foot` is `12 1/2 foot`. */
function typed(said: string): string {
  return said
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(new RegExp(String.raw`(?<!\p{L})${SPELT}`, 'giu'), (words) => String(countOf(words) ?? words))
    .replaceAll(' and a half', ' 1/2')
    .replaceAll(/-(?=\D|\d+\/)/g, ' ')
    .replace(/[ .]+$/, '')
    .trim();
}
