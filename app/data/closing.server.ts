import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { membership, tenantClosing, user } from '#db/schema/index.ts';
import { type TenantTx, withPlatform, withTenant } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { log } from '../http/log.server.ts';
import { sendAccountMail, sendMail } from '../mail/mail.server.ts';
import { businessErased, businessGoesSoon, businessStays, businessWillGo } from '../mail/templates/closing.tsx';
import type { OperationContext, TenantInfo } from '../tenancy/operation.server.ts';
import { tenantInfo } from '../tenancy/tenant-info.server.ts';
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
  const on = dayOf(tenant, eraseAfter);
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

/** How long before the end owners and admins are told once more. */
const remindDays = 2;

/** Tells those who run a business that it will be erased soon, once: while there is time to take it back. */
export async function remindOfErasures(): Promise<void> {
  const near = and(
    isNull(tenantClosing.cancelledAt),
    isNull(tenantClosing.remindedAt),
    sql`${tenantClosing.eraseAfter} between now() and now() + ${remindDays} * interval '1 day'`,
  );
  const due = await withPlatform(
    (tx) => tx.select({ tenantId: tenantClosing.tenantId }).from(tenantClosing).where(near),
    {
      readOnly: true,
    },
  );
  for (const { tenantId } of due) {
    await withTenant({ tenantId }, async (tx) => {
      const [closing] = await tx
        .update(tenantClosing)
        .set({ remindedAt: sql`now()` })
        .where(near)
        .returning({ eraseAfter: tenantClosing.eraseAfter });
      if (!closing) return;
      const tenant = await tenantInfo(tx);
      const props = { business: tenant.name, on: dayOf(tenant, closing.eraseAfter) };
      for (const { email } of await runners(tx))
        await sendMail({ tx, tenant, now: new Date() }, businessGoesSoon, { to: email, props });
    }).catch((error) => log().error({ err: error, tenantId }, 'nobody was reminded of an erasure'));
  }
}

function dayOf({ locale, timeZone }: TenantInfo, at: Date): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone }).format(at);
}

/** Erases the businesses whose time is over, and tells those who owned them. */
export function eraseDueBusinesses(): Promise<void> {
  return eraseDueTenants((tx, { id, email }, proof) =>
    sendAccountMail(tx, businessErased, { to: email, userId: id, props: { proof } }),
  );
}
