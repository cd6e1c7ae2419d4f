import { asc, eq } from 'drizzle-orm';
import { assistantKey } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { seal, unseal } from '../secrets/seal.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { ModelFault } from './model.ts';
import { models, type PaidProvider } from './models.ts';
import { providerNames } from './provider-names.ts';
import { isAnswer } from './providers/guard.ts';
import { isPaid, openModel } from './providers/providers.server.ts';

const sealedAs = 'assistant_key.sealed';

/** A key of the tenant's own, as it may be seen: by its last characters. */
export interface KnownKey {
  provider: PaidProvider;
  hint: string;
  createdAt: Date;
}

export async function listKeys(tx: TenantTx): Promise<KnownKey[]> {
  const rows = await tx
    .select({ provider: assistantKey.provider, hint: assistantKey.hint, createdAt: assistantKey.createdAt })
    .from(assistantKey)
    .orderBy(asc(assistantKey.provider));
  return rows.flatMap(({ provider, ...row }) => (provider === 'built-in' ? [] : [{ provider, ...row }]));
}

/** The tenant's own keys, opened: not to be kept longer than the request. */
export async function openKeys(tx: TenantTx): Promise<Map<PaidProvider, string>> {
  const rows = await tx.select({ provider: assistantKey.provider, sealed: assistantKey.sealed }).from(assistantKey);
  const keys = new Map<PaidProvider, string>();
  for (const { provider, sealed } of rows) {
    if (provider !== 'built-in') keys.set(provider, await unseal(tx, sealedAs, sealed));
  }
  return keys;
}

/**
 * Asks the provider's cheapest model for one word with a key, outside of any transaction.
 * @throws Refusal invalid when there is no answer, with what the provider says of it
 */
export async function proveKey(provider: PaidProvider, apiKey: string, signal: AbortSignal): Promise<void> {
  const [entry] = models
    .filter(isPaid)
    .filter((each) => each.provider === provider)
    .sort((a, b) => a.price.output - b.price.output);
  if (!entry) throw new Error(`No model of ${provider} is offered.`);
  const call = {
    prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Answer with the word yes.' }] }],
    tools: [],
    maxOutputTokens: 64,
    abortSignal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
  };
  try {
    for await (const part of openModel(entry, apiKey).stream(call)) if (isAnswer(part)) return;
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    const why = error.kind === 'aborted' ? `${providerNames[provider]} did not answer in time.` : error.message;
    throw new Refusal('invalid', `The key was tried and not saved. ${why}`, { fieldErrors: { apiKey: [why] } });
  }
}

/** Keeps a key that was proved, sealed, in place of the one that was there. */
export async function saveKey(ctx: OperationContext, provider: PaidProvider, apiKey: string): Promise<void> {
  const row = {
    sealed: await seal(ctx.tx, sealedAs, apiKey),
    hint: apiKey.slice(-4),
    createdBy: ctx.actor.userId,
    createdAt: ctx.now,
  };
  await ctx.tx
    .insert(assistantKey)
    .values({ provider, ...row })
    .onConflictDoUpdate({ target: [assistantKey.tenantId, assistantKey.provider], set: row });
  await audited(ctx, 'assistant_key.saved', provider);
}

/** Forgets a key: the platform's own is used again, if it has one. */
export async function removeKey(ctx: OperationContext, provider: PaidProvider): Promise<void> {
  const removed = await ctx.tx.delete(assistantKey).where(eq(assistantKey.provider, provider)).returning();
  if (removed.length > 0) await audited(ctx, 'assistant_key.removed', provider);
}

function audited(ctx: OperationContext, action: string, provider: PaidProvider): Promise<void> {
  return audit(ctx, { action, subjectType: 'assistant_key', subjectId: null, after: { provider } });
}
