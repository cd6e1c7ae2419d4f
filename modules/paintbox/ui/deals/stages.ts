import type { DealStage } from '../../domain/inputs/deal.ts';

/** The stages from left to right. Written here, because the schema that also lists them brings its library along. */
export const stages = ['lead', 'estimating', 'quoted', 'won', 'lost'] as const satisfies readonly DealStage[];

export function stageNamed(name: unknown): DealStage | undefined {
  return stages.find((stage) => stage === name);
}
