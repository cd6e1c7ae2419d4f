import { openAsBlob } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { vector } from '@electric-sql/pglite-pgvector';

/** What the embedded engine's thread is told. Bytes are protocol messages, always whole. */
export type EngineRequest =
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'hello' }
  | { kind: 'dump' }
  | { kind: 'close' };

/** What it answers. */
export type EngineReply =
  | { kind: 'ready' }
  | { kind: 'failed'; message: string }
  | { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'dump'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'closed' };

if (!parentPort) throw new Error('This file runs as a worker thread.');
const port = parentPort;
const { dataDir, snapshot } = workerData as { dataDir?: string; snapshot?: string };

const say = (reply: EngineReply) => port.postMessage(reply, 'bytes' in reply ? [reply.bytes.buffer] : []);

const opening = open();
let last: Promise<void> = opening.then(
  () => say({ kind: 'ready' }),
  (error: unknown) => say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
);

port.on('message', (request: EngineRequest) => {
  last = last.then(() => serve(request));
});

async function open(): Promise<PGlite> {
  const loadDataDir = snapshot ? await openAsBlob(snapshot) : undefined;
  return PGlite.create({ dataDir, loadDataDir, extensions: { vector, btree_gin } });
}

async function serve(request: EngineRequest): Promise<void> {
  const db = await opening;
  if (request.kind === 'bytes') {
    const bytes = await db.execProtocolRaw(request.bytes);
    say({ kind: 'bytes', bytes: new Uint8Array(bytes) });
  } else if (request.kind === 'hello') {
    // There is one session for ever: a new connection inherits the open transaction and statements of a broken one.
    await db.exec('rollback');
    await db.exec('deallocate all');
  } else if (request.kind === 'dump') {
    const dump = await db.dumpDataDir('none');
    say({ kind: 'dump', bytes: new Uint8Array(await dump.arrayBuffer()) });
  } else {
    await db.close();
    say({ kind: 'closed' });
    port.close();
  }
}
