import type { DealStage } from './inputs/deal.ts';

/** What happens to an estimate that its deal follows. */
export type DealNews = 'sent' | 'accepted' | 'declined' | 'revised';

/**
 * The stage a deal takes after news of one of its estimates; `hasOther` tells whether another one is accepted or still
 * with the client. A deal that is won stays won, and one refusal loses it only when nothing else is on offer.
 */
export function stageAfter(
  stage: DealStage,
  news: DealNews,
  hasOther: { accepted: boolean; open: boolean },
): DealStage {
  if (news === 'accepted' || hasOther.accepted) return 'won';
  if (stage === 'won') return 'won';
  if (news === 'sent') return 'quoted';
  if (news === 'declined') return hasOther.open ? 'quoted' : 'lost';
  return hasOther.open ? 'quoted' : 'estimating';
}
