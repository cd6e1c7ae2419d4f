import type { Area, Extra, Surface, WorkbookLine } from './estimate.ts';
import { type Figured, figureExtra, figureSurface, figureWorkbookLine } from './price-line.ts';
import type { PricingContext } from './pricing-context.ts';
import { geometryOf } from './takeoff.ts';

export type FiguredArea = { area: Area; lines: readonly Figured[]; problem: string | null };

/*
 * Documents are immutable: an edit makes new objects along its path and keeps all others. So the last answer for an object is
 * right for as long as the same object is asked about in the same context, and re-pricing after one edit figures one line.
 */
const areas = new WeakMap<Area, { context: PricingContext; figured: FiguredArea }>();
const surfaces = new WeakMap<Surface, { context: PricingContext; area: Area; figured: Figured }>();
const extras = new WeakMap<Extra, { context: PricingContext; figured: Figured }>();
const workbookLines = new WeakMap<WorkbookLine, { context: PricingContext; figured: Figured }>();

export function figureArea(context: PricingContext, area: Area): FiguredArea {
  const known = areas.get(area);
  if (known?.context === context) return known.figured;
  const geometry = geometryOf(area, context.units, context.openings);
  const figured: FiguredArea = {
    area,
    lines: area.surfaces.map((surface) => {
      const before = surfaces.get(surface);
      if (before?.context === context && isSameFor(before.area, area)) return before.figured;
      const line = figureSurface(context, area, geometry, surface);
      surfaces.set(surface, { context, area, figured: line });
      return line;
    }),
    problem: geometry.isOverOpened ? `${area.name}: the openings are larger than the walls.` : null,
  };
  areas.set(area, { context, figured });
  return figured;
}

/** Whether an area changed in nothing that its surfaces' figures depend on. */
function isSameFor(before: Area, now: Area): boolean {
  return (
    before.shape === now.shape &&
    before.openings === now.openings &&
    before.conditionId === now.conditionId &&
    before.optionId === now.optionId &&
    before.id === now.id
  );
}

export function figureExtraOnce(context: PricingContext, extra: Extra): Figured {
  const known = extras.get(extra);
  if (known?.context === context) return known.figured;
  const figured = figureExtra(context, extra);
  extras.set(extra, { context, figured });
  return figured;
}

export function figureWorkbookLineOnce(context: PricingContext, row: WorkbookLine): Figured {
  const known = workbookLines.get(row);
  if (known?.context === context) return known.figured;
  const figured = figureWorkbookLine(context, row);
  workbookLines.set(row, { context, figured });
  return figured;
}
