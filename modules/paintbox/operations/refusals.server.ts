import { notFound, Refusal } from '#app/errors/refusal.ts';

/** The row, or the refusal that is the same for what is not there and what is not yours. */
export function expectFound<Row>(row: Row | undefined | null, what: string): Row {
  if (row === undefined || row === null) throw notFound(what);
  return row;
}

/** The row, unless it is kept only for its figures because the person was erased. */
export function expectUnerased<Row extends { erasedAt: Date | null }>(row: Row | undefined | null, what: string): Row {
  const found = expectFound(row, what);
  if (found.erasedAt === null) return found;
  throw new Refusal(
    'conflict',
    'This person was erased. What is left are accounts, and nothing of them can be changed.',
  );
}

/**
 * The answer to a save that started from an old version: what was typed and what is there now, so that the form can
 * show both.
 */
export function staleSave(what: string, yours: unknown, theirs: unknown): Refusal {
  return new Refusal(
    'conflict',
    `Somebody else changed this ${what} while you were editing it. Compare the two, then save again.`,
    { yours, theirs },
  );
}
