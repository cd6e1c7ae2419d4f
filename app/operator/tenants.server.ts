import { and, asc, count, eq, getTableName, ilike, is, isNull, or, sql } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import * as schema from '#db/schema/index.ts';
import { accessLog, membership, operator, tenant, user } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';
import { notFound, Refusal } from '../errors/refusal.ts';
import type { Operator } from '../tenancy/operator.server.ts';
import { auditInTenant, recordAct } from './acts.server.ts';
import { type Limits, type PlanName, plans } from './plans.ts';

export const tenantsPerPage = 25;

/**
 * Aggregates that a row of the list and the page of one tenant share. Names are written out: drizzle leaves the table away
 * from columns among the fields of a query of one table, and they would be the inner table's.
 */
const figures = {
  members: sql<number>`(select count(*)::int from membership m where m.tenant_id = tenant.id and m.suspended_at is null)`,
  bytes: sql<number>`(select coalesce(sum(f.size), 0) from stored_file f where f.tenant_id = tenant.id)`.mapWith(
    Number,
  ),
  lastActiveAt: sql<Date | null>`(select max(a.at) from access_log a where a.tenant_id = tenant.id)`.mapWith(
    accessLog.at,
  ),
};

/** Tenants by name; `wanted` is a part of the name, of the address, or of an owner's mail address. */
export function listTenants({ wanted, page }: { wanted: string; page: number }) {
  return withPlatform(
    async (tx) => {
      const where = wanted ? isWanted(wanted) : undefined;
      const { id, slug, name, plan, suspendedAt, createdAt } = tenant;
      const [rows, [all]] = await Promise.all([
        tx
          .select({ id, slug, name, plan, suspendedAt, createdAt, ...figures })
          .from(tenant)
          .where(where)
          .orderBy(asc(sql`lower(${tenant.name})`), asc(tenant.id))
          .limit(tenantsPerPage)
          .offset((page - 1) * tenantsPerPage),
        tx.select({ total: count() }).from(tenant).where(where),
      ]);
      return { rows, total: all?.total ?? 0 };
    },
    { readOnly: true },
  );
}

function isWanted(wanted: string) {
  const part = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`;
  return or(
    ilike(tenant.name, part),
    ilike(tenant.slug, part),
    sql`exists (select from ${membership} join ${user} on ${user.id} = ${membership.userId}
      where ${membership.tenantId} = ${tenant.id} and ${membership.role} = 'owner' and ${ilike(user.email, part)})`,
  );
}

/** One tenant with its limits, its members, and how many rows it has. */
export async function getTenant(id: string) {
  const found = await withPlatform(
    async (tx) => {
      const [business] = await tx
        .select({ ...tenantColumns, ...figures })
        .from(tenant)
        .where(eq(tenant.id, id));
      if (!business) throw notFound('business');
      const members = await tx
        .select({
          userId: user.id,
          name: user.name,
          email: user.email,
          role: membership.role,
          suspendedAt: membership.suspendedAt,
          isOperator: sql<boolean>`${operator.userId} is not null`,
        })
        .from(membership)
        .innerJoin(user, eq(user.id, membership.userId))
        .leftJoin(operator, eq(operator.userId, user.id))
        .where(eq(membership.tenantId, id))
        .orderBy(asc(sql`lower(${user.name})`));
      return { business, members };
    },
    { readOnly: true },
  );
  return { ...found, rows: await countRows(id) };
}

const tenantColumns = {
  id: tenant.id,
  slug: tenant.slug,
  name: tenant.name,
  plan: tenant.plan,
  createdAt: tenant.createdAt,
  suspendedAt: tenant.suspendedAt,
  suspendedReason: tenant.suspendedReason,
  operatorAccess: tenant.operatorAccess,
  seatLimit: tenant.seatLimit,
  storageLimitMib: tenant.storageLimitMib,
  apiCallLimit: tenant.apiCallLimit,
  assistantTokenLimit: tenant.assistantTokenLimit,
  dailyMailLimit: tenant.dailyMailLimit,
};

/** All rows of a tenant, counted inside it: the platform's own role sees none of them. */
function countRows(tenantId: string): Promise<number> {
  const counts = tenantTableNames().map((name) => sql`select count(*) as rows from ${sql.identifier(name)}`);
  return withTenant(
    { tenantId },
    async (tx) => {
      const { rows } = await tx.execute<{ rows: string }>(
        sql`select sum(rows) as rows from (${sql.join(counts, sql` union all `)}) counted`,
      );
      return Number(rows[0]?.rows ?? 0);
    },
    { readOnly: true },
  );
}

function tenantTableNames(): string[] {
  return Object.values(schema)
    .filter((one) => is(one, PgTable))
    .filter((table) => 'tenantId' in table)
    .map((table) => getTableName(table));
}

/** Gives a tenant a plan with all its limits. */
export async function givePlan(operator: Operator, id: string, plan: PlanName, reason: string): Promise<void> {
  const { label: _, ...limits } = plans[plan];
  await change(operator, id, { plan, ...limits }, { action: 'tenant.plan_given', reason });
}

/** Changes the limits of one tenant and leaves its plan. */
export async function changeLimits(operator: Operator, id: string, limits: Limits, reason: string): Promise<void> {
  await change(operator, id, limits, { action: 'tenant.limits_changed', reason });
}

async function change(
  operator: Operator,
  id: string,
  to: Partial<Limits> & { plan?: PlanName },
  { action, reason }: { action: string; reason: string },
): Promise<void> {
  await withPlatform(async (tx) => {
    const { seatLimit, storageLimitMib, apiCallLimit, assistantTokenLimit, dailyMailLimit, plan } = tenant;
    const [before] = await tx
      .select({ plan, seatLimit, storageLimitMib, apiCallLimit, assistantTokenLimit, dailyMailLimit })
      .from(tenant)
      .where(eq(tenant.id, id))
      .for('no key update');
    if (!before) throw notFound('business');
    await tx.update(tenant).set(to).where(eq(tenant.id, id));
    const act = { action, tenantId: id, reason, detail: { before, after: { ...before, ...to } } };
    await recordAct(tx, operator, act);
    await auditInTenant(tx, operator, act);
  });
}

/**
 * Closes a tenant to everybody who works in it, by whatever door, and tells them why. Nothing of it is lost.
 * @throws Refusal conflict when it is suspended already
 */
export async function suspendTenant(operator: Operator, id: string, reason: string): Promise<void> {
  await withPlatform(async (tx) => {
    const closed = await tx
      .update(tenant)
      .set({ suspendedAt: new Date(), suspendedReason: reason })
      .where(and(eq(tenant.id, id), isNull(tenant.suspendedAt)))
      .returning({ id: tenant.id });
    if (closed.length === 0) throw new Refusal('conflict', 'This business is suspended already, or is not there.');
    const act = { action: 'tenant.suspended', tenantId: id, reason };
    await recordAct(tx, operator, act);
    await auditInTenant(tx, operator, act);
  });
}

/** Opens it again. */
export async function resumeTenant(operator: Operator, id: string, reason: string): Promise<void> {
  await withPlatform(async (tx) => {
    const opened = await tx
      .update(tenant)
      .set({ suspendedAt: null, suspendedReason: null })
      .where(and(eq(tenant.id, id), sql`${tenant.suspendedAt} is not null`))
      .returning({ id: tenant.id });
    if (opened.length === 0) throw new Refusal('conflict', 'This business is not suspended.');
    const act = { action: 'tenant.resumed', tenantId: id, reason };
    await recordAct(tx, operator, act);
    await auditInTenant(tx, operator, act);
  });
}
