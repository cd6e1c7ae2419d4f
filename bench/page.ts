// The estimates page against the same rows rendered by others: three servers up at once, loaded one at a time.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { demo } from '#app/demo.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { startServer } from '#tests/support/server.ts';
import { benchDatabase } from './database.ts';
import { type Figure, figure, median, note } from './figure.ts';
import { type Burst, burst, freePort, untilAnswers } from './load.ts';

const rounds = 5;
const seconds = 6;

interface Contender {
  name: string;
  url: string;
  headers: Record<string, string>;
}

export async function run(): Promise<Figure[]> {
  const database = await benchDatabase();
  const ours = await startServer({ DATABASE_URL: database.url, DATABASE_OWNER_URL: database.url, SEED_DEMO: 'true' });
  const children: ChildProcess[] = [];
  try {
    const client = await new TestClient(ours.url).signIn('owner@harborpine.example', demo.password);
    const headers = { Cookie: client.cookieHeader() };
    const tenant = await tenantOf(database.url);
    const contenders: Contender[] = [
      { name: 'candlefish', url: `${ours.url}/t/harbor-pine/paintbox/estimates`, headers },
      {
        name: 'next',
        url: await startPeer(
          'next',
          ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p'],
          tenant,
          database.url,
          children,
        ),
        headers: {},
      },
      {
        name: 'remix-express',
        url: await startPeer('remix-express', ['server.js'], tenant, database.url, children),
        headers,
      },
    ];
    for (const { url, headers } of contenders) await untilAnswers(url, headers);
    return figures(await measure(contenders));
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await ours.stop();
    await database.drop();
  }
}

async function measure(contenders: Contender[]): Promise<Map<string, Burst[]>> {
  const results = new Map<string, Burst[]>(contenders.map(({ name }) => [name, []]));
  for (const { url, headers } of contenders) await burst(url, { connections: 32, seconds: 4, headers });
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, url, headers } of contenders)
      results.get(name)?.push(await burst(url, { connections: 32, seconds, headers }));
  }
  return results;
}

function figures(results: Map<string, Burst[]>): Figure[] {
  const of = (name: string) => results.get(name) ?? [];
  const ratio = (peer: string) =>
    median(of('candlefish').map((own, at) => own.requestsPerSecond / (of(peer)[at]?.requestsPerSecond ?? Number.NaN)));
  const failed = [...results.values()].flat().reduce((sum, { failed }) => sum + failed, 0);
  return [
    figure('estimates page, requests/s against Next.js', ratio('next'), { atLeast: 2 }, 'x'),
    figure('estimates page, requests/s against plain Remix on Express', ratio('remix-express'), { atLeast: 1.3 }, 'x'),
    figure(
      'estimates page, p99 at 32 connections',
      median(of('candlefish').map(({ p99 }) => p99)),
      { atMost: 100 },
      ' ms',
    ),
    figure('failed requests of all three', failed, { atMost: 0 }),
    ...[...results].map(([name, bursts]) =>
      note(`${name}, requests/s`, median(bursts.map(({ requestsPerSecond }) => requestsPerSecond))),
    ),
  ];
}

async function startPeer(
  name: string,
  command: string[],
  tenant: string,
  databaseUrl: string,
  children: ChildProcess[],
): Promise<string> {
  const cwd = join('bench/peers', name);
  if (!existsSync(join(cwd, 'node_modules'))) spawnSync('npm', ['install', '--no-save'], { cwd, stdio: 'inherit' });
  if (!existsSync(join(cwd, name === 'next' ? '.next' : 'build')))
    spawnSync('npm', ['run', 'build'], { cwd, stdio: 'inherit' });
  const port = await freePort();
  const args = command.at(-1) === '-p' ? [...command, `${port}`] : command;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    PORT: `${port}`,
    DATABASE_URL: databaseUrl,
    BENCH_TENANT: tenant,
    BENCH_SLUG: 'harbor-pine',
  };
  children.push(spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] }));
  return `http://127.0.0.1:${port}/estimates`;
}

async function tenantOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(`select id from tenant where slug = 'harbor-pine'`);
  await client.end();
  if (!rows[0]) throw new Error('The demo business is not there.');
  return rows[0].id;
}
