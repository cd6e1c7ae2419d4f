import { formatMoney } from '#app/values/money.ts';
import type { EstimateStatus } from '../../domain/inputs/estimate.ts';
import { revisionNumber } from '../../domain/labels.ts';
import { dayText } from './day-text.ts';

/** One row of the list as it is read: figures are words already, so that drawing fifty of them is joining text. */
export interface EstimateLine {
  id: string;
  number: string;
  title: string;
  client: string;
  status: EstimateStatus;
  updated: string;
  total: string;
}

interface Row {
  id: string;
  number: number;
  revision: number;
  title: string;
  clientName: string;
  status: EstimateStatus;
  updatedAt: Date;
  totalMinor: number;
  currency: string;
}

interface Reader {
  locale: string;
  timeZone: string;
}

export function estimateLine(row: Row, { locale, timeZone }: Reader): EstimateLine {
  return {
    id: row.id,
    number: revisionNumber(row.number, row.revision),
    title: row.title,
    client: row.clientName,
    status: row.status,
    updated: dayText(row.updatedAt, locale, timeZone),
    total: formatMoney(row.totalMinor, row.currency, locale),
  };
}

/** What a list comes to: currencies are never added up with each other. */
export function totalText(totals: readonly { currency: string; totalMinor: number }[], locale: string): string {
  return totals.map(({ currency, totalMinor }) => formatMoney(totalMinor, currency, locale)).join(' + ');
}
