import '#app/registry.server.ts';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { describe, expect, test } from 'vitest';
import { tenantTables } from '../tables.server.ts';
import { personKinds, tableRule } from './declared.server.ts';

const tables = tenantTables().map((table) => getTableConfig(table));

/** Columns in which words can stand. */
const hasWords = (type: string) => /^(text|varchar|char|jsonb?|tsvector|bytea|vector|citext)/.test(type);

/** Tables that lead to a record of a person by their foreign keys. */
function reachable(): Set<string> {
  const found = new Set(personKinds().map(({ table }) => table));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const { name, foreignKeys } of tables)
      if (foreignKeys.some((key) => found.has(getTableConfig(key.reference().foreignTable).name))) found.add(name);
  }
  return found;
}

describe.each(tables)('$name', ({ name, columns }) => {
  const rule = tableRule(name);

  test('says what becomes of it when a person is erased', () => {
    expect(rule).toBeDefined();
  });

  test('has a rule for every column with words, and for none that it has not', () => {
    if (!rule || 'nobody' in rule) return;
    const worded = columns.filter((column) => hasWords(column.getSQLType())).map((column) => column.name);
    expect(Object.keys(rule.columns).sort()).toEqual(worded.sort());
  });

  test('is not said to be of nobody when it leads to a person', () => {
    expect(rule && 'nobody' in rule && reachable().has(name)).toBe(false);
  });

  test('belongs to a person through a column that it has', () => {
    if (!rule || 'nobody' in rule || typeof rule.of !== 'object') return;
    expect(columns.map((column) => column.name)).toContain(rule.of.column);
  });
});
