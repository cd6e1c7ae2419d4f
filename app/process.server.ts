import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Runs } from './ai/run/runs.server.ts';
import { env } from './env.server.ts';
import { serveAt } from './http/address.server.ts';
import type { Gate } from './http/gate.server.ts';
import { log } from './http/log.server.ts';
import type { Running } from './lifecycle.server.ts';
import { announceStop } from './routes/health.server.ts';

/** After this long a stop no longer waits for anybody. Fly kills after 15 s. */
const stopWithinMs = 9_000;

export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      serveAt((server.address() as AddressInfo).port);
      resolve();
    });
  });
}

/** So long a stop lets answers of the assistant end by themselves; then what there is of them is saved. */
const answersWithinMs = 3_000;

/** SIGINT and SIGTERM: no new connections, everything in flight is finished, then the database is closed. */
export function stopOnSignal(parts: { server: Server; gate: Gate; runs: Runs; running: Running }): void {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log().info({ signal }, 'stopping');
    setTimeout(() => {
      log().error('stopped without waiting any longer');
      process.exit(1);
    }, stopWithinMs).unref();
    await Promise.all([drain(parts), parts.runs.close(answersWithinMs)]);
    await parts.running.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));
}

async function drain({ server, gate }: { server: Server; gate: Gate }): Promise<void> {
  announceStop();
  gate.close();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearInterval(sweep);
}

/** Tells whoever reads the terminal where to go and how to sign in. */
export function announce(server: Server, { database, demo }: Running): void {
  const { port } = server.address() as AddressInfo;
  const address = env().PUBLIC_URL ?? `http://localhost:${port}`;
  log().info({ address, engine: database.engine }, 'serving');
  const lines = [`Candlefish is ready at ${address}`];
  if (demo) {
    lines.push(
      '',
      `Demo business: ${demo.business}`,
      ...demo.signIns.map(({ email, role }) => `  ${role.padEnd(7)} ${email}`),
      `  password ${demo.password}`,
    );
  }
  process.stdout.write(`\n${lines.join('\n')}\n\nCtrl-C stops.\n`);
}

/** One sentence for what keeps the server from starting. */
export function startFailure(error: unknown): string {
  const { code, message, port, path } = error as NodeJS.ErrnoException & Partial<AddressInfo>;
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken. Stop what is using it, or start with another one: PORT=3001 npm start.`;
  if (code === 'EACCES' && port)
    return `Port ${port} is not allowed for this user. Choose one above 1023: PORT=3000 npm start.`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `The folder ${path ?? ''} cannot be written. Set DATA_DIR to one that can.`;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return `PostgreSQL does not answer at DATABASE_URL: ${message}.`;
  return message || String(error);
}
