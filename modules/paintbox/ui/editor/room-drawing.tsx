import { useMemo } from 'react';
import { type Opening as DrawnOpening, PlanDrawing } from '#app/ui/drawing.tsx';
import type { Area, Shape } from '../../domain/estimate.ts';
import type { OpeningRule } from '../../domain/rate-book.ts';
import { openingSize } from '../../domain/takeoff.ts';

interface RoomDrawingProps {
  area: Area;
  rule: OpeningRule;
  /** Written in the middle of a room: its floor. */
  detail: string;
}

/** The area to scale: a room from above, a wall or a gable from the front. Nothing where only quantities were stated. */
export function RoomDrawing({ area, rule, detail }: RoomDrawingProps) {
  const { shape } = area;
  if (shape.kind === 'custom') return null;
  if (shape.kind === 'rectangle') return <RoomPlan area={area} shape={shape} rule={rule} detail={detail} />;
  return <Elevation area={area} shape={shape} rule={rule} />;
}

type Rectangle = Extract<Shape, { kind: 'rectangle' }>;

function RoomPlan({ area, shape, rule, detail }: { area: Area; shape: Rectangle; rule: OpeningRule; detail: string }) {
  const { width, length } = shape;
  const openings = useMemo(() => planned(area, shape, rule), [area, shape, rule]);
  return (
    <PlanDrawing
      title={`${area.name} from above, ${length.typed} by ${width.typed}`}
      width={length.nm}
      depth={width.nm}
      widthText={length.typed}
      depthText={width.typed}
      openings={openings}
      caption={area.name}
      detail={detail}
    />
  );
}

interface Sized {
  kind: 'door' | 'window';
  width: number;
  height: number;
}

function sized(area: Area, rule: OpeningRule): Sized[] {
  return area.openings.flatMap((opening) => {
    const { width, height } = openingSize(opening, rule);
    const kind = opening.kind === 'door' ? ('door' as const) : ('window' as const);
    return Array.from({ length: Math.min(opening.count, 12) }, () => ({ kind, width, height }));
  });
}

/**
 * Nobody measures where in its wall an opening is, so doors go to the front wall and windows round the other three, evenly spread. Only
 * their number and size are to scale.
 */
function planned(area: Area, { length, width }: Rectangle, rule: OpeningRule): DrawnOpening[] {
  const all = sized(area, rule);
  const windowWalls =
    length.nm >= width.nm ? (['north', 'east', 'west'] as const) : (['east', 'north', 'west'] as const);
  const walls = new Map<DrawnOpening['wall'], Sized[]>();
  let windows = 0;
  for (const opening of all) {
    const wall = opening.kind === 'door' ? 'south' : (windowWalls[windows++ % windowWalls.length] ?? 'north');
    walls.set(wall, [...(walls.get(wall) ?? []), opening]);
  }
  return [...walls].flatMap(([wall, inWall]) => {
    const side = wall === 'north' || wall === 'south' ? length.nm : width.nm;
    return spread(inWall, side).map(({ kind, width: opening, at }) => ({ kind, wall, at, width: opening }));
  });
}

/** Evenly along a wall, with equal gaps between; squeezed together where they do not fit. */
function spread<Item extends { width: number }>(items: readonly Item[], side: number): (Item & { at: number })[] {
  const taken = items.reduce((sum, { width }) => sum + width, 0);
  const scale = taken > side * 0.92 ? (side * 0.92) / taken : 1;
  const gap = (side - taken * scale) / (items.length + 1);
  let at = gap;
  return items.map((item) => {
    const placed = { ...item, width: item.width * scale, at };
    at += item.width * scale + gap;
    return placed;
  });
}

const paper = { width: 360, left: 44, top: 34, end: 16 };

/** A wall or a gable from the front, standing on its floor. */
function Elevation({
  area,
  shape,
  rule,
}: {
  area: Area;
  shape: Exclude<Shape, { kind: 'rectangle' | 'custom' }>;
  rule: OpeningRule;
}) {
  const across = shape.kind === 'wall' ? shape.length : shape.width;
  const scale = Math.min(paper.width / across.nm, 220 / shape.height.nm);
  const width = across.nm * scale;
  const height = Math.max(40, shape.height.nm * scale);
  const { left, top, end } = paper;
  const floor = top + height;
  const outline =
    shape.kind === 'wall'
      ? `M${left} ${top}h${width}v${height}h${-width}z`
      : `M${left} ${floor}l${width / 2} ${-height}l${width / 2} ${height}z`;
  const openings = spread(
    sized(area, rule).map((opening) => ({
      ...opening,
      width: opening.width * scale,
      tall: Math.min(opening.height * scale, height * 0.9),
    })),
    width,
  );
  return (
    <svg
      className="plan"
      viewBox={`0 0 ${left + width + end} ${floor + end}`}
      role="img"
      aria-label={`${area.name} from the front, ${across.typed} wide and ${shape.height.typed} high`}
    >
      <path className="plan-floor" d={outline} />
      <path className="plan-wall" d={outline} />
      {openings.map(({ kind, at, width: wide, tall }) => (
        <rect
          key={at}
          className={kind === 'door' ? 'ed-door' : 'ed-window'}
          x={left + at}
          y={kind === 'door' ? floor - tall : floor - height * 0.55 - tall / 2}
          width={wide}
          height={tall}
        />
      ))}
      <path
        className="plan-dimension"
        d={`M${left} ${top - 12}h${width}m0 -5v10M${left} ${top - 17}v10M${left - 14} ${top}v${height}m-5 0h10M${left - 19} ${top}h10`}
      />
      <text className="plan-text" x={left + width / 2} y={top - 19}>
        {across.typed}
      </text>
      <text
        className="plan-text"
        x={left - 24}
        y={top + height / 2}
        transform={`rotate(-90 ${left - 24} ${top + height / 2})`}
      >
        {shape.height.typed}
      </text>
    </svg>
  );
}
