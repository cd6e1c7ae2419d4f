import type { Tone } from '#app/ui/badge.tsx';
import type { DealStage } from '../../domain/inputs/deal.ts';
import type { EstimateStatus } from '../../domain/inputs/estimate.ts';

export const statusTones: Record<EstimateStatus, Tone> = {
  draft: 'plain',
  sent: 'info',
  accepted: 'done',
  declined: 'danger',
  expired: 'danger',
};

export const stageTones: Record<DealStage, Tone> = {
  lead: 'plain',
  estimating: 'plain',
  quoted: 'info',
  won: 'done',
  lost: 'danger',
};
