import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stackBars } from './chart-scale.ts';
import { placement } from './placement.ts';
import { drawPlan } from './plan.ts';

const screen = { width: 1280, height: 800 };
const list = { width: 200, height: 300 };

describe('where a list opens', () => {
  it('is below its button, at the edge asked for', () => {
    const button = { left: 400, right: 500, top: 100, bottom: 136 };
    expect(placement(button, list, screen, 'start')).toEqual({ left: 400, top: 140 });
    expect(placement(button, list, screen, 'end')).toEqual({ left: 300, top: 140 });
  });

  it('is above when there is no room below', () => {
    expect(placement({ left: 400, right: 500, top: 700, bottom: 736 }, list, screen, 'start').top).toBe(396);
  });

  it('never leaves the screen', () => {
    const at = fc.integer({ min: 0, max: 1270 });
    fc.assert(
      fc.property(
        at,
        fc.integer({ min: 0, max: 790 }),
        fc.constantFrom('start' as const, 'end' as const),
        (x, y, align) => {
          const { left, top } = placement({ left: x, right: x + 36, top: y, bottom: y + 36 }, list, screen, align);
          return left >= 8 && left + list.width <= 1272 && top >= 8 && top + list.height <= 792;
        },
      ),
    );
  });
});

describe('a plan', () => {
  it('keeps the proportion of the room', () => {
    const { room } = drawPlan({ width: 15, depth: 12, openings: [] });
    expect(room.width / room.height).toBeCloseTo(15 / 12);
  });

  it('draws a corridor wide enough to see', () => {
    expect(drawPlan({ width: 40, depth: 3, openings: [] }).room.height).toBe(60);
  });

  it('cuts an opening to its wall', () => {
    const { room, gaps } = drawPlan({
      width: 10,
      depth: 10,
      openings: [{ kind: 'window', wall: 'north', at: 8, width: 5 }],
    });
    expect(gaps).toBe(`M${room.x + room.width * 0.8} ${room.y}L${room.x + room.width} ${room.y}`);
  });

  it('lets a door swing into the room on every wall', () => {
    for (const wall of ['north', 'east', 'south', 'west'] as const) {
      const { room, doors } = drawPlan({ width: 10, depth: 10, openings: [{ kind: 'door', wall, at: 4, width: 3 }] });
      const [x = 0, y = 0] = (/L([\d.]+) ([\d.]+)A/.exec(doors)?.slice(1) ?? []).map(Number);
      expect(x).toBeGreaterThanOrEqual(room.x);
      expect(x).toBeLessThanOrEqual(room.x + room.width);
      expect(y).toBeGreaterThanOrEqual(room.y);
      expect(y).toBeLessThanOrEqual(room.y + room.height);
    }
  });

  it('survives a room without size', () => {
    expect(
      drawPlan({ width: 0, depth: 0, openings: [{ kind: 'door', wall: 'east', at: 1, width: 3 }] }).doors,
    ).not.toContain('NaN');
  });
});

describe('bars', () => {
  it('fill the scale with the longest row and stack their parts', () => {
    const [long, short] = stackBars([
      { label: 'a', values: [60, 40] },
      { label: 'b', values: [25, 0] },
    ]);
    expect(long?.segments).toEqual([
      { series: 0, value: 60, start: 0, width: 60 },
      { series: 1, value: 40, start: 60, width: 40 },
    ]);
    expect(short).toEqual({ label: 'b', total: 25, segments: [{ series: 0, value: 25, start: 0, width: 25 }] });
  });

  it('have no length when there is nothing', () => {
    expect(stackBars([{ label: 'a', values: [0, 0] }])).toEqual([{ label: 'a', total: 0, segments: [] }]);
  });
});
