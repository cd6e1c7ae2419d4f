import { csrfHeaders } from '#app/ui/csrf.tsx';
import type { EditClash, WorkbookEdit } from '../../../domain/workbook-edits.ts';

export type SaveAnswer =
  /** `edits` is everything that is stored now. */
  | { kind: 'saved'; version: number; edits: WorkbookEdit[] }
  /** Somebody else saved meanwhile, and both touched the same. */
  | { kind: 'conflict'; version: number; edits: WorkbookEdit[]; clashes: EditClash[] }
  | { kind: 'refused'; message: string }
  | { kind: 'signed-out' }
  | { kind: 'unreachable' };

export interface SaveRequest {
  version: number;
  keep: number;
  edits: readonly WorkbookEdit[];
}

/** Posts a save. Never throws: a network that fails is an answer too. */
export async function postEdits(url: string, request: SaveRequest): Promise<SaveAnswer> {
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
  const edits = editsOf(body.edits);
  if (body.ok === true && edits && typeof body.version === 'number')
    return { kind: 'saved', version: body.version, edits };
  const details = isObject(body.details) ? body.details : {};
  const theirs = editsOf(details.edits);
  if (status === 409 && theirs && typeof details.version === 'number' && Array.isArray(details.clashes)) {
    // The server builds them by this very type.
    return { kind: 'conflict', version: details.version, edits: theirs, clashes: details.clashes as EditClash[] };
  }
  return {
    kind: 'refused',
    message: typeof body.message === 'string' ? body.message : 'The server could not save this.',
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without the version that each edit made: what is stored passed the schema before. */
function editsOf(value: unknown): WorkbookEdit[] | null {
  if (!Array.isArray(value)) return null;
  return value.map(({ version: _, ...edit }: WorkbookEdit & { version?: number }) => edit as WorkbookEdit);
}
