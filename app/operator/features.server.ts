import { and, eq, isNull } from 'drizzle-orm';
import { featureSwitch } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import { log } from '../http/log.server.ts';
import type { Operator } from '../tenancy/operator.server.ts';
import { auditInTenant, recordAct } from './acts.server.ts';
import { decide, type FeatureName, features, type Switch } from './features.ts';

/** How long another process may not know of a switch yet. */
const everyMs = 10_000;

let known: readonly Switch[] = [];

/** Whether a feature is on, in a tenant or (null) in front of them all. Answered from memory. */
export function isFeatureOn(feature: FeatureName, tenantId: string | null): boolean {
  return decide(known, feature, tenantId);
}

/** @throws Refusal conflict when the feature is switched off */
export function requireFeature(feature: FeatureName, tenantId: string | null, sentence: string): void {
  if (!isFeatureOn(feature, tenantId)) throw new Refusal('conflict', sentence);
}

/** Reads the switches now and again and again. What cannot be read stays as it was last known. */
export async function followFeatures(): Promise<{ stop(): void }> {
  await readSwitches();
  const timer = setInterval(() => {
    readSwitches().catch((error) => log().warn({ err: error }, 'the feature switches were not read'));
  }, everyMs).unref();
  return { stop: () => clearInterval(timer) };
}

async function readSwitches(): Promise<void> {
  known = await listSwitches();
}

export function listSwitches(): Promise<Switch[]> {
  return withPlatform(
    (tx) =>
      tx
        .select({ feature: featureSwitch.feature, tenantId: featureSwitch.inTenantId, isOn: featureSwitch.isOn })
        .from(featureSwitch),
    { readOnly: true },
  );
}

export interface Switching {
  feature: FeatureName;
  /** Null: everywhere. */
  tenantId: string | null;
  /** `default` takes the switch away. */
  to: 'on' | 'off' | 'default';
  reason: string;
}

/** Sets or takes away a switch; in a tenant, the tenant's own audit says so. */
export async function switchFeature(operator: Operator, { feature, tenantId, to, reason }: Switching): Promise<void> {
  if (tenantId && features[feature].reach !== 'tenant') throw notFound('switch');
  await withPlatform(async (tx) => {
    const here = tenantId ? eq(featureSwitch.inTenantId, tenantId) : isNull(featureSwitch.inTenantId);
    await tx.delete(featureSwitch).where(and(eq(featureSwitch.feature, feature), here));
    if (to !== 'default') {
      const set = { feature, inTenantId: tenantId, isOn: to === 'on', switchedBy: operator.userId };
      await tx.insert(featureSwitch).values(set);
    }
    const act = { action: 'feature.switched', tenantId, reason, detail: { feature, to } };
    await recordAct(tx, operator, act);
    if (tenantId) await auditInTenant(tx, operator, { ...act, tenantId });
  });
  await readSwitches();
}
