import type { Estimate } from './estimate.ts';

/** Any part of a document. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

/** A document is JSON by its schema; its type merely lists the keys. */
export function asJson(doc: Estimate): Json {
  return doc as Json;
}

/** The last step of a path that is about the order of a list and not about an element. */
export const ORDER = 'order';

export function isObject(value: Json | undefined): value is { [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function idOf(value: Json | undefined): string {
  return isObject(value) && typeof value.id === 'string' ? value.id : '';
}

export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => isSame(a[key], b[key]));
}

/** Fields that only make sense together: a typed length with its nanometres, a tax mode with its rate and reason. */
export function isWhole(value: { [key: string]: Json | undefined }): boolean {
  return 'typed' in value || 'ratePercent' in value;
}
