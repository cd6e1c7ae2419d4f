import type pg from 'pg';
import { Connection } from './connection.server.ts';
import { DatabaseBusyError } from './faults.server.ts';

export interface PoolOptions {
  /** Makes a client that has not connected yet. */
  makeClient: () => pg.Client;
  size: number;
  /** How long a request waits for its turn before it is told that the database is busy, in milliseconds. */
  patienceMs: number;
  /** How long a connection may owe an answer before it is cut, in milliseconds. Longer than the statement timeout. */
  silenceMs: number;
}

interface Waiter {
  deadline: number;
  resolve: (connection: Connection) => void;
  reject: (error: Error) => void;
}

const watchEveryMs = 200;
const backoffMs = { first: 25, most: 1_000 };

/**
 * Connections that are lent to one transaction at a time. A broken connection is never lent again: it is replaced, with
 * growing pauses while the server is away. Nobody waits without a limit: neither for a turn nor for an answer.
 */
export class ConnectionPool {
  readonly #options: PoolOptions;
  readonly #all = new Set<Connection>();
  readonly #idle: Connection[] = [];
  readonly #waiting: Waiter[] = [];
  readonly #watch: NodeJS.Timeout;
  #opening = 0;
  #wanted = 0;
  #failures = 0;
  #lastFailure: Error | undefined;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#watch = setInterval(() => this.#endOverdue(), watchEveryMs);
    this.#watch.unref();
  }

  get size(): { total: number; idle: number; waiting: number } {
    return { total: this.#all.size, idle: this.#idle.length, waiting: this.#waiting.length };
  }

  /** An idle connection if there is one, without waiting. */
  take(): Connection | undefined {
    return this.#idle.pop();
  }

  /** A connection, within the pool's patience or the given one. @throws DatabaseBusyError */
  acquire(patienceMs = this.#options.patienceMs): Promise<Connection> {
    const idle = this.take();
    if (idle) return Promise.resolve(idle);
    if (this.#isClosed) return Promise.reject(new DatabaseBusyError('The database is closed.'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ deadline: performance.now() + patienceMs, resolve, reject });
      this.#wanted = Math.min(
        this.#options.size,
        Math.max(this.#wanted, this.#all.size - this.#idle.length + this.#waiting.length),
      );
      this.#openMissing();
    });
  }

  /** Takes a connection back. One that broke, or may be in an unknown state, is thrown away. */
  release(connection: Connection, isTrusted = true): void {
    if (connection.isBroken) return;
    if (!isTrusted) {
      connection.destroy();
      return;
    }
    const next = this.#waiting.shift();
    if (next) next.resolve(connection);
    else this.#idle.push(connection);
  }

  /** Refuses newcomers, closes idle connections at once and lent ones when they have answered. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#watch);
    for (const waiter of this.#waiting.splice(0)) waiter.reject(new DatabaseBusyError('The database is closing.'));
    await Promise.allSettled([...this.#all].map((connection) => connection.close()));
  }

  #openMissing(): void {
    while (!this.#isClosed && this.#all.size + this.#opening < this.#wanted) this.#open();
  }

  #open(): void {
    this.#opening += 1;
    Connection.open(this.#options.makeClient(), (broken) => this.#forget(broken)).then(
      (connection) => {
        this.#opening -= 1;
        this.#failures = 0;
        if (connection.isBroken) return this.#openMissing();
        if (this.#isClosed) return void connection.close();
        this.#all.add(connection);
        this.release(connection);
      },
      (error: Error) => {
        this.#lastFailure = error;
        this.#failures += 1;
        const pause = Math.min(backoffMs.most, backoffMs.first * 2 ** Math.min(this.#failures, 10));
        // The slot stays taken during the pause, so that a missing server is asked once per slot and pause.
        setTimeout(() => {
          this.#opening -= 1;
          this.#openMissing();
        }, pause);
      },
    );
  }

  #forget(broken: Connection): void {
    this.#all.delete(broken);
    const at = this.#idle.indexOf(broken);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#openMissing();
  }

  #endOverdue(): void {
    const now = performance.now();
    for (const connection of this.#all) {
      if (connection.silentFor(now) > this.#options.silenceMs) connection.destroy();
    }
    const overdue = this.#waiting.filter((waiter) => waiter.deadline < now);
    for (const waiter of overdue) {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      waiter.reject(new DatabaseBusyError('The database is busy.', { cause: this.#lastFailure }));
    }
  }
}
