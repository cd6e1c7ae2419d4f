import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { moneyText } from '#app/ui/figures.ts';
import { useMemberLocale } from '#app/ui/locale.tsx';
import { toast } from '#app/ui/toast-store.ts';
import { newId } from '#app/values/id.ts';
import type { Estimate } from '../../domain/estimate.ts';
import type { RateBook } from '../../domain/rate-book.ts';
import { Areas } from './areas.tsx';
import { type EditorContextValue, EditorProvider, type Opened, useSaveState, useSnapshot } from './context.tsx';
import { Discounts } from './discounts.tsx';
import { Extras } from './extras.tsx';
import { type EstimateFacts, EstimateHeader, WhyReadOnly } from './header.tsx';
import { keptWorkAt } from './kept-work.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { Notes } from './notes.tsx';
import { Options } from './options.tsx';
import { Purchases } from './purchases.tsx';
import { postSave } from './save-answer.ts';
import { PricingSettings } from './settings.tsx';
import { moveBetweenCells } from './sheet-keys.ts';
import { pressShortcut } from './shortcuts.ts';
import { EditorStore } from './store.ts';
import { TotalsPanel } from './totals-panel.tsx';
import { WorkbookLines } from './workbook-lines.tsx';

const ExplainDialog = lazy(() => import('./explain-dialog.tsx'));
const ConflictDialog = lazy(() => import('./conflict-dialog.tsx'));
const ShortcutsDialog = lazy(() => import('./shortcuts-dialog.tsx'));
const DetailsDialog = lazy(() => import('./details-dialog.tsx'));
const TotalsSheet = lazy(() => import('./totals-sheet.tsx'));

export interface EditorProps {
  tenant: string;
  facts: EstimateFacts;
  doc: Estimate;
  book: RateBook;
  version: number;
  isEditable: boolean;
  /** Where saves are posted. */
  saveUrl: string;
}

type Showing =
  | { kind: 'explain'; what: Opened }
  | { kind: 'details'; areaId: string; surfaceId?: string }
  | { kind: 'shortcuts' }
  | { kind: 'totals' }
  | { kind: 'conflict' }
  | null;

/** The estimate under edit: rooms as a sheet, totals beside it, all else below. */
export function Editor(props: EditorProps) {
  const { tenant, facts, version, isEditable, book } = props;
  const store = useEditorStore(props);
  const { doc, priced, canUndo, canRedo } = useSnapshot(store);
  const [showing, setShowing] = useState<Showing>(null);
  const areas = useOpenAreas(doc);
  const { locale } = useMemberLocale();
  const { currency } = doc;

  const context = useMemo<EditorContextValue>(
    () => ({
      store,
      book,
      isReadOnly: !isEditable,
      locale,
      currency,
      explain: (what) => setShowing({ kind: 'explain', what }),
      showDetails: (of) => setShowing({ kind: 'details', ...of }),
    }),
    [store, book, isEditable, locale, currency],
  );
  useShortcuts(
    { store, toggleArea: areas.toggle, openArea: areas.open, showShortcuts: () => setShowing({ kind: 'shortcuts' }) },
    isEditable,
  );
  useShownConflict(store, () => setShowing({ kind: 'conflict' }));

  return (
    <EditorProvider value={context}>
      <div className="page page-wide editor">
        <EstimateHeader
          {...{ tenant, facts, version, canUndo, canRedo }}
          title={doc.title}
          onCompare={() => setShowing({ kind: 'conflict' })}
          onShortcuts={() => setShowing({ kind: 'shortcuts' })}
        />
        {!isEditable && <WhyReadOnly tenant={tenant} facts={facts} />}
        <div className="ed-layout">
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows are heard from the cells inside */}
          <div className="ed-main" onKeyDown={moveBetweenCells}>
            <SectionLinks doc={doc} />
            <Areas
              {...{ doc, priced, version }}
              openAreas={areas.opened}
              onToggle={areas.toggle}
              onToggleAll={areas.toggleAll}
            />
            <Extras doc={doc} priced={priced} />
            <WorkbookLines doc={doc} priced={priced} />
            <Options doc={doc} priced={priced} />
            <Discounts doc={doc} priced={priced} />
            <Purchases priced={priced} />
            <PricingSettings doc={doc} version={version} />
            <Notes doc={doc} version={version} />
          </div>
          <aside className="ed-aside" aria-label="Totals">
            <TotalsPanel priced={priced} />
          </aside>
        </div>
        <button type="button" className="ed-total-bar" onClick={() => setShowing({ kind: 'totals' })}>
          <span>Total</span>
          <span className="num">{moneyText(priced.totals.total, { locale, currency })}</span>
        </button>
        <Colours doc={doc} />
        <LeaveGuard />
        <Dialogs showing={showing} onClose={() => setShowing(null)} store={store} />
      </div>
    </EditorProvider>
  );
}

/** One store for as long as the page shows this revision. */
function useEditorStore({ doc, version, book, facts, saveUrl, isEditable }: EditorProps): EditorStore {
  const kept = useMemo(() => keptWorkAt(facts.id, facts.revision), [facts.id, facts.revision]);
  const [store] = useState(
    () =>
      new EditorStore(
        { doc, version, book, revision: facts.revision },
        {
          send: (request) => postSave(saveUrl, request),
          keep: (work) => kept.keep(work),
          onMerged: () =>
            toast({ message: 'Somebody else changed this estimate too. Both are in it now.', tone: 'info' }),
          now: () => new Date(),
          merging: () => import('../../domain/merge.ts'),
        },
      ),
  );
  useEffect(() => {
    const work = isEditable ? kept.take() : null;
    if (work) {
      store.resume(work);
      toast({ message: 'Unsaved work from before is back.', tone: 'info' });
    }
    return () => store.dispose();
  }, [store, kept, isEditable]);
  return store;
}

function useOpenAreas(doc: Estimate) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set(doc.areas.slice(0, 1).map(({ id }) => id)));
  const toggle = useCallback(
    (areaId: string) =>
      setOpened((before) => {
        const next = new Set(before);
        if (!next.delete(areaId)) next.add(areaId);
        return next;
      }),
    [],
  );
  const open = useCallback((areaId: string) => setOpened((before) => new Set(before).add(areaId)), []);
  const toggleAll = () => setOpened(opened.size > 0 ? new Set() : new Set(doc.areas.map(({ id }) => id)));
  return { opened, toggle, open, toggleAll };
}

type Acts = Omit<Parameters<typeof pressShortcut>[1], 'newId'>;

/** Heard on the whole page, so that undo works wherever the focus is; a dialog has the keyboard to itself. */
function useShortcuts(acts: Acts, isEditable: boolean) {
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    if (!isEditable) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog:modal')) return;
      if (pressShortcut(event, { ...latest.current, newId })) event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [isEditable]);
}

function useShownConflict(store: EditorStore, show: () => void) {
  const { kind } = useSaveState(store);
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => {
    if (kind === 'conflict') latest.current();
  }, [kind]);
}

function SectionLinks({ doc }: { doc: Estimate }) {
  const sections = [
    ['rooms', 'Rooms', doc.areas.length],
    ['extras', 'Extras', doc.extras.length],
    ['options', 'Options', doc.options.length],
    ['discounts', 'Discounts', doc.discounts.length],
    ['paint', 'Paint to buy', 0],
    ['pricing', 'Pricing', 0],
    ['notes', 'Notes', 0],
  ] as const;
  return (
    <nav className="ed-nav" aria-label="Parts of the estimate">
      {sections.map(([id, label, count]) => (
        <a key={id} href={`#${id}`}>
          {label}
          {count > 0 && <span className="count">{count}</span>}
        </a>
      ))}
    </nav>
  );
}

/** Colours that are in use, offered wherever one is typed. */
function Colours({ doc }: { doc: Estimate }) {
  const colours = new Set(doc.areas.flatMap(({ surfaces }) => surfaces.map(({ colour }) => colour)).filter(Boolean));
  return (
    <datalist id="ed-colours">
      {[...colours].map((colour) => (
        <option key={colour} value={colour} />
      ))}
    </datalist>
  );
}

function Dialogs({ showing, store, onClose }: { showing: Showing; store: EditorStore; onClose: () => void }) {
  const { doc, priced } = useSnapshot(store);
  const save = useSaveState(store);
  if (!showing) return null;
  return (
    <Suspense fallback={null}>
      {showing.kind === 'explain' && <ExplainDialog doc={doc} priced={priced} first={showing.what} onClose={onClose} />}
      {showing.kind === 'details' && (
        <DetailsDialog doc={doc} areaId={showing.areaId} surfaceId={showing.surfaceId} onClose={onClose} />
      )}
      {showing.kind === 'shortcuts' && <ShortcutsDialog onClose={onClose} />}
      {showing.kind === 'totals' && <TotalsSheet priced={priced} onClose={onClose} />}
      {showing.kind === 'conflict' && save.kind === 'conflict' && (
        <ConflictDialog
          base={save.base}
          theirs={save.theirs}
          mine={doc}
          onClose={onClose}
          onSettle={(settled) => {
            store.settle(settled);
            onClose();
          }}
        />
      )}
    </Suspense>
  );
}
