import type { DealStage } from './inputs/deal.ts';
import type { EstimateStatus } from './inputs/estimate.ts';

/** The number of an estimate as people say it: `E-1042`. */
export function estimateNumber(number: number): string {
  return `E-${number}`;
}

/** With the revision once there is more than one: `E-1042 rev. 2`. */
export function revisionNumber(number: number, revision: number): string {
  return revision > 1 ? `${estimateNumber(number)} rev. ${revision}` : estimateNumber(number);
}

/** What an open quote can be, seen from either side. */
export type QuoteState = 'open' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';

export const estimateStatusLabels: Record<EstimateStatus, string> = {
  draft: 'Draft',
  sent: 'Sent',
  accepted: 'Accepted',
  declined: 'Declined',
  expired: 'Expired',
};

export const dealStageLabels: Record<DealStage, string> = {
  lead: 'Lead',
  estimating: 'Estimating',
  quoted: 'Quoted',
  won: 'Won',
  lost: 'Lost',
};

export const quoteStateLabels: Record<QuoteState, string> = {
  open: 'Open',
  accepted: 'Accepted',
  declined: 'Declined',
  expired: 'Expired',
  revoked: 'Withdrawn',
  superseded: 'Replaced',
};

/** An address on one line, without its empty parts. */
export function addressLine(address: {
  line1: string;
  line2?: string;
  city: string;
  region: string;
  postalCode: string;
}): string {
  const place = [address.region, address.postalCode].filter(Boolean).join(' ');
  return [address.line1, address.line2, address.city, place].filter(Boolean).join(', ');
}
