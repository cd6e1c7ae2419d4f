import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { DatabaseOpenError } from './faults.server.ts';
import { type Lock, lockFolder } from './lock.server.ts';
import type { EngineReply, EngineRequest } from './pglite.worker.ts';
import { fromRoot } from './root.server.ts';

/** The embedded engine, reached like a server: each stream is a socket that speaks PostgreSQL's protocol. */
export interface EmbeddedEngine {
  connect(): Duplex;
  /** The whole database as a tar file, to start others from. */
  dump(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Starts PGlite in a thread of its own, so that a query never blocks the server's event loop. The folder is locked
 * against a second process, which would corrupt it.
 * @throws DatabaseOpenError with one sentence for the person who starts the server.
 */
export async function openEmbedded(options: { dataDir?: string; snapshot?: string }): Promise<EmbeddedEngine> {
  const lock = options.dataDir ? await lockFolder(options.dataDir) : undefined;
  const folder = options.dataDir ? join(options.dataDir, 'pglite') : undefined;
  const isNew = folder ? await makeFolder(folder) : true;
  const worker = new Worker(fromRoot('db/pglite.worker.ts'), {
    workerData: { dataDir: folder, snapshot: isNew ? options.snapshot : undefined },
  });
  try {
    await reply(worker, 'ready');
  } catch (error) {
    await worker.terminate();
    await lock?.release();
    throw new DatabaseOpenError(`The embedded database could not be opened: ${(error as Error).message}`);
  }
  return engineOn(worker, lock);
}

function engineOn(worker: Worker, lock: Lock | undefined): EmbeddedEngine {
  const tell = (request: EngineRequest) => worker.postMessage(request);
  let current: EmbeddedSocket | undefined;
  worker.on('message', (message: EngineReply) => {
    if (message.kind === 'bytes') current?.receive(message.bytes);
  });
  worker.on('error', (error) => current?.destroy(error));
  worker.on('exit', () => current?.destroy());
  return {
    connect() {
      tell({ kind: 'hello' });
      current = new EmbeddedSocket((bytes) => tell({ kind: 'bytes', bytes }));
      return current;
    },
    async dump() {
      tell({ kind: 'dump' });
      const message = await reply(worker, 'dump');
      return message.bytes;
    },
    async close() {
      tell({ kind: 'close' });
      await reply(worker, 'closed');
      await lock?.release();
    },
  };
}

/** The next reply of a kind; fails when the thread fails or ends first. */
function reply<K extends EngineReply['kind']>(worker: Worker, kind: K): Promise<Extract<EngineReply, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off('message', hear).off('error', fail).off('exit', leave);
      act();
    };
    const hear = (message: EngineReply) => {
      if (message.kind === kind) settle(() => resolve(message as Extract<EngineReply, { kind: K }>));
      if (message.kind === 'failed') settle(() => reject(new Error(message.message)));
    };
    const fail = (error: Error) => settle(() => reject(error));
    const leave = () => settle(() => reject(new Error('its thread ended')));
    worker.on('message', hear).on('error', fail).on('exit', leave);
  });
}

/** Makes the folder and says whether it was missing. */
async function makeFolder(folder: string): Promise<boolean> {
  return (await mkdir(folder, { recursive: true })) !== undefined;
}

/** Enough of a net.Socket for node-postgres. Writes do not wait for the answer: the thread takes them in order. */
class EmbeddedSocket extends Duplex {
  readonly #send: (bytes: Uint8Array) => void;

  constructor(send: (bytes: Uint8Array) => void) {
    super();
    this.#send = send;
  }

  receive(bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.length > 0 && !this.destroyed) this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
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
    // A copy of exactly these bytes: posting a slice of Node's buffer pool would copy the whole pool.
    this.#send(new Uint8Array(chunk));
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(new Uint8Array(Buffer.concat(chunks.map(({ chunk }) => chunk))));
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.push(null);
    done();
  }
}
