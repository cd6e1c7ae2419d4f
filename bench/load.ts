import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** What one burst of load came to. */
export interface Burst {
  requestsPerSecond: number;
  p50: number;
  p99: number;
  /** Answers that were not 2xx, and connections that failed. */
  failed: number;
}

/** Loads an address from a process of its own, so that the load does not share the server's event loop. */
export async function burst(
  url: string,
  options: { connections: number; seconds: number; headers?: Record<string, string> },
): Promise<Burst> {
  const headers = Object.entries(options.headers ?? {}).flatMap(([name, value]) => ['-H', `${name}=${value}`]);
  const args = [
    'node_modules/autocannon/autocannon.js',
    '-j',
    '-c',
    `${options.connections}`,
    '-d',
    `${options.seconds}`,
    ...headers,
    url,
  ];
  const result = JSON.parse(await output(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })));
  return {
    requestsPerSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  };
}

function output(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
    });
    child.once('error', reject);
    child.once('exit', () => resolve(text));
  });
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Waits until an address answers at all, or fails after half a minute. Gives the milliseconds it took. */
export async function untilAnswers(url: string, headers: Record<string, string> = {}): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < 30_000) {
    const response = await fetch(url, { headers, redirect: 'manual' }).catch(() => null);
    if (response && response.status < 500) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${url} did not answer.`);
}
