import { env } from '../env.server.ts';

/**
 * The whole address of a path, for links that leave the page (a quote, an invitation). PUBLIC_URL decides it; behind a
 * proxy the request itself knows neither scheme nor host. Without it the address is the one that was asked for.
 */
export function wholeAddress(path: string, request: URL): string {
  return new URL(path, env().PUBLIC_URL ?? request).href;
}

let served: string | undefined;

/** Remembers the port that was taken, for a process that was told to take any. */
export function serveAt(port: number): void {
  served = `http://localhost:${port}`;
}

/**
 * The whole address of a path, for a letter: whatever host a request claims to be for, so that nobody has a secret link
 * made that leads to them.
 */
export function ownAddress(path: string): string {
  return new URL(path, env().PUBLIC_URL ?? served ?? `http://localhost:${env().PORT}`).href;
}
