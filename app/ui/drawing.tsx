import { useMemo } from 'react';
import { drawPlan, type Opening, type PlanShape } from './plan.ts';

export type { Opening } from './plan.ts';

export interface PlanDrawingProps {
  /** What is drawn, for those who cannot see it. */
  title: string;
  /** Inside measures in one unit, whichever: only their proportion is drawn. */
  width: number;
  depth: number;
  /** The measures as the trade writes them, such as `12′ 6″`. */
  widthText: string;
  depthText: string;
  openings?: readonly Opening[];
  /** Written in the middle. */
  caption?: string;
  /** Below the caption, such as the floor area. */
  detail?: string;
}

/** A rectangular room from above, with its openings and its dimensions. */
export function PlanDrawing({
  title,
  widthText,
  depthText,
  caption,
  detail,
  width,
  depth,
  openings = [],
}: PlanDrawingProps) {
  const plan = useMemo(() => drawPlan({ width, depth, openings }), [width, depth, openings]);
  const { box, room } = plan;
  const middle = { x: room.x + room.width / 2, y: room.y + room.height / 2 };
  return (
    <svg className="plan" viewBox={`0 0 ${box.width} ${box.height}`} role="img" aria-label={title}>
      <rect className="plan-floor" {...room} />
      <path className="plan-wall" d={plan.walls} />
      {/* A gap is cut out of the wall, then filled with glass or a leaf. */}
      <path className="plan-gap" d={plan.gaps} />
      <path className="plan-pane" d={plan.windows} />
      <path className="plan-leaf" d={plan.doors} />
      <Dimensions plan={plan} widthText={widthText} depthText={depthText} />
      {caption && (
        <text className="plan-caption" x={middle.x} y={middle.y - (detail ? 4 : -6)}>
          {caption}
        </text>
      )}
      {detail && (
        <text className="plan-text" x={middle.x} y={middle.y + 20}>
          {detail}
        </text>
      )}
    </svg>
  );
}

function Dimensions({ plan, widthText, depthText }: { plan: PlanShape; widthText: string; depthText: string }) {
  const { room, dimensions } = plan;
  const beside = room.x - 26;
  return (
    <>
      <path className="plan-dimension" d={dimensions} />
      <text className="plan-text" x={room.x + room.width / 2} y={room.y - 30}>
        {widthText}
      </text>
      <text
        className="plan-text"
        x={beside - 8}
        y={room.y + room.height / 2}
        transform={`rotate(-90 ${beside - 8} ${room.y + room.height / 2})`}
      >
        {depthText}
      </text>
    </>
  );
}
