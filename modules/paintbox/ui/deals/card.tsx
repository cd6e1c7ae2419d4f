import { useFetcher, useParams } from '@remix-run/react';
import { type DragEvent, type FormEvent, useEffect, useState } from 'react';
import { IconButton } from '#app/ui/button.tsx';
import { CsrfField } from '#app/ui/csrf.tsx';
import { cx } from '#app/ui/cx.ts';
import { Money } from '#app/ui/figure.tsx';
import { failureFor } from '#app/ui/form-failure.ts';
import { Icon } from '#app/ui/icons.tsx';
import { Link } from '#app/ui/link.tsx';
import { toast } from '#app/ui/toast-store.ts';
import type { DealStage } from '../../domain/inputs/deal.ts';
import { dealStageLabels } from '../../domain/labels.ts';
import { links } from '../../domain/links.ts';
import { moveKey } from './moves.ts';
import { stageNamed, stages } from './stages.ts';

export interface DealOnBoard {
  id: string;
  title: string;
  stage: DealStage;
  clientName: string;
  estimateCount: number;
  valueMinor: number | null;
  currency: string | null;
}

export const stageFieldId = (id: string) => `stage-of-${id}`;

interface DealCardProps {
  deal: DealOnBoard;
  moveTo: ((id: string, stage: DealStage) => void) | undefined;
}

export function DealCard({ deal, moveTo }: DealCardProps) {
  const { tenant = '' } = useParams();
  const [isDragged, setDragged] = useState(false);
  useSayRefusal(deal);

  function drag(event: DragEvent) {
    event.dataTransfer.setData('text/plain', deal.id);
    event.dataTransfer.effectAllowed = 'move';
    setDragged(true);
  }

  return (
    <li
      className={cx('grid gap-1 rounded-lg border border-line bg-surface p-3', isDragged && 'opacity-60')}
      draggable={moveTo !== undefined}
      onDragStart={drag}
      onDragEnd={() => setDragged(false)}
    >
      <Link className="link font-semibold" to={links.deal(tenant, deal.id)} prefetch="intent" draggable={false}>
        {deal.title}
      </Link>
      <span className="text-ink-soft">{deal.clientName}</span>
      <span className="flex flex-wrap items-baseline justify-between gap-x-2 text-sm">
        {deal.valueMinor !== null && deal.currency ? (
          <Money minor={deal.valueMinor} currency={deal.currency} className="font-semibold" />
        ) : (
          <span className="text-ink-faint">No estimate</span>
        )}
        {deal.estimateCount > 1 && <span className="text-ink-soft">{deal.estimateCount} estimates</span>}
      </span>
      {moveTo && <MoveForm deal={deal} moveTo={moveTo} />}
    </li>
  );
}

function MoveForm({
  deal,
  moveTo,
}: Required<Pick<DealCardProps, 'deal'>> & { moveTo: (id: string, stage: DealStage) => void }) {
  const id = stageFieldId(deal.id);

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const stage = stageNamed(new FormData(event.currentTarget).get('stage'));
    if (stage) moveTo(deal.id, stage);
  }

  return (
    <form method="post" className="mt-1 flex items-center gap-1 border-t border-line pt-1" onSubmit={send}>
      <CsrfField />
      <input type="hidden" name="intent" value="move" />
      <input type="hidden" name="id" value={deal.id} />
      <label className="sr-only" htmlFor={id}>
        Stage of {deal.title}
      </label>
      <div className="select min-w-0 flex-1">
        <select
          id={id}
          name="stage"
          className="control border-transparent bg-transparent px-1 py-0 text-sm text-ink-soft"
          defaultValue={deal.stage}
        >
          {stages.map((stage) => (
            <option key={stage} value={stage}>
              {dealStageLabels[stage]}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" />
      </div>
      <IconButton type="submit" icon="arrow-right" label={`Move ${deal.title}`} size="small" />
    </form>
  );
}

/** The card goes back by itself when the server refuses; this says why. */
function useSayRefusal(deal: DealOnBoard) {
  const { data } = useFetcher({ key: moveKey(deal.id) });
  const refusal = failureFor(data, undefined)?.message;
  useEffect(() => {
    if (refusal) toast({ message: refusal, tone: 'problem' });
  }, [refusal]);
}
