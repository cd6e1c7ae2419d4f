import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { templateFolder } from './seeded.ts';

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
 * waits until it is ready. The database is embedded, or on the PostgreSQL that DATABASE_URL names; a DATABASE_URL or
 * DATA_DIR in the given environment is used as it is.
 */
export async function startServer(environment: Record<string, string> = {}): Promise<TestServer> {
  const scratch = mkdtempSync(join(tmpdir(), 'candlefish-'));
  const own = await ownDatabase(scratch, environment);
  const child = spawn(process.execPath, ['--max-semi-space-size=32', 'scripts/serve.ts'], {
    env: {
      PATH: process.env.PATH,
      HOME: scratch,
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '127.0.0.1',
      SEED_DEMO: 'true',
      LOG_LEVEL: 'error',
      // Tests of other things knock more often than anybody does.
      RATE_LIMIT_SCALE: '1000',
      ...own.environment,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', async (code) => {
      await own.drop();
      rmSync(scratch, { recursive: true, force: true });
      resolve(code);
    });
  });
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

interface OwnDatabase {
  environment: Record<string, string>;
  drop(): Promise<void>;
}

const nothing: OwnDatabase = { environment: {}, drop: async () => {} };

async function ownDatabase(scratch: string, given: Record<string, string>): Promise<OwnDatabase> {
  if (given.DATABASE_URL || given.DATA_DIR) return nothing;
  if (process.env.DATABASE_URL) return ownOnServer(process.env.DATABASE_URL);
  const folder = join(scratch, 'data');
  if (existsSync(templateFolder())) cpSync(templateFolder(), folder, { recursive: true });
  return { ...nothing, environment: { DATA_DIR: folder } };
}

async function ownOnServer(base: string): Promise<OwnDatabase> {
  const name = `cf_served_${randomBytes(6).toString('hex')}`;
  await asAdmin(base, `create database ${name}`);
  const url = new URL(base);
  url.pathname = `/${name}`;
  return {
    environment: { DATABASE_URL: url.href },
    drop: () => asAdmin(base, `drop database if exists ${name} with (force)`),
  };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

async function waitForPort(output: () => string, exited: Promise<number | null>): Promise<string> {
  let isOver = false;
  void exited.then(() => {
    isOver = true;
  });
  for (let waited = 0; waited < 90_000 && !isOver; waited += 50) {
    const port = /ready at http:\/\/localhost:(\d+)/.exec(output())?.[1];
    if (port) return port;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The server did not start:\n${output()}`);
}
