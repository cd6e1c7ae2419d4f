import { type DragEvent, useEffect, useRef, useState } from 'react';
import { cx } from '#app/ui/cx.ts';
import { Money } from '#app/ui/figure.tsx';
import type { DealStage } from '../../domain/inputs/deal.ts';
import { dealStageLabels } from '../../domain/labels.ts';
import { DealCard, type DealOnBoard, stageFieldId } from './card.tsx';
import { useMove, useMovesUnderWay } from './moves.ts';
import { stages as allStages } from './stages.ts';

export interface StageTotal {
  stage: DealStage;
  count: number;
  values: { currency: string; totalMinor: number }[];
}

interface BoardProps {
  deals: readonly DealOnBoard[];
  stages: readonly StageTotal[];
  mayWrite: boolean;
}

/**
 * Deals by stage. A card is moved with the menu on it, which needs neither mouse nor script; dragging is an extra. On a
 * phone the stages stand below each other.
 */
export function Board({ deals, stages, mayWrite }: BoardProps) {
  const underWay = useMovesUnderWay();
  const move = useMove();
  const here = deals.map((deal) => ({ ...deal, stage: underWay.get(deal.id) ?? deal.stage }));
  const moved = useFocusAfterMove(here);

  function moveTo(id: string, stage: DealStage) {
    const deal = deals.find((each) => each.id === id);
    if (!deal) return;
    moved(id);
    move(deal, stage);
  }

  return (
    <div className="grid items-start gap-3 lg:grid-cols-5 [&>*]:min-w-0">
      {allStages.map((stage) => (
        <Column
          key={stage}
          stage={stage}
          total={stages.find((each) => each.stage === stage)}
          deals={here.filter((deal) => deal.stage === stage)}
          moveTo={mayWrite ? moveTo : undefined}
        />
      ))}
    </div>
  );
}

/** A card that moved is drawn anew in another column: whoever moved it with the keyboard keeps their place on it. */
function useFocusAfterMove(deals: readonly DealOnBoard[]) {
  const last = useRef<string>();
  const where = deals.map(({ id, stage }) => `${id}${stage}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: cards that changed their column are the reason to look
  useEffect(() => {
    if (last.current && document.activeElement === document.body)
      document.getElementById(stageFieldId(last.current))?.focus();
    last.current = undefined;
  }, [where]);
  return (id: string) => {
    last.current = id;
  };
}

interface ColumnProps {
  stage: DealStage;
  total: StageTotal | undefined;
  deals: readonly DealOnBoard[];
  moveTo: ((id: string, stage: DealStage) => void) | undefined;
}

/** What is over needs no watching: its latest are enough, the rest is in the list. */
const shownWhenOver = 6;

function Column({ stage, total, deals, moveTo }: ColumnProps) {
  const [isOver, setOver] = useState(false);
  const shown = stage === 'won' || stage === 'lost' ? deals.slice(0, shownWhenOver) : deals;
  const hidden = Math.max(deals.length, total?.count ?? 0) - shown.length;

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    moveTo?.(event.dataTransfer.getData('text/plain'), stage);
  }

  return (
    <section
      aria-labelledby={`stage-${stage}`}
      className={cx('rounded-lg border border-line bg-sunken p-2', isOver && 'border-candle-edge bg-selected')}
      onDragOver={(event) => {
        if (!moveTo) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <header className="flex flex-wrap items-baseline justify-between gap-x-2 px-1 pb-2">
        <h2 id={`stage-${stage}`} className="font-semibold">
          {dealStageLabels[stage]} <span className="count font-normal">{total?.count ?? 0}</span>
        </h2>
        <span className="text-sm text-ink-soft">
          {total?.values.map(({ currency, totalMinor }) => (
            <Money key={currency} minor={totalMinor} currency={currency} whole className="ml-2" />
          ))}
        </span>
      </header>
      <ul className="grid gap-2">
        {shown.map((deal) => (
          <DealCard key={deal.id} deal={deal} moveTo={moveTo} />
        ))}
      </ul>
      {hidden > 0 && (
        <a className="btn btn-quiet btn-small mt-2 w-full" href={`?view=list&stage=${stage}`}>
          {hidden} more in the list
        </a>
      )}
    </section>
  );
}
