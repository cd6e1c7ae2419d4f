import type { WorkbookPageData } from './page-data.ts';
import { PlainSheet } from './plain-sheet.tsx';
import type { Totals } from './use-totals.ts';

export interface SheetFrameProps {
  page: WorkbookPageData;
  totals: Totals;
}

/** The sheet: as the server drew it. */
export function SheetFrame({ page }: SheetFrameProps) {
  return (
    <section id="sheet" className="wb-frame" aria-label="Sheet">
      <PlainSheet page={page} />
    </section>
  );
}
