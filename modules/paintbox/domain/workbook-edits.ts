import type { WorkbookEdit } from './workbook-edit-schema.ts';

export type { WorkbookEdit } from './workbook-edit-schema.ts';

/** An edit with the version of the workbook that it made. */
export type StoredEdit = WorkbookEdit & { version: number };

/** What a save does: keeps the first `keep` of the edits that were there at `version` (undo keeps fewer), then adds `edits`. */
export interface EditChange {
  version: number;
  keep: number;
  edits: readonly WorkbookEdit[];
}

/** A cell that two people typed into; `null` where one of them moved rows or columns, which touches everything. */
export interface EditClash {
  sheet: number;
  cell: string | null;
  theirs: string;
  yours: string;
}

export type EditMerge = { ok: true; edits: StoredEdit[] } | { ok: false; clashes: EditClash[] };

/**
 * Puts a save behind what others saved since its version. Cells that only one side typed into combine; taking back edits
 * or moving rows while somebody else worked is a clash.
 */
export function applyEdits(stored: readonly StoredEdit[], current: number, change: EditChange): EditMerge {
  const known = stored.filter((edit) => edit.version <= change.version);
  const theirs = stored.filter((edit) => edit.version > change.version);
  const isUndo = change.keep < known.length;
  const clashes = current === change.version ? [] : clashesOf(theirs, change, isUndo);
  if (clashes.length > 0) return { ok: false, clashes };
  const fresh = change.edits.map((edit) => ({ ...edit, version: current + 1 }));
  return { ok: true, edits: [...known.slice(0, change.keep), ...theirs, ...fresh] };
}

function clashesOf(theirs: readonly StoredEdit[], change: EditChange, isUndo: boolean): EditClash[] {
  if (isUndo) return [{ sheet: 0, cell: null, theirs: 'Edited since', yours: 'Taken back' }];
  const moved = [...theirs, ...change.edits].find((edit) => edit.kind !== 'cell');
  if (moved && theirs.length > 0 && change.edits.length > 0) {
    return [{ sheet: moved.sheet, cell: null, theirs: describe(theirs), yours: describe(change.edits) }];
  }
  const typed = new Map(theirs.flatMap((edit) => (edit.kind === 'cell' ? [[placeOf(edit), edit.input]] : [])));
  return change.edits.flatMap((edit) => {
    const other = edit.kind === 'cell' ? typed.get(placeOf(edit)) : undefined;
    if (edit.kind !== 'cell' || other === undefined || other === edit.input) return [];
    return [{ sheet: edit.sheet, cell: edit.cell, theirs: other, yours: edit.input }];
  });
}

function describe(edits: readonly WorkbookEdit[]): string {
  const moves = edits.filter((edit) => edit.kind !== 'cell');
  const cells = new Set(edits.flatMap((edit) => (edit.kind === 'cell' ? [placeOf(edit)] : [])));
  const words = [
    moves.length > 0 ? 'rows or columns moved' : '',
    cells.size > 0 ? `${cells.size} ${cells.size === 1 ? 'cell' : 'cells'} changed` : '',
  ];
  return words.filter(Boolean).join(', ');
}

function placeOf({ sheet, cell }: { sheet: number; cell: string }): string {
  return `${sheet}!${cell}`;
}

/** The same result with fewer steps: between two moves of rows or columns only the last input of a cell counts. */
export function withoutOverwritten(edits: readonly WorkbookEdit[]): WorkbookEdit[] {
  const kept: WorkbookEdit[] = [];
  let seen = new Set<string>();
  for (const edit of [...edits].reverse()) {
    if (edit.kind !== 'cell') seen = new Set();
    else if (seen.has(placeOf(edit))) continue;
    else seen.add(placeOf(edit));
    kept.push(edit);
  }
  return kept.reverse();
}
