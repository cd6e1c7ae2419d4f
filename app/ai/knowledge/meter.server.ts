import { assistantUsage } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { Bill } from './embedder.ts';

/**
 * Writes down what vectors took. What costs nothing leaves no row.
 * @param userId the member whose search it was. Null: nobody's, as for what is indexed
 */
export async function meterVectors(
  tx: TenantTx,
  bill: Bill | null,
  { tokens, durationMs, userId }: { tokens: number; durationMs: number; userId: string | null },
): Promise<void> {
  if (!bill || tokens === 0) return;
  const { provider, model, price, isOwnKey } = bill;
  await tx.insert(assistantUsage).values({
    userId,
    purpose: 'embedding',
    provider,
    model,
    inputTokens: tokens,
    costMicros: isOwnKey ? 0 : Math.ceil((tokens * price) / 1000),
    isOwnKey,
    durationMs: Math.round(durationMs),
    outcome: 'complete',
  });
}
