import { useParams } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { Notice } from '#app/ui/badge.tsx';
import { links } from '../../domain/links.ts';
import type { WorkbookPageData } from './page-data.ts';
import { PlainSheet } from './plain-sheet.tsx';
import type { SheetStore } from './sheet/sheet-store.ts';
import type { Totals } from './use-totals.ts';

export interface SheetFrameProps {
  page: WorkbookPageData;
  totals: Totals;
}

/** The sheet: as the server drew it until the spreadsheet is there, which is fetched for this page alone. */
export function SheetFrame({ page, totals }: SheetFrameProps) {
  const { opened, problem } = useSpreadsheet(page);
  return (
    <section id="sheet" className="wb-frame" aria-label="Sheet" aria-busy={!opened && !problem}>
      {problem && (
        <Notice tone="danger" title="The sheet cannot be edited here">
          {problem}
        </Notice>
      )}
      {opened ? <opened.App store={opened.store} onPick={totals.pick} /> : <PlainSheet page={page} />}
    </section>
  );
}

interface Opened {
  App: typeof import('./sheet/sheet-app.tsx').SheetApp;
  store: SheetStore;
}

function useSpreadsheet({ workbook, edits, mayWrite }: WorkbookPageData) {
  const { tenant = '' } = useParams();
  const [opened, setOpened] = useState<Opened>();
  const [problem, setProblem] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is saved later goes through the open sheet; only another workbook opens anew
  useEffect(() => {
    const leaving = new AbortController();
    let store: SheetStore | undefined;
    setOpened(undefined);
    open(leaving.signal).then(
      (found) => {
        if (leaving.signal.aborted) return;
        store = found.store;
        setOpened(found);
      },
      (error: unknown) => {
        if (!leaving.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      leaving.abort();
      store?.dispose();
    };
  }, [workbook.id, mayWrite]);

  async function open(signal: AbortSignal): Promise<Opened> {
    const { SheetApp, openSheet } = await import('./sheet/sheet-app.tsx');
    const file = `${links.workbookXlsx(tenant, workbook.id)}?as=imported`;
    const save = links.workbookSave(tenant, workbook.id);
    return {
      App: SheetApp,
      store: await openSheet({ id: workbook.id, file, save, edits, version: workbook.version, mayWrite }, signal),
    };
  }

  return { opened, problem };
}
