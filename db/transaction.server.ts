import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { PgDatabase, PgDialect } from 'drizzle-orm/pg-core';
import type pg from 'pg';
import { type Database, database } from './client.server.ts';
import { type Connection, call } from './connection.server.ts';
import { DatabaseBusyError, isConnectionError } from './faults.server.ts';
import { type Send, TransactionSession } from './session.server.ts';
import type { Call, Statement } from './wire.server.ts';

/**
 * A drizzle database on one open transaction. It has no `transaction` of its own: the data layer opens and ends
 * transactions, and everything else takes the one it is given.
 */
export type Tx = Omit<NodePgDatabase, 'transaction' | '$client' | '$cache' | '_' | 'query'>;

export interface TransactionOptions {
  /** Refuses writes, does not wait for the commit, and is tried once more when the connection broke under it. */
  readOnly?: boolean;
  /** Another database than the process's own. */
  database?: Database;
}

/** Patience for a second try, short enough that both together stay under five seconds. */
const retryPatienceMs = 1_000;

/**
 * Runs inside a transaction that `entrance` leads: commits when `run` returns, rolls back when it throws.
 * @throws DatabaseBusyError when the database cannot be reached or does not answer; nothing was changed then, unless
 * the connection broke during the commit itself.
 */
export async function inTransaction<T>(
  options: TransactionOptions,
  entrance: readonly Call[],
  run: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  try {
    return await attempt(options, entrance, run);
  } catch (error) {
    const isRetried = options.readOnly && isBroken(error) && performance.now() - startedAt < 1_000;
    if (isRetried) return attempt(options, entrance, run, retryPatienceMs);
    throw error;
  }
}

/** True when the connection itself broke, as opposed to a statement or lock that took too long. */
function isBroken(error: unknown): boolean {
  return (
    error instanceof DatabaseBusyError && error.cause !== undefined && !/^(55P03|57014)$/.test(codeOf(error.cause))
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

async function attempt<T>(
  options: TransactionOptions,
  entrance: readonly Call[],
  run: (transaction: Transaction) => Promise<T>,
  patienceMs?: number,
): Promise<T> {
  const transaction = await Transaction.open(options, entrance, patienceMs);
  let result: T;
  try {
    result = await run(transaction);
  } catch (error) {
    await transaction.rollback();
    throw asBusy(error);
  }
  const committed = transaction.commit();
  if (!options.readOnly) await committed.catch((error: unknown) => Promise.reject(asBusy(error)));
  return result;
}

function asBusy(error: unknown): unknown {
  if (error instanceof DatabaseBusyError || !isConnectionError(error)) return error;
  return new DatabaseBusyError('The database did not answer.', { cause: (error as Error).cause ?? error });
}

/**
 * One transaction on one connection. Its opening statements travel with its first query; a transaction that asks
 * nothing sends nothing.
 */
export class Transaction {
  readonly tx: Tx;
  readonly #connection: Connection;
  readonly #pool: Database['pool'];
  readonly #isReadOnly: boolean;
  #prelude: readonly Call[];
  #state: 'new' | 'open' | 'ended' = 'new';

  private constructor(
    connection: Connection,
    options: TransactionOptions,
    entrance: readonly Call[],
    pool: Database['pool'],
  ) {
    this.#connection = connection;
    this.#pool = pool;
    this.#isReadOnly = options.readOnly ?? false;
    this.#prelude = [call(this.#isReadOnly ? 'cf_begin_read' : 'cf_begin'), ...entrance];
    this.tx = drizzleOn((statement) => this.query(statement));
  }

  static async open(options: TransactionOptions, entrance: readonly Call[], patienceMs?: number): Promise<Transaction> {
    const { pool } = options.database ?? database();
    const connection = pool.take() ?? (await pool.acquire(patienceMs));
    return new Transaction(connection, options, entrance, pool);
  }

  /**
   * What drizzle calls for each statement: sent at once, named so that the server prepares it once. Refuses whatever
   * comes after the end; otherwise a forgotten `await` would run its query inside the next tenant's transaction.
   */
  query(statement: Statement): Promise<pg.QueryResult> {
    if (this.#state === 'ended')
      return Promise.reject(new Error('A query was sent after its transaction had ended: await it.'));
    const prelude = this.#prelude;
    this.#prelude = [];
    this.#state = 'open';
    return this.#connection.send(named(statement), prelude);
  }

  /** Commits. A read does not wait for it: the next transaction's statements follow down the same line, in order. */
  async commit(): Promise<void> {
    const answer = await this.#end('cf_commit');
    // PostgreSQL answers the commit of a failed transaction with ROLLBACK and no error.
    if (answer && answer.command !== 'COMMIT') {
      throw new Error('The transaction was rolled back: one of its statements failed, and its error was ignored.');
    }
  }

  /** Undoes everything. Does not throw: a connection that cannot even roll back is thrown away. */
  async rollback(): Promise<void> {
    await this.#end('cf_rollback').catch(() => {});
  }

  async #end(word: 'cf_commit' | 'cf_rollback'): Promise<pg.QueryResult | undefined> {
    const before = this.#state;
    this.#state = 'ended';
    if (before === 'ended') return undefined;
    if (before === 'new') {
      this.#pool.release(this.#connection);
      return undefined;
    }
    if (this.#isReadOnly) {
      this.#connection.endReadingSoon();
      this.#pool.release(this.#connection);
      return undefined;
    }
    const answer = this.#connection.say(word);
    // What failed to end is in an unknown state, and is not lent again.
    answer.catch(() => this.#connection.destroy());
    return answer.finally(() => this.#pool.release(this.#connection));
  }
}

const dialect = new PgDialect();

/** A drizzle database that speaks through the given transaction. */
export function drizzleOn(send: Send): Tx {
  // The typings of PgDatabase carry the driver's result type, which is node-postgres's own here.
  return new PgDatabase(dialect, new TransactionSession(dialect, send), undefined) as unknown as Tx;
}

const names = new Map<string, string>();

/** Beyond this many different texts (lists of varying length) statements go unnamed, so no server fills up with them. */
const maxNames = 1_000;

function named(statement: Statement): Statement {
  statement.name ??= nameOf(statement.text);
  return statement;
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= maxNames) return known;
  const name = `cfq${names.size}`;
  names.set(text, name);
  return name;
}

/**
 * Runs on a connection as whoever it logged in as: no transaction, no role, no tenant. It exists to be measured against.
 */
export async function withoutTenancy<T>(on: Database, run: (tx: Tx) => Promise<T>): Promise<T> {
  const connection = on.pool.take() ?? (await on.pool.acquire());
  try {
    return await run(drizzleOn((statement) => connection.send(named(statement))));
  } finally {
    on.pool.release(connection);
  }
}
