import { useMemo, useState } from 'react';
import { Button } from '#app/ui/button.tsx';
import { Dialog } from '#app/ui/dialog.tsx';
import type { Estimate } from '../../domain/estimate.ts';
import { type Clash, mergeEstimates, resolveMerge } from '../../domain/merge.ts';

interface ConflictDialogProps {
  base: Estimate;
  theirs: Estimate;
  mine: Estimate;
  onSettle: (doc: Estimate) => void;
  onClose: () => void;
}

type Side = 'mine' | 'theirs';

/** Two people changed the same things: each is shown with both values, and one of them is chosen. All else is merged already. */
export default function ConflictDialog({ base, theirs, mine, onSettle, onClose }: ConflictDialogProps) {
  const merge = useMemo(() => mergeEstimates(base, theirs, mine), [base, theirs, mine]);
  const [choices, setChoices] = useState<Record<string, Side>>({});
  const chooseAll = (side: Side) => setChoices(Object.fromEntries(merge.clashes.map(({ id }) => [id, side])));
  const open = merge.clashes.filter(({ id }) => choices[id] === undefined).length;
  return (
    <Dialog
      open
      size="wide"
      onClose={onClose}
      title="Somebody else changed the same"
      actions={
        <>
          <Button onClick={() => chooseAll('theirs')}>Take all of theirs</Button>
          <Button onClick={() => chooseAll('mine')}>Keep all of mine</Button>
          <Button variant="primary" disabled={open > 0} onClick={() => onSettle(resolveMerge(merge, choices))}>
            {open > 0 ? `${open} to choose` : 'Save both'}
          </Button>
        </>
      }
    >
      <p>Everything that only one of you changed is merged already. Choose what holds for the rest.</p>
      <ul className="ed-clashes">
        {merge.clashes.map((clash) => (
          <ClashRow
            key={clash.id}
            clash={clash}
            chosen={choices[clash.id]}
            onChoose={(side) => setChoices({ ...choices, [clash.id]: side })}
          />
        ))}
      </ul>
    </Dialog>
  );
}

function ClashRow({
  clash,
  chosen,
  onChoose,
}: {
  clash: Clash;
  chosen: Side | undefined;
  onChoose: (side: Side) => void;
}) {
  const sides: { side: Side; label: string; value: string }[] = [
    { side: 'theirs', label: 'Theirs', value: clash.theirs },
    { side: 'mine', label: 'Yours', value: clash.mine },
  ];
  return (
    <li>
      <fieldset className="ed-clash">
        <legend>{clash.label}</legend>
        {sides.map(({ side, label, value }) => (
          <label key={side} className="ed-clash-side">
            <input
              type="radio"
              className="check"
              name={clash.id}
              checked={chosen === side}
              onChange={() => onChoose(side)}
            />
            <span>
              <small>{label}</small>
              {value || 'Empty'}
            </span>
          </label>
        ))}
      </fieldset>
    </li>
  );
}
