import { getTableConfig } from 'drizzle-orm/pg-core';
import { describe, expect, test } from 'vitest';
import { tableRules } from './rules.ts';
import { tenantTables } from './tables.server.ts';

const tables = tenantTables().map((table) => getTableConfig(table));

test('every tenant table has a rule for archives, and every rule a table', () => {
  expect(Object.keys(tableRules).sort()).toEqual(tables.map(({ name }) => name).sort());
});

describe.each(tables)('$name', ({ name, columns, foreignKeys }) => {
  const rule = tableRules[name];
  const names = columns.map((column) => column.name);

  test('names columns that it has', () => {
    const named = rule?.kind === 'left' ? [] : Object.keys(rule?.without ?? {});
    const people = rule?.kind === 'portable' ? (rule.people ?? []) : [];
    expect([...named, ...people].filter((column) => !names.includes(column))).toEqual([]);
  });

  test('exports no secret', () => {
    if (rule?.kind === 'left') return;
    const exported = names.filter((column) => !Object.hasOwn(rule?.without ?? {}, column));
    const suspicious = exported.filter(
      (column) =>
        /secret|(?<!first_)token(?!s)|hash|sealed|wrapped|password/.test(column) && !column.endsWith('_until'),
    );
    expect(suspicious).toEqual([]);
  });

  test('says which of its numbers are people', () => {
    if (rule?.kind !== 'portable') return;
    const referring = new Set(foreignKeys.flatMap((key) => key.reference().columns.map((column) => column.name)));
    const loose = columns
      .filter((column) => column.getSQLType() === 'uuid' && column.name !== 'id' && !referring.has(column.name))
      .map((column) => column.name)
      // What a history or a document is about may be anything.
      .filter((column) => column !== 'subject_id' && column !== 'record_id');
    expect(loose.filter((column) => !rule.people?.includes(column))).toEqual([]);
  });
});
