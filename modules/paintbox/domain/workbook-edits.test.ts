import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type StoredEdit, type WorkbookEdit, withoutOverwritten } from './workbook-edits.ts';

const typed = (cell: string, input: string, sheet = 0): WorkbookEdit => ({ kind: 'cell', sheet, cell, input });
const insert: WorkbookEdit = { kind: 'insert', axis: 'row', sheet: 0, at: 3, count: 1 };
const stored = (version: number, ...edits: WorkbookEdit[]): StoredEdit[] => edits.map((edit) => ({ ...edit, version }));

describe('a save of edits', () => {
  it('goes behind what is stored, marked with the version it makes', () => {
    const before = stored(2, typed('A1', '1'));
    expect(applyEdits(before, 2, { version: 2, keep: 1, edits: [typed('B1', '2')] })).toEqual({
      ok: true,
      edits: [...before, ...stored(3, typed('B1', '2'))],
    });
  });

  it('takes back edits by keeping fewer', () => {
    const before = stored(2, typed('A1', '1'), insert);
    expect(applyEdits(before, 2, { version: 2, keep: 1, edits: [] })).toEqual({ ok: true, edits: before.slice(0, 1) });
  });

  it('combines with what somebody else typed into other cells', () => {
    const before = [...stored(2, typed('A1', '1')), ...stored(3, typed('C1', '3'))];
    expect(applyEdits(before, 3, { version: 2, keep: 1, edits: [typed('B1', '2')] })).toEqual({
      ok: true,
      edits: [...before, ...stored(4, typed('B1', '2'))],
    });
  });

  it.each([
    ['the same cell', [typed('A1', '5')], [typed('A1', '6')], [{ sheet: 0, cell: 'A1', theirs: '5', yours: '6' }]],
    [
      'rows moved by one',
      [insert],
      [typed('A1', '6')],
      [{ cell: null, theirs: 'rows or columns moved', yours: '1 cell changed' }],
    ],
    ['rows moved by the other', [typed('A1', '5')], [insert], [{ cell: null, yours: 'rows or columns moved' }]],
  ])('clashes over %s', (_, theirs, yours, clashes) => {
    const outcome = applyEdits(stored(3, ...theirs), 3, { version: 2, keep: 0, edits: yours });
    expect(outcome).toMatchObject({ ok: false, clashes });
  });

  it('cannot take back edits while somebody else went on', () => {
    const before = [...stored(2, typed('A1', '1')), ...stored(3, typed('C1', '3'))];
    expect(applyEdits(before, 3, { version: 2, keep: 0, edits: [] })).toMatchObject({ ok: false });
  });

  it('of the same input into the same cell is no clash, nor the same cell of another sheet', () => {
    const before = stored(3, typed('A1', '5'), typed('B1', '7', 1));
    const edits = [typed('A1', '5'), typed('B1', '8', 0)];
    expect(applyEdits(before, 3, { version: 2, keep: 0, edits }).ok).toBe(true);
  });
});

describe('edits without those that were typed over', () => {
  const edit = fc.oneof(
    fc.record({
      kind: fc.constant('cell' as const),
      sheet: fc.nat(1),
      cell: fc.constantFrom('A1', 'B2', 'C3'),
      input: fc.string(),
    }),
    fc.constant(insert),
  );

  it('leave every cell as it was between two moves of rows', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 40 }), (edits) => {
        expect(outcomes(withoutOverwritten(edits))).toEqual(outcomes(edits));
      }),
    );
  });

  function outcomes(edits: readonly WorkbookEdit[]): Record<string, string>[] {
    const stretches: Record<string, string>[] = [{}];
    for (const one of edits) {
      const last = stretches.at(-1);
      if (one.kind !== 'cell') stretches.push({});
      else if (last) last[`${one.sheet}${one.cell}`] = one.input;
    }
    return stretches;
  }
});
