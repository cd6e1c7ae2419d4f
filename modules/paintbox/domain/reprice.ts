import type { Estimate } from './estimate.ts';
import { priceEstimate } from './price.ts';
import type { Totals } from './priced.ts';
import type { RateBook } from './rate-book.ts';

/** What another version of the rate book does to an estimate. Amounts in minor units; null where there is no such line. */
export interface Repricing {
  from: number;
  to: number;
  before: Totals;
  after: Totals;
  /** Only the lines whose amount changes. */
  lines: { id: string; label: string; areaName: string | null; before: number | null; after: number | null }[];
  document: Estimate;
}

/** The document by `next`, with what changes against `current`, which must be the version it was priced with. */
export function reprice(doc: Estimate, current: RateBook, next: RateBook): Repricing {
  const document = { ...doc, rateBookVersion: next.version };
  const before = priceEstimate(doc, current);
  const after = priceEstimate(document, next);
  const areaNames = new Map(doc.areas.map((area) => [area.id, area.name]));
  const old = new Map(before.lines.map((line) => [line.id, line]));
  const fresh = new Map(after.lines.map((line) => [line.id, line]));
  const lines = [...new Map([...old, ...fresh]).values()]
    .map((line) => ({
      id: line.id,
      label: line.label,
      areaName: areaNames.get(line.areaId ?? '') ?? null,
      before: old.get(line.id)?.amount ?? null,
      after: fresh.get(line.id)?.amount ?? null,
    }))
    .filter((line) => line.before !== line.after);
  return { from: current.version, to: next.version, before: before.totals, after: after.totals, lines, document };
}
