import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A PostgreSQL of its own, which a test may break as it likes. */
export interface Cluster {
  url: string;
  /** Stops without saying goodbye to anybody, and starts again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** Starts a server from the programs in SERVICES_PG_BIN, on a free port, with its data in a temporary folder. */
export async function startCluster(bin: string): Promise<Cluster> {
  const data = join(mkdtempSync(join(tmpdir(), 'candlefish-pg-')), 'data');
  const port = await freePort();
  const folder = join(data, '..');
  // PostgreSQL refuses to run as root; whoever it runs as must reach its folder.
  chmodSync(folder, 0o777);
  const command = (program: string, ...args: string[]) => {
    const [file, ...rest] =
      process.getuid?.() === 0 ? ['runuser', '-u', 'nobody', '--', join(bin, program)] : [join(bin, program)];
    return run(file ?? program, [...rest, ...args], { cwd: folder });
  };
  const flags = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
  const start = () => command('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-w', '-o', flags, 'start');
  const stop = () => command('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
  await command('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync');
  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async restart() {
      await stop();
      await start();
    },
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
