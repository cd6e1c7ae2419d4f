import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestServer {
  url: string;
  process: ChildProcess;
  /** All that it printed so far. */
  output(): string;
  /** Asks it to stop and gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts the built application as a process of its own, with a database of its own and the demo business in it, and
 * waits until it is ready.
 */
export async function startServer(environment: Record<string, string> = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'candlefish-'));
  const child = spawn(process.execPath, ['scripts/serve.ts'], {
    env: {
      PATH: process.env.PATH,
      HOME: dataDir,
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: join(dataDir, 'data'),
      SEED_DEMO: 'true',
      LOG_LEVEL: 'error',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (printed += chunk));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  void exited.then(() => rmSync(dataDir, { recursive: true, force: true }));
  const port = await waitForPort(() => printed, exited);
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    output: () => printed,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
}

async function waitForPort(output: () => string, exited: Promise<number | null>): Promise<string> {
  let code: number | null | undefined;
  void exited.then((result) => (code = result));
  for (let waited = 0; waited < 60_000; waited += 50) {
    const port = /ready at http:\/\/localhost:(\d+)/.exec(output())?.[1];
    if (port) return port;
    if (code !== undefined) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The server did not start:\n${output()}`);
}
