import { createContext, type ReactNode, useContext } from 'react';

/** Where the server keeps the HTML of parts that it has drawn. The browser has no such place and draws everything. */
export interface PartKeeper {
  /** Announces a part, in the order of the page: the signs that stand at its ends, and whether it is drawn already. */
  announce(key: string): { start: string; end: string; isDrawn: boolean };
}

export const PartKeeperContext = createContext<PartKeeper | null>(null);

/**
 * A part of many pages that the server draws once. `by` is everything it depends on, as JSON can say it: two that are equal
 * in that must be equal in all. What is inside may use no `useId`, for a part that is kept has another place in the tree.
 */
export function Kept({ by, children }: { by: readonly unknown[]; children: ReactNode }) {
  const keeper = useContext(PartKeeperContext);
  if (!keeper) return children;
  const { start, end, isDrawn } = keeper.announce(JSON.stringify(by));
  return (
    <>
      <wbr data-kept={start} />
      {!isDrawn && children}
      {!isDrawn && <wbr data-kept={end} />}
    </>
  );
}
