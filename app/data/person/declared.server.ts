import { getTableName } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { tenantTables } from '../tables.server.ts';
import { formerMembers } from './former-member.server.ts';
import { platformTables } from './platform-tables.ts';
import type { PeopleRules, PersonKind, PersonTable, TableRule } from './rule.ts';

const rules = new Map<string, TableRule>(Object.entries(platformTables));
const kinds = new Map<string, PersonKind>([[formerMembers.type, formerMembers]]);

/** Makes known what a product has of people. */
export function declarePeople(declared: readonly PeopleRules[]): void {
  for (const product of declared) {
    for (const [name, rule] of Object.entries(product.tables)) rules.set(name, rule);
    for (const kind of product.kinds) kinds.set(kind.type, kind);
  }
}

export function personKinds(): PersonKind[] {
  return [...kinds.values()];
}

export function findKind(type: string): PersonKind | undefined {
  return kinds.get(type);
}

export function tableRule(name: string): TableRule | undefined {
  return rules.get(name);
}

/** A table that can speak of a person, with what the schema says of it. */
export interface Spoken extends PersonTable {
  name: string;
  /** Names of columns that may not be null. */
  required: ReadonlySet<string>;
  /** Names of columns that hold ids of other rows. */
  references: readonly string[];
  hasVersion: boolean;
}

/** Every such table, parents before children, and those that only mention after them. */
export function spokenTables(): Spoken[] {
  const all = tenantTables().flatMap((table): Spoken[] => {
    const name = getTableName(table);
    const rule = rules.get(name);
    if (!rule || 'nobody' in rule) return [];
    const { columns } = getTableConfig(table);
    return [
      {
        ...rule,
        name,
        required: new Set(columns.filter(({ notNull }) => notNull).map((column) => column.name)),
        references: columns
          .filter((column) => column.getSQLType() === 'uuid' && !['id', 'tenant_id'].includes(column.name))
          .map((column) => column.name),
        hasVersion: columns.some((column) => column.name === 'version'),
      },
    ];
  });
  const rank = ({ of }: Spoken) => (of === 'mentions' ? 2 : typeof of === 'object' && isOfAny(of, all) ? 1 : 0);
  return all.sort((a, b) => rank(a) - rank(b));
}

/** Below a table that belongs to whatever row of theirs. */
function isOfAny({ table }: { table: string }, all: readonly Spoken[]): boolean {
  if (table === '*') return true;
  const parent = all.find(({ name }) => name === table);
  return typeof parent?.of === 'object' && isOfAny(parent.of, all);
}
