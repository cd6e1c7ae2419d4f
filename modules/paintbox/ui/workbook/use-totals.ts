import { useState } from 'react';
import type { TotalCandidate, WorkbookPageData } from './page-data.ts';

export interface TotalRow extends TotalCandidate {
  /** Keeps its place among the form's rows. */
  key: string;
  isPicked: boolean;
  isTaxable: boolean;
}

export interface Totals {
  rows: readonly TotalRow[];
  /** Adds a cell of the sheet to the rows, or ticks it if it is among them. */
  pick(cell: TotalCandidate): void;
  tick(key: string, isPicked: boolean): void;
}

/** The rows of the totals form: what was chosen before, else what looks like a total, and what is picked in the sheet. */
export function useTotals({ totals }: Pick<WorkbookPageData, 'totals'>): Totals {
  const [rows, setRows] = useState<readonly TotalRow[]>(() => firstRows(totals));
  return {
    rows,
    pick(cell) {
      const key = keyOf(cell);
      setRows((now) =>
        now.some((row) => row.key === key)
          ? now.map((row) => (row.key === key ? { ...row, isPicked: true } : row))
          : [...now, { ...cell, key, isPicked: true, isTaxable: true }],
      );
    },
    tick: (key, isPicked) => setRows((now) => now.map((row) => (row.key === key ? { ...row, isPicked } : row))),
  };
}

function firstRows({ lines, suggested }: WorkbookPageData['totals']): TotalRow[] {
  const chosen = lines.map(({ sheet, cell, label, isTaxable }) => ({ sheet, cell, label, isTaxable, isPicked: true }));
  const known = new Set(chosen.map(keyOf));
  const others = suggested
    .filter((cell) => !known.has(keyOf(cell)))
    .map((cell, at) => ({ ...cell, isTaxable: true, isPicked: chosen.length === 0 && at === 0 }));
  return [...chosen, ...others].map((row) => ({ ...row, key: keyOf(row) }));
}

function keyOf({ sheet, cell }: { sheet: string; cell: string }): string {
  return `${sheet}!${cell}`;
}
