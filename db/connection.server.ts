import type pg from 'pg';
import { type Call, Flush, Preparation, type Statement, wireOf } from './wire.server.ts';

/** Statements that open and end transactions; every connection prepares them when it opens. */
const vocabulary = {
  cf_begin: 'begin',
  cf_begin_read: 'begin read only',
  cf_commit: 'commit',
  cf_rollback: 'rollback',
  cf_app: `select set_config('role', 'candlefish_app', true)`,
  cf_tenant: `select set_config('role', 'candlefish_app', true), set_config('app.tenant_id', $1, true)`,
  cf_platform: `select set_config('role', 'candlefish_platform', true), set_config('app.tenant_id', '', true)`,
  cf_worker: `select set_config('role', 'candlefish_worker', true), set_config('app.tenant_id', '', true)`,
};

type Word = keyof typeof vocabulary;

/** A word of the vocabulary, for the head of a flush. */
export function call(name: Word, ...values: string[]): Call {
  return { name, values };
}

/**
 * One connection of the pool: sends without waiting (the protocol is pipelined), knows since when it is owed an answer,
 * and knows when it is broken.
 */
export class Connection {
  readonly #client: pg.Client;
  isBroken = false;
  #isReading = false;
  #isGathering = false;
  #owed = 0;
  #silentSince = 0;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /** Connects and prepares the vocabulary. A later break is reported once. */
  static async open(client: pg.Client, onBreak: (connection: Connection) => void): Promise<Connection> {
    const connection = new Connection(client);
    const reportBreak = () => {
      if (connection.isBroken) return;
      connection.isBroken = true;
      onBreak(connection);
    };
    client.on('error', reportBreak);
    client.on('end', reportBreak);
    try {
      await client.connect();
      await connection.#submit((answer) => new Preparation(vocabulary, answer));
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  /** The client itself, for set-up: outside of any transaction. */
  get client(): pg.Client {
    this.#endReading();
    return this.#client;
  }

  /** Sends a statement behind its prelude, in one flush. */
  send(statement: Statement, prelude: readonly Call[] = []): Promise<pg.QueryResult> {
    const calls = this.#isReading ? [call('cf_commit'), ...prelude] : prelude;
    this.#isReading = false;
    return this.#submit((answer) => new Flush(statement, calls, answer));
  }

  /**
   * Ends a transaction that only read. Nobody waits for that, so it leaves at the head of whatever is sent next: under
   * load a read then costs the server one wake-up, as it would without a transaction. With nothing to go with, it
   * leaves by itself as soon as the event loop turns.
   */
  endReadingSoon(): void {
    this.#isReading = true;
    setImmediate(() => this.#endReading());
  }

  /** Sends a word of the vocabulary. */
  say(name: Word): Promise<pg.QueryResult> {
    return this.send({ name, text: vocabulary[name] });
  }

  /** Milliseconds for which the server has owed an answer and given none; 0 when it owes none. */
  silentFor(now: number): number {
    return this.#owed === 0 ? 0 : now - this.#silentSince;
  }

  /** Cuts the connection: whatever waits on it fails now. */
  destroy(): void {
    wireOf(this.#client).stream.destroy();
  }

  /** Says goodbye and closes after what has been sent is answered, or after two seconds. */
  async close(): Promise<void> {
    const impatience = setTimeout(() => this.destroy(), 2_000);
    this.#endReading();
    await this.#client.end();
    clearTimeout(impatience);
  }

  #endReading(): void {
    if (!this.#isReading || this.isBroken) return;
    this.#isReading = false;
    // What failed to end is in an unknown state, and is not used again.
    this.say('cf_commit').catch(() => this.destroy());
  }

  #submit(
    make: (answer: (error: Error | undefined, result: pg.QueryResult) => void) => object,
  ): Promise<pg.QueryResult> {
    this.#gather();
    return new Promise((resolve, reject) => {
      if (this.#owed === 0) this.#silentSince = performance.now();
      this.#owed += 1;
      const query = make((error, result) => {
        this.#owed -= 1;
        this.#silentSince = performance.now();
        if (error) reject(error);
        else resolve(result);
      });
      // A subclass of pg.Query, which the client submits as it is.
      this.#client.query(query as pg.Submittable);
    });
  }

  /** What is sent before the event loop turns leaves in one write: a write costs as much as the query it carries. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    const { stream } = wireOf(this.#client);
    stream.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      stream.uncork();
    });
  }
}
