import { Column, fillPlaceholders, is, type Query, SQL } from 'drizzle-orm';
import { type PgDialect, PgPreparedQuery, PgSession, type PreparedQueryConfig } from 'drizzle-orm/pg-core';
import * as internals from 'drizzle-orm/utils';
import pg from 'pg';
import type { Statement } from './wire.server.ts';

/** Sends one statement and gives its answer. */
export type Send = (statement: Statement) => Promise<pg.QueryResult>;

/** What drizzle hands to prepareQuery as the columns of the answer. */
type Fields = NonNullable<Parameters<PgSession['prepareQuery']>[1]>;
type MapRow = (row: unknown[]) => Record<string, unknown>;
type MapRows = (rows: unknown[][]) => unknown;

/**
 * drizzle's session on one transaction. Beside drizzle's own for node-postgres it spends about a third of the time on
 * an answer: how a column is read is found out once for a query and not again in each row. A database error arrives as
 * it is; drizzle's wrapper would put the parameters, passwords among them, into its message.
 */
export class TransactionSession extends PgSession {
  readonly send: Send;

  constructor(dialect: PgDialect, send: Send) {
    super(dialect);
    this.send = send;
  }

  override prepareQuery<T extends PreparedQueryConfig>(
    query: Query,
    fields: Fields | undefined,
    _name: string | undefined,
    _isInArrayMode: boolean,
    mapRows?: MapRows,
  ): PgPreparedQuery<T> {
    return new TransactionQuery<T>(this.send, query, fields, mapRows);
  }

  override async count(query: SQL): Promise<number> {
    const { rows } = await this.execute<pg.QueryResult<{ count: string }>>(query);
    return Number(rows[0]?.count);
  }

  override transaction(): never {
    throw new Error('A transaction is opened by withTenant and its siblings, not inside another one.');
  }
}

/** One query, and how its rows are read. */
export class TransactionQuery<T extends PreparedQueryConfig = PreparedQueryConfig> extends PgPreparedQuery<T> {
  readonly #send: Send;
  readonly #fields: Fields | undefined;
  readonly #mapRows: MapRows | undefined;
  #mapRow: MapRow | undefined;
  /** Set by drizzle's select on a query with joins: which tables may be missing from a row. */
  joinsNotNullableMap?: Record<string, boolean>;

  constructor(send: Send, query: Query, fields: Fields | undefined, mapRows: MapRows | undefined) {
    super(query, undefined, undefined);
    this.#send = send;
    this.#fields = fields;
    this.#mapRows = mapRows;
  }

  override execute(placeholders: Record<string, unknown> = {}): Promise<T['execute']> {
    return this.executeOn(this.#send, placeholders);
  }

  /** Asks it in another transaction than the one it was written in. */
  async executeOn(send: Send, placeholders: Record<string, unknown>): Promise<T['execute']> {
    const { sql: text, params } = this.query;
    const values = fillPlaceholders(params, placeholders);
    if (!this.#fields && !this.#mapRows) return send({ text, values, types: rawTypes });
    const { rows } = await send({ text, values, types: rawTypes, rowMode: 'array' });
    if (this.#mapRows) return this.#mapRows(rows);
    this.#mapRow ??= this.#rowMapper();
    return rows.map(this.#mapRow);
  }

  async all(placeholders?: Record<string, unknown>): Promise<T['all']> {
    return (await (this.execute(placeholders) as Promise<pg.QueryResult>)).rows;
  }

  #rowMapper(): MapRow {
    const fields = this.#fields ?? [];
    const isFlat = fields.every(({ path }) => path.length === 1);
    if (isFlat) return flatMapper(fields);
    return (row) => mapResultRow(fields, row, this.joinsNotNullableMap);
  }
}

/** Reads rows into flat objects. */
function flatMapper(fields: Fields): MapRow {
  const columns = fields.map(({ path, field }) => ({ key: path[0] ?? '', decoder: decoderOf(field) }));
  return (row) => {
    const result: Record<string, unknown> = {};
    for (let at = 0; at < columns.length; at += 1) {
      const column = columns[at];
      const value = row[at];
      if (column) result[column.key] = value === null ? null : column.decoder.mapFromDriverValue(value);
    }
    return result;
  };
}

interface Decoder {
  mapFromDriverValue(value: unknown): unknown;
}

/** As drizzle's mapResultRow finds it: a column reads itself, an expression has its decoder, an alias its expression's. */
function decoderOf(field: Fields[number]['field']): Decoder {
  if (is(field, Column)) return field;
  // The decoder of an expression, and what an alias or subquery stands for, are internal to drizzle.
  const { decoder, sql, _ } = field as unknown as {
    decoder?: Decoder;
    sql?: { decoder: Decoder };
    _?: { sql: { decoder: Decoder } };
  };
  const found = is(field, SQL) ? decoder : (sql ?? _?.sql)?.decoder;
  if (!found) throw new Error('drizzle selected something that has no decoder.');
  return found;
}

// Nested selections and joins go through drizzle's own mapper, which its typings do not show.
const { mapResultRow } = internals as unknown as {
  mapResultRow(fields: Fields, row: unknown[], joins: Record<string, boolean> | undefined): Record<string, unknown>;
};

/** Dates, times and intervals as the server writes them: drizzle's columns read those. Everything else as pg reads it. */
const asWritten = new Set([
  pg.types.builtins.TIMESTAMPTZ,
  pg.types.builtins.TIMESTAMP,
  pg.types.builtins.DATE,
  pg.types.builtins.INTERVAL,
]);
const arraysAsWritten = new Set([1231, 1115, 1185, 1187, 1182]);
const asIs = (value: string) => value;
const rawTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    asWritten.has(oid) || arraysAsWritten.has(oid) ? asIs : pg.types.getTypeParser(oid, format as 'text'),
};
