import { isRefusal, type Refusal } from '#app/errors/refusal.ts';
import type { OperationContext, TenantInfo } from '#app/tenancy/operation.server.ts';
import { membership, tenant, user } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';

/** The moment at which tests happen, unless they say otherwise. */
export const noon = new Date('2026-05-04T16:00:00Z');

export interface Business {
  tenant: TenantInfo;
  userId: string;
  /** Runs an operation in a transaction of its own, as the owner. */
  run<T>(operation: (ctx: OperationContext) => Promise<T>, now?: Date): Promise<T>;
}

let made = 0;

/** A tenant of its own with an owner. */
export async function newBusiness(values: Partial<TenantInfo> = {}): Promise<Business> {
  const place = ++made;
  const { tenantId, userId, info } = await withPlatform(async (tx) => {
    const [business] = await tx
      .insert(tenant)
      .values({ slug: `business-${place}`, name: `Business ${place}`, ...values })
      .returning();
    const [owner] = await tx
      .insert(user)
      .values({ email: `owner-${place}@example.com`, name: 'Marta Lindqvist' })
      .returning();
    if (!business || !owner) throw new Error('Not made');
    await tx.insert(membership).values({ tenantId: business.id, userId: owner.id, role: 'owner' });
    const { id, slug, name, locale, timeZone, currency, units } = business;
    return { tenantId: id, userId: owner.id, info: { id, slug, name, locale, timeZone, currency, units } };
  });
  const actor = { userId, name: 'Marta Lindqvist' };
  return {
    tenant: info,
    userId,
    run: (operation, now = noon) =>
      withTenant({ tenantId }, (tx) => operation({ tx, tenant: info, actor, now, requestId: 'test' })),
  };
}

/** The refusal that a promise ends in; anything else fails the test. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && isRefusal(outcome.error)) return outcome.error;
  throw 'error' in outcome ? outcome.error : new Error(`No refusal but ${JSON.stringify(outcome.value)}`);
}
