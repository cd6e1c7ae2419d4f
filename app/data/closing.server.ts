import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { membership, tenantClosing, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { sendAccountMail, sendMail } from '../mail/mail.server.ts';
import { businessErased, businessStays, businessWillGo } from '../mail/templates/closing.tsx';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { eraseDueTenants } from './erasure.server.ts';

/** How long a business that is to be erased can still be kept. */
export const graceDays = 14;

/** When the business will be erased; null when nobody wants that. */
export async function findClosing(tx: TenantTx): Promise<{ eraseAfter: Date } | null> {
  const [open] = await tx
    .select({ eraseAfter: tenantClosing.eraseAfter })
    .from(tenantClosing)
    .where(isNull(tenantClosing.cancelledAt));
  return open ?? null;
}

/**
 * Asks for the business to be erased, after the days of grace. Owners and admins are told by mail.
 * @throws Refusal invalid when what was typed is not the name of the business; conflict when it was asked already
 */
export async function requestClosing(ctx: OperationContext, input: { name: string }): Promise<{ eraseAfter: Date }> {
  const { tx, tenant, actor, now } = ctx;
  if (input.name.trim() !== tenant.name) {
    const message = `Type the name of the business as it is written: ${tenant.name}`;
    throw new Refusal('invalid', message, { fieldErrors: { name: [message] } });
  }
  const eraseAfter = new Date(now.getTime() + graceDays * 24 * 3600 * 1000);
  const [made] = await tx
    .insert(tenantClosing)
    .values({ requestedBy: actor.userId, requestedAt: now, eraseAfter })
    .onConflictDoNothing()
    .returning({ id: tenantClosing.id });
  if (!made) throw new Refusal('conflict', 'This business is going to be erased already.');
  await audit(ctx, {
    action: 'tenant.erasure_requested',
    subjectType: 'tenant',
    subjectId: tenant.id,
    after: { eraseAfter },
  });
  const on = new Intl.DateTimeFormat(tenant.locale, { dateStyle: 'full', timeZone: tenant.timeZone }).format(
    eraseAfter,
  );
  for (const { email } of await runners(tx))
    await sendMail(ctx, businessWillGo, { to: email, props: { business: tenant.name, who: actor.name, on } });
  return { eraseAfter };
}

/** @throws Refusal conflict when there is nothing to take back, or it is too late */
export async function cancelClosing(ctx: OperationContext): Promise<void> {
  const { tx, tenant, actor, now } = ctx;
  const [kept] = await tx
    .update(tenantClosing)
    .set({ cancelledAt: now, cancelledBy: actor.userId })
    .where(and(isNull(tenantClosing.cancelledAt), sql`${tenantClosing.eraseAfter} > now()`))
    .returning({ id: tenantClosing.id });
  if (!kept) throw new Refusal('conflict', 'There is nothing to take back any more. Reload the page.');
  await audit(ctx, { action: 'tenant.erasure_cancelled', subjectType: 'tenant', subjectId: tenant.id });
  for (const { email } of await runners(tx))
    await sendMail(ctx, businessStays, { to: email, props: { business: tenant.name, who: actor.name } });
}

function runners(tx: TenantTx): Promise<{ email: string }[]> {
  return tx
    .select({ email: user.email })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(and(sql`${membership.role} in ('owner', 'admin')`, isNull(membership.suspendedAt)))
    .orderBy(asc(user.email));
}

/** Erases the businesses whose time is over, and tells those who owned them. */
export function eraseDueBusinesses(): Promise<void> {
  return eraseDueTenants((tx, { id, email }, proof) =>
    sendAccountMail(tx, businessErased, { to: email, userId: id, props: { proof } }),
  );
}
