/** A door or a window in a wall. Its place is measured along the wall, from the left or from the top. */
export interface Opening {
  kind: 'door' | 'window';
  wall: 'north' | 'east' | 'south' | 'west';
  at: number;
  width: number;
}

export interface Plan {
  width: number;
  depth: number;
  openings: readonly Opening[];
}

export interface PlanShape {
  box: { width: number; height: number };
  room: { x: number; y: number; width: number; height: number };
  /** Path data: walls, the gaps in them, glass, door leaves with their swing, dimension lines. */
  walls: string;
  gaps: string;
  windows: string;
  doors: string;
  dimensions: string;
}

const longest = 360;
const shortest = 60;
const left = 48;
const top = 48;
const end = 16;

/** Lays a room out on paper: its longer side is always the same length, and no side gets too thin to draw in. */
export function drawPlan({ width, depth, openings }: Plan): PlanShape {
  const scale = longest / Math.max(width, depth, Number.EPSILON);
  const side = (length: number) => Math.max(shortest, round(length * scale));
  const room = { x: left, y: top, width: side(width), height: side(depth) };
  const placed = openings.map((opening) => place(opening, room, { width, depth }));
  return {
    box: { width: left + room.width + end, height: top + room.height + end },
    room,
    walls: `M${room.x} ${room.y}h${room.width}v${room.height}h${-room.width}z`,
    gaps: placed.map(line).join(''),
    windows: placed
      .filter(({ kind }) => kind === 'window')
      .map(pane)
      .join(''),
    doors: placed
      .filter(({ kind }) => kind === 'door')
      .map(leaf)
      .join(''),
    dimensions: dimensionLines(room),
  };
}

interface Placed {
  kind: Opening['kind'];
  from: [number, number];
  to: [number, number];
  /** One step into the room. */
  inward: [number, number];
}

/** Where an opening lies on the paper. One that does not fit its wall is cut to it. */
function place(
  { kind, wall, at, width }: Opening,
  room: PlanShape['room'],
  real: { width: number; depth: number },
): Placed {
  const isLevel = wall === 'north' || wall === 'south';
  const length = isLevel ? room.width : room.height;
  const perUnit = length / Math.max(isLevel ? real.width : real.depth, Number.EPSILON);
  const start = clamp(at * perUnit, 0, length);
  const stop = clamp((at + width) * perUnit, start, length);
  const point = (along: number): [number, number] =>
    isLevel
      ? [round(room.x + along), wall === 'north' ? room.y : room.y + room.height]
      : [wall === 'west' ? room.x : room.x + room.width, round(room.y + along)];
  return { kind, from: point(start), to: point(stop), inward: inward[wall] };
}

const inward = { north: [0, 1], south: [0, -1], west: [1, 0], east: [-1, 0] } satisfies Record<
  Opening['wall'],
  [number, number]
>;

function line({ from, to }: Pick<Placed, 'from' | 'to'>): string {
  return `M${from.join(' ')}L${to.join(' ')}`;
}

/** Two thin lines along the gap. */
function pane({ from, to, inward: [dx, dy] }: Placed): string {
  const shifted = (by: number): Pick<Placed, 'from' | 'to'> => ({
    from: [from[0] + dx * by, from[1] + dy * by],
    to: [to[0] + dx * by, to[1] + dy * by],
  });
  return line(shifted(-2.5)) + line(shifted(2.5));
}

/** The leaf stands open into the room and its edge draws a quarter circle. */
function leaf({ from, to, inward: [dx, dy] }: Placed): string {
  const width = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const tip = [round(from[0] + dx * width), round(from[1] + dy * width)];
  const turns = (to[0] - from[0]) * dy - (to[1] - from[1]) * dx > 0 ? 0 : 1;
  return `M${from.join(' ')}L${tip.join(' ')}A${round(width)} ${round(width)} 0 0 ${turns} ${to.join(' ')}`;
}

function dimensionLines({ x, y, width, height }: PlanShape['room']): string {
  const above = y - 22;
  const beside = x - 22;
  return [
    `M${x} ${above}h${width}M${x} ${above - 5}v10M${x + width} ${above - 5}v10`,
    `M${beside} ${y}v${height}M${beside - 5} ${y}h10M${beside - 5} ${y + height}h10`,
  ].join('');
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
