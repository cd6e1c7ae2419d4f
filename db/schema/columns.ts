import { randomUUIDv7 } from 'node:crypto';
import type { BuildExtraConfigColumns } from 'drizzle-orm';
import { sql } from 'drizzle-orm';
import type { PgColumnBuilderBase } from 'drizzle-orm/pg-core';
import {
  type AnyPgColumn,
  type ForeignKeyBuilder,
  foreignKey,
  integer,
  type PgTableExtraConfigValue,
  pgPolicy,
  pgTable,
  primaryKey,
  timestamp,
  type UniqueConstraintBuilder,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { currentTenantId, tenant } from './tenant.ts';

/** A built table as far as keys are concerned. */
type TenantKeyed = { tenantId: AnyPgColumn; id: AnyPgColumn };

/** Columns of every tenant table. Neither is written by hand: the tenant is the transaction's, the id is made here. */
const keyColumns = () => ({
  tenantId: uuid('tenant_id')
    .notNull()
    .default(sql`nullif(current_setting('app.tenant_id', true), '')::uuid`)
    .references(() => tenant.id, { onDelete: 'cascade' }),
  id: uuid('id')
    .notNull()
    .$defaultFn(() => randomUUIDv7()),
});

type KeyColumns = ReturnType<typeof keyColumns>;

/**
 * A table whose rows belong to a tenant: `tenant_id` leads the primary key `(tenant_id, id)` and a policy confines
 * reads (USING) and writes (WITH CHECK) to the tenant of the transaction. `db/access.sql` forces row level security and
 * grants the application role its four verbs. Unique and foreign keys are made with {@link tenantUnique} and
 * {@link tenantForeignKey}, because one that does not begin with the tenant tells strangers that a row exists.
 */
export function tenantTable<TName extends string, TColumns extends Record<string, PgColumnBuilderBase>>(
  name: TName,
  columns: TColumns,
  extra: (self: BuildExtraConfigColumns<TName, KeyColumns & TColumns, 'pg'>) => PgTableExtraConfigValue[] = () => [],
) {
  return pgTable<TName, KeyColumns & TColumns>(name, { ...keyColumns(), ...columns }, (self) => [
    // The generic self is KeyColumns & TColumns; TypeScript cannot resolve its keys while TColumns is open.
    primaryKey({ name: `${name}_pkey`, columns: keyOf(self as unknown as TenantKeyed) }),
    isolationPolicy(self as unknown as TenantKeyed),
    ...extra(self),
  ]);
}

/** A unique key within the tenant. Nulls are distinct, as everywhere in SQL. */
export function tenantUnique(
  name: string,
  self: { tenantId: AnyPgColumn },
  ...columns: [AnyPgColumn, ...AnyPgColumn[]]
): UniqueConstraintBuilder {
  return unique(name).on(self.tenantId, ...columns);
}

/** A reference to a row of the same tenant: `(tenant_id, column) -> other (tenant_id, id)`. */
export function tenantForeignKey(
  name: string,
  self: { tenantId: AnyPgColumn },
  column: AnyPgColumn,
  other: () => TenantKeyed,
): ForeignKeyBuilder {
  return foreignKey({ name, columns: [self.tenantId, column], foreignColumns: keyOf(other()) });
}

/** When the row was made and last changed. */
export const timestamps = () => ({
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true })
    .notNull()
    .defaultNow()
    .$onUpdateFn(() => new Date()),
});

/** An instant, stored in UTC. */
export const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Counts saves; a save states the version it started from and is refused when another came between. */
export const versionColumn = () => ({ version: integer('version').notNull().default(1) });

function keyOf(self: TenantKeyed): [AnyPgColumn, AnyPgColumn] {
  return [self.tenantId, self.id];
}

function isolationPolicy(self: TenantKeyed) {
  const own = sql`${self.tenantId} = ${currentTenantId}`;
  return pgPolicy('tenant_isolation', { using: own, withCheck: own });
}
