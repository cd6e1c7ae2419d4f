import { assistantSettings } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import type { OperationContext, TenantInfo } from '../tenancy/operation.server.ts';
import { builtInModel } from './built-in.server.ts';
import { openKeys } from './keys.server.ts';
import { BUILT_IN_ID, findModel, type ModelEntry, models, type PaidProvider } from './models.ts';
import { isPaid, openModel, platformKey } from './providers/providers.server.ts';
import type { Candidate } from './routing.server.ts';

/** What a business chose for its assistant; a row that is not there is a choice of nothing. */
export interface AssistantSettings {
  models: string[];
  monthlyBudgetMicros: number | null;
  memberBudgetMicros: number | null;
  instructions: string;
}

export async function readSettings(tx: TenantTx): Promise<AssistantSettings> {
  const [row] = await tx
    .select({
      models: assistantSettings.models,
      monthlyBudgetMicros: assistantSettings.monthlyBudgetMicros,
      memberBudgetMicros: assistantSettings.memberBudgetMicros,
      instructions: assistantSettings.instructions,
    })
    .from(assistantSettings);
  return row ?? { models: [], monthlyBudgetMicros: null, memberBudgetMicros: null, instructions: '' };
}

/** Changes what was chosen. It holds from the next question on. */
export async function saveSettings(ctx: OperationContext, settings: AssistantSettings): Promise<void> {
  const before = await readSettings(ctx.tx);
  const row = { ...settings, updatedBy: ctx.actor.userId };
  await ctx.tx
    .insert(assistantSettings)
    .values(row)
    .onConflictDoUpdate({ target: assistantSettings.tenantId, set: row });
  const { id } = ctx.tenant;
  await audit(ctx, { action: 'assistant.changed', subjectType: 'tenant', subjectId: id, before, after: settings });
}

/** A model that an admin may name, and whether it can be asked as things stand. */
export interface Choosable extends Pick<ModelEntry, 'id' | 'label' | 'provider' | 'price' | 'context'> {
  isUsable: boolean;
}

export async function choosableModels(tx: TenantTx): Promise<Choosable[]> {
  const keys = await openKeys(tx);
  return models.map((entry) => {
    const { id, label, provider, price, context } = entry;
    return { id, label, provider, price, context, isUsable: !isPaid(entry) || keyOf(entry.provider, keys) !== null };
  });
}

/**
 * The models that may answer in this tenant, in the order in which they are asked. The one that was asked for comes first,
 * if the tenant offers it; then those that its admins chose, or else those of the platform. Where no provider can be asked,
 * it is the built-in model alone.
 */
export async function candidatesFor(
  tx: TenantTx,
  tenant: Pick<TenantInfo, 'id'>,
  askedModel?: string | null,
): Promise<Candidate[]> {
  const [settings, keys] = await Promise.all([readSettings(tx), openKeys(tx)]);
  const found = offered(settings, keys);
  const asked = found.find(({ id }) => id === askedModel);
  const inOrder = asked ? [asked, ...found.filter((entry) => entry !== asked)] : found;
  return inOrder.flatMap((entry) => candidateOf(entry, tenant.id, keys) ?? []);
}

type Keys = ReadonlyMap<PaidProvider, string>;

/** Models that can be asked. The built-in one stands in where there is no other; admins may also name it, as a last resort. */
function offered(settings: AssistantSettings, keys: Keys): ModelEntry[] {
  const chosen = settings.models.flatMap((id) => findModel(id) ?? []);
  const wanted = chosen.length > 0 ? chosen : models.filter(({ id }) => id !== BUILT_IN_ID);
  const usable = wanted.filter((entry) => (isPaid(entry) ? keyOf(entry.provider, keys) : entry.id === BUILT_IN_ID));
  return usable.length > 0 ? usable : models.filter(({ id }) => id === BUILT_IN_ID);
}

function candidateOf(entry: ModelEntry, tenantId: string, keys: Keys): Candidate | null {
  if (!isPaid(entry)) {
    const model = builtInModel();
    return model && { entry, model, isOwnKey: false, circuit: entry.provider };
  }
  const key = keyOf(entry.provider, keys);
  if (!key) return null;
  const circuit = key.isOwn ? `${entry.provider} of ${tenantId}` : entry.provider;
  return { entry, model: openModel(entry, key.text), isOwnKey: key.isOwn, circuit };
}

function keyOf(provider: PaidProvider, keys: Keys): { text: string; isOwn: boolean } | null {
  const own = keys.get(provider);
  const text = own ?? platformKey(provider);
  return text === null ? null : { text, isOwn: own !== undefined };
}
