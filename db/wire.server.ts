import pg from 'pg';

/**
 * What the data layer knows of node-postgres beyond its typings: that a Query writes its own protocol messages and is
 * handed each answer. This is as of pg 8.23, whose version is pinned; `tests/database/transactions.test.ts` would notice.
 */
export interface Wire {
  stream: { cork(): void; uncork(): void; destroy(): void };
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: readonly string[] }): void;
  execute(message: { portal: string }): void;
  sync(): void;
  parsedStatements: Record<string, string>;
}

/** One SQL statement on its way to the server. `name` makes the server prepare it once per connection. */
export interface Statement {
  text: string;
  name?: string;
  values?: unknown[];
  rowMode?: 'array';
  types?: unknown;
}

/** A statement of the vocabulary with its values: it leads a flush without being parsed again. */
export interface Call {
  name: string;
  values: readonly string[];
}

export type Answer = (error: Error | undefined, result: pg.QueryResult) => void;

interface WireQuery {
  name: string | undefined;
  _result: object;
  _results: object;
  submit(wire: Wire): Error | null;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
}

// The typings of pg.Query end at its public face, and leave out pg.Result.
const { Query: WireQuery, Result } = pg as unknown as {
  Query: new (text: string, values: unknown[] | undefined, answer: Answer) => WireQuery;
  Result: new (rowMode: string | undefined, types: unknown) => object;
};

/**
 * A statement led by others in one flush, with one Sync at its end: when a leading one fails, the server skips all the
 * rest. So no statement ever runs without the role and tenant that its prelude sets, and the flush costs one answer.
 */
export class Flush extends WireQuery {
  readonly #prelude: readonly Call[];
  #unanswered: number;

  constructor(statement: Statement, prelude: readonly Call[], answer: Answer) {
    // Given a text instead of an object, pg has nothing to clone, which it does property by property.
    super(statement.text, statement.values, answer);
    this.name = statement.name;
    this._result = this._results = new Result(statement.rowMode, statement.types);
    this.#prelude = prelude;
    this.#unanswered = prelude.length;
  }

  override submit(wire: Wire): Error | null {
    wire.stream.cork();
    try {
      for (const { name, values } of this.#prelude) {
        wire.bind({ statement: name, values });
        wire.execute({ portal: '' });
      }
      return super.submit(wire);
    } finally {
      wire.stream.uncork();
    }
  }

  override handleDataRow(message: unknown): void {
    if (this.#unanswered === 0) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.#unanswered > 0) this.#unanswered -= 1;
    else super.handleCommandComplete(message, wire);
  }
}

/** Has the server parse statements under their names, and runs none of them. */
export class Preparation extends WireQuery {
  readonly #statements: Readonly<Record<string, string>>;

  constructor(statements: Readonly<Record<string, string>>, answer: Answer) {
    super('', undefined, answer);
    this.#statements = statements;
  }

  override submit(wire: Wire): null {
    for (const [name, text] of Object.entries(this.#statements)) {
      wire.parse({ name, text });
      wire.parsedStatements[name] = text;
    }
    wire.sync();
    return null;
  }
}

/** The client's own connection, which its typings hide. */
export function wireOf(client: pg.Client): Wire {
  return (client as unknown as { connection: Wire }).connection;
}
