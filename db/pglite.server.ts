import { Duplex } from 'node:stream';
import { PGlite } from '@electric-sql/pglite';

/** The embedded engine, reached like a server: each stream is a socket of the PostgreSQL protocol. */
export interface EmbeddedEngine {
  connect(): Duplex;
  close(): Promise<void>;
}

export async function openEmbedded(options: { dataDir?: string; loadDataDir?: Blob }): Promise<EmbeddedEngine> {
  const db = await PGlite.create({ dataDir: options.dataDir, loadDataDir: options.loadDataDir });
  return { connect: () => new EmbeddedSocket((message) => db.execProtocolRaw(message)), close: () => db.close() };
}

/** Looks enough like a net.Socket for node-postgres. */
class EmbeddedSocket extends Duplex {
  readonly #exec: (message: Uint8Array) => Promise<Uint8Array>;

  constructor(exec: (message: Uint8Array) => Promise<Uint8Array>) {
    super();
    this.#exec = exec;
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#exec(chunk).then((answer) => {
      if (answer.length > 0) this.push(Buffer.from(answer));
      done();
    }, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'buffer', done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.push(null);
    done();
  }
}
