/** What can be switched off while the platform runs: to stop harm, or to take weight off. Everything comes switched on. */
interface Feature {
  label: string;
  /** What follows when it is off. */
  whenOff: string;
  /** `tenant`: also in one business alone. */
  reach: 'everywhere' | 'tenant';
}

export const features = {
  'sign-up': {
    label: 'New accounts',
    whenOff: 'Nobody can start a business. Invitations and signing in go on.',
    reach: 'everywhere',
  },
  'outgoing-mail': {
    label: 'Mail of businesses',
    whenOff: 'A business sends no invitations and no quotes by mail. Letters about accounts still leave.',
    reach: 'tenant',
  },
  search: {
    label: 'Search',
    whenOff: 'The search of the command palette finds pages and no records.',
    reach: 'tenant',
  },
} as const satisfies Record<string, Feature>;

export type FeatureName = keyof typeof features;

export const featureNames = Object.keys(features) as FeatureName[]; // the keys of a literal are exactly its names

/** One switch that was set. Without a tenant it holds everywhere. */
export interface Switch {
  feature: string;
  tenantId: string | null;
  isOn: boolean;
}

/** Whether a feature is on: a tenant's own switch has the last word, then the one for everybody; unswitched it is on. */
export function decide(switches: readonly Switch[], feature: FeatureName, tenantId: string | null): boolean {
  const of = (id: string | null) => switches.find((one) => one.feature === feature && one.tenantId === id);
  const own = tenantId !== null && features[feature].reach === 'tenant' ? of(tenantId) : undefined;
  return (own ?? of(null))?.isOn ?? true;
}
