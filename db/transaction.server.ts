import { type NodePgClient, type NodePgDatabase, NodePgSession } from 'drizzle-orm/node-postgres';
import { PgDatabase, PgDialect } from 'drizzle-orm/pg-core';
import type { Client, PoolClient, QueryResult } from 'pg';

/**
 * A drizzle database on one open transaction. It has no `transaction` of its own: the data layer opens and ends
 * transactions, and everything else takes the one it is given.
 */
export type Tx = Omit<NodePgDatabase, 'transaction' | '$client' | '$cache' | '_' | 'query'>;

type Statement = { text: string; rowMode?: 'array'; types?: unknown };

const dialect = new PgDialect();

/**
 * What drizzle talks to: hands each statement to the connection at once (the connection pipelines), names it so that
 * the server prepares it once, and refuses whatever comes after the transaction has ended. Without that last rule a
 * forgotten `await` would run its query inside the next tenant's transaction.
 */
export class TransactionClient {
  readonly #client: Client | PoolClient;
  #isOpen = true;

  constructor(client: Client | PoolClient) {
    this.#client = client;
  }

  query(statement: Statement | string, values: unknown[] = []): Promise<QueryResult> {
    if (!this.#isOpen) return Promise.reject(new Error('A query was sent after its transaction had ended: await it.'));
    const { text, rowMode, types } = typeof statement === 'string' ? { text: statement } : statement;
    // The pg typings do not know that `rowMode` and `types` go together with `name`.
    return this.#client.query({ text, name: statementName(text), rowMode, types, values } as never);
  }

  end(): void {
    this.#isOpen = false;
  }
}

/** A drizzle database that speaks through the given transaction client. */
export function drizzleOn(client: TransactionClient): Tx {
  // NodePgSession asks only for query(); its type asks for a whole pg client.
  const session = new NodePgSession(client as unknown as NodePgClient, dialect, undefined);
  return new PgDatabase(dialect, session, undefined) as unknown as Tx;
}

const names = new Map<string, string>();

/** Beyond this many different texts (lists of varying length) statements go unnamed, so no server fills up with them. */
const maxNames = 1000;

function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= maxNames) return undefined;
  const name = `cf${names.size}`;
  names.set(text, name);
  return name;
}
