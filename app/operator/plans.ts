/** What a business may use. Calls and tokens are counted in a calendar month of UTC. */
export interface Limits {
  seatLimit: number;
  storageLimitMib: number;
  apiCallLimit: number;
  assistantTokenLimit: number;
  /** In any 24 hours, to whomever. */
  dailyMailLimit: number;
}

/** What is agreed upon with a business. Its limits are copied from here and may be changed for it alone. */
export const plans = {
  trial: {
    label: 'Trial',
    seatLimit: 5,
    storageLimitMib: 1_024,
    apiCallLimit: 10_000,
    assistantTokenLimit: 100_000,
    dailyMailLimit: 50,
  },
  standard: {
    label: 'Standard',
    seatLimit: 100,
    storageLimitMib: 10_240,
    apiCallLimit: 100_000,
    assistantTokenLimit: 1_000_000,
    dailyMailLimit: 500,
  },
  large: {
    label: 'Large',
    seatLimit: 1_000,
    storageLimitMib: 102_400,
    apiCallLimit: 2_000_000,
    assistantTokenLimit: 20_000_000,
    dailyMailLimit: 5_000,
  },
} as const satisfies Record<string, Limits & { label: string }>;

export type PlanName = keyof typeof plans;

export const planNames = Object.keys(plans) as PlanName[]; // the keys of a literal are exactly its names

/** The name of a plan to show; one that is no longer offered keeps its own. */
export function planLabel(plan: string): string {
  return Object.hasOwn(plans, plan) ? plans[plan as PlanName].label : plan;
}
