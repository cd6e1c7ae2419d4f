/**
 * A refusal is an answer, not a crash: the caller asked for something that the rules do not allow, and the message says
 * in one plain sentence what is wrong and what to do next. Operations throw it; doors turn it into a page or JSON.
 */

/** Every reason to say no, with the one HTTP status it always has. */
export const refusalStatus = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  'stale-form': 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  'too-many': 429,
  busy: 503,
} as const;

export type RefusalCode = keyof typeof refusalStatus;

const mark = Symbol.for('candlefish.refusal');

export class Refusal extends Error {
  readonly code: RefusalCode;
  /** What a machine or a form may need to go on: field errors, the other version of a document, seconds to wait. */
  readonly details: Record<string, unknown>;
  readonly [mark] = true;

  constructor(code: RefusalCode, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return refusalStatus[this.code];
  }
}

/** Not found and not yours are the same answer. */
export function notFound(what = 'page'): Refusal {
  return new Refusal('not-found', `This ${what} does not exist, or you do not have access to it.`);
}

/** True for a refusal made by any copy of this module: bundlers may keep two. */
export function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && mark in error;
}
