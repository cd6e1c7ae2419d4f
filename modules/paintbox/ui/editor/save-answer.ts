import { csrfHeaders } from '#app/ui/csrf.tsx';
import type { Estimate } from '../../domain/estimate.ts';

/** What came of a save, as the editor needs it. */
export type SaveAnswer =
  | { kind: 'saved'; version: number; merged: Estimate | null }
  /** Somebody else saved meanwhile. `base` is what both started from; null once it is too old to be kept. */
  | { kind: 'conflict'; base: Estimate | null; theirs: Estimate; version: number }
  /** Said no, and will say no again until something changes; `isFinal` when no edit can help. */
  | { kind: 'refused'; message: string; problems: readonly string[]; isFinal: boolean }
  | { kind: 'signed-out' }
  | { kind: 'unreachable' };

export interface SaveRequest {
  revision: number;
  version: number;
  document: Estimate;
}

/** Posts a save. Never throws: a network that fails is an answer too. */
export async function postSave(url: string, request: SaveRequest): Promise<SaveAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...csrfHeaders() },
      body: JSON.stringify(request),
      // A redirect leads to the sign-in page, which is no answer to a save.
      redirect: 'manual',
    });
    if (response.type === 'opaqueredirect' || response.status === 401) return { kind: 'signed-out' };
    if (response.status >= 502) return { kind: 'unreachable' };
    return readAnswer(response.status, await response.json());
  } catch {
    return { kind: 'unreachable' };
  }
}

/** The body of the answer, by the shapes that the save's action gives. */
export function readAnswer(status: number, body: unknown): SaveAnswer {
  if (!isObject(body)) return { kind: 'unreachable' };
  if (body.ok === true && typeof body.version === 'number') {
    return { kind: 'saved', version: body.version, merged: asEstimate(body.merged) };
  }
  const details = isObject(body.details) ? body.details : {};
  const theirs = asEstimate(details.theirs);
  if (status === 409 && theirs && typeof details.version === 'number') {
    return { kind: 'conflict', base: asEstimate(details.base), theirs, version: details.version };
  }
  const message = typeof body.message === 'string' ? body.message : 'The server could not save this estimate.';
  return { kind: 'refused', message, problems: problemsOf(body.fieldErrors), isFinal: status !== 422 };
}

function problemsOf(fieldErrors: unknown): string[] {
  if (!isObject(fieldErrors)) return [];
  return [
    ...new Set(Object.values(fieldErrors).flatMap((messages) => (Array.isArray(messages) ? messages.map(String) : []))),
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The server sends what it has stored, and that passed the schema; here it is enough to know that it is one. */
function asEstimate(value: unknown): Estimate | null {
  return isObject(value) && Array.isArray(value.areas) ? (value as Estimate) : null;
}
