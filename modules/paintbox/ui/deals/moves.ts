import { useFetchers, useSubmit } from '@remix-run/react';
import { useCsrf } from '#app/ui/csrf.tsx';
import { toast } from '#app/ui/toast-store.ts';
import type { DealStage } from '../../domain/inputs/deal.ts';
import { dealStageLabels } from '../../domain/labels.ts';
import { stageNamed } from './stages.ts';

interface Movable {
  id: string;
  title: string;
  stage: DealStage;
}

export const moveKey = (id: string) => `move-${id}`;

/** Moves a deal at once, says so, and offers the way back. The page stays where it is. */
export function useMove() {
  const submit = useSubmit();
  const csrf = useCsrf();
  return ({ id, title, stage: from }: Movable, to: DealStage) => {
    if (from === to) return;
    const fields = { intent: 'move', id, stage: to, stay: 'on', _csrf: csrf };
    submit(fields, { method: 'post', navigate: false, fetcherKey: moveKey(id) });
    toast({
      message: `${title} is in ${dealStageLabels[to]} now.`,
      undo: { action: window.location.pathname + window.location.search, fields: { intent: 'move', id, stage: from } },
    });
  };
}

/** Where deals are going that have not arrived yet. */
export function useMovesUnderWay(): Map<string, DealStage> {
  const fetchers = useFetchers();
  const moves = new Map<string, DealStage>();
  for (const { formData } of fetchers) {
    const stage = stageNamed(formData?.get('stage'));
    const id = formData?.get('id');
    if (stage && typeof id === 'string') moves.set(id, stage);
  }
  return moves;
}
