import type { QueryResult } from 'pg';
import { TransactionQuery, type TransactionSession } from './session.server.ts';
import { drizzleOn, type Tx } from './transaction.server.ts';

/** What drizzle's builders can be asked for. `execute` tells what the rows are. */
interface Written<Rows> {
  prepare(name: string): { execute(values?: Record<string, unknown>): Promise<Rows> };
}

/**
 * A query that is written once and asked often: drizzle puts the text of a query together anew each time, which for a
 * list takes as long as drawing it. What changes from one time to the next is a `sql.placeholder(name)`.
 */
export function statement<Rows>(
  write: (on: Tx) => Written<Rows>,
): (tx: Tx, values: Record<string, unknown>) => Promise<Rows> {
  let written: TransactionQuery | undefined;
  return (tx, values) => {
    written ??= asTransactionQuery(write(nowhere).prepare(''));
    // The rows are what `write` builds; the session's own class does not carry their type.
    return written.executeOn(sendOf(tx), values) as Promise<Rows>;
  };
}

/** Statements of one kind, one for each shape: what a person sorts and filters by decides the text of a query. */
export function statementFor<Shape, Rows>(
  keyOf: (shape: Shape) => string,
  write: (on: Tx, shape: Shape) => Written<Rows>,
): (tx: Tx, shape: Shape, values: Record<string, unknown>) => Promise<Rows> {
  const known = new Map<string, ReturnType<typeof statement<Rows>>>();
  return (tx, shape, values) => {
    const key = keyOf(shape);
    const ask = known.get(key) ?? statement((on) => write(on, shape));
    known.set(key, ask);
    return ask(tx, values);
  };
}

/** A database to write queries on. */
const nowhere = drizzleOn(
  (): Promise<QueryResult> => Promise.reject(new Error('A statement is asked in a transaction.')),
);

function asTransactionQuery(prepared: object): TransactionQuery {
  if (prepared instanceof TransactionQuery) return prepared;
  throw new Error('This is no query of ours.');
}

function sendOf(tx: Tx) {
  // Every Tx is made by drizzleOn, whose session drizzle keeps and its typings hide.
  return (tx as unknown as { session: TransactionSession }).session.send;
}
