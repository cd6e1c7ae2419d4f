import { useRef } from 'react';
import { Button } from '#app/ui/button.tsx';
import { EmptyState } from '#app/ui/empty-state.tsx';
import type { Estimate } from '../../domain/estimate.ts';
import type { Priced, PricedArea, PricedLine, Problem } from '../../domain/priced.ts';
import { AreaBlock } from './area-block.tsx';
import { useEditor } from './context.tsx';
import { QuickLine } from './quick-line.tsx';

interface AreasProps {
  doc: Estimate;
  priced: Priced;
  version: number;
  openAreas: ReadonlySet<string>;
  onToggle: (areaId: string) => void;
  onToggleAll: () => void;
}

const eagerAreas = 30;
const noLines: readonly PricedLine[] = [];
const noProblems: readonly Problem[] = [];

/** The sheet of rooms and elevations, and the line that adds the next. */
export function Areas({ doc, priced, version, openAreas, onToggle, onToggleAll }: AreasProps) {
  const { isReadOnly } = useEditor();
  const lines = useStableLines(priced);
  const pricedAreas = new Map(priced.areas.map((area) => [area.id, area]));
  const problems = groupBy(priced.problems, ({ areaId }) => areaId);
  return (
    <section id="rooms" className="ed-section" data-sheet aria-labelledby="rooms-title">
      <div className="ed-section-head">
        <h2 id="rooms-title">Rooms and elevations</h2>
        {doc.areas.length > 1 && (
          <Button variant="quiet" size="small" className="needs-script" onClick={onToggleAll}>
            {openAreas.size > 0 ? 'Close all' : 'Open all'}
          </Button>
        )}
      </div>
      {(problems.get(null) ?? noProblems)
        .filter(({ lineId }) => lineId === null)
        .map(({ message }) => (
          <p key={message} className="ed-problem">
            {message}
          </p>
        ))}
      {doc.areas.length > 0 ? (
        <div className="ed-sheet">
          <Headings />
          <ul className="ed-areas">
            {doc.areas.map((area) => (
              <AreaBlock
                key={area.id}
                area={area}
                lines={lines.get(area.id) ?? noLines}
                amount={pricedAreas.get(area.id)?.amount ?? 0}
                hours={hoursOf(pricedAreas.get(area.id))}
                problems={problems.get(area.id) ?? noProblems}
                options={doc.options}
                isOpen={openAreas.has(area.id)}
                isEager={doc.areas.length <= eagerAreas}
                onToggle={onToggle}
              />
            ))}
          </ul>
        </div>
      ) : (
        <EmptyState icon="ruler" title="No rooms yet">
          Type the first one below as you would say it: its name, length by width by height, doors and windows.
        </EmptyState>
      )}
      {!isReadOnly && <QuickLine version={version} />}
    </section>
  );
}

function Headings() {
  return (
    <div className="ed-area-row ed-head" aria-hidden="true">
      <span />
      <span>Room</span>
      <span className="ed-cell-end">Length</span>
      <span className="ed-cell-end">Width</span>
      <span className="ed-cell-end">Height</span>
      <span className="ed-cell-end">Doors</span>
      <span className="ed-cell-end">Windows</span>
      <span className="ed-cell-end">Hours</span>
      <span className="ed-cell-end">Price</span>
      <span />
    </div>
  );
}

/** Painting and preparation together. */
function hoursOf(area: PricedArea | undefined): number {
  if (!area) return 0;
  return (Math.round(Number(area.hours) * 100) + Math.round(Number(area.prepHours) * 100)) / 100;
}

/** The priced lines of each area; the same list while none of them changed, so that its rows need not be drawn again. */
function useStableLines(priced: Priced): ReadonlyMap<string, readonly PricedLine[]> {
  const before = useRef<ReadonlyMap<string, readonly PricedLine[]>>(new Map());
  const now = groupBy(priced.lines, ({ areaId }) => areaId ?? '');
  const stable = new Map(
    [...now].map(([id, lines]) => {
      const old = before.current.get(id);
      const isSame = old?.length === lines.length && old.every((line, at) => line === lines[at]);
      return [id, isSame && old ? old : lines];
    }),
  );
  before.current = stable;
  return stable;
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
