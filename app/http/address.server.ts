import { env } from '../env.server.ts';

/**
 * The whole address of a path, for links that leave the page (a quote, an invitation). PUBLIC_URL decides it; behind a
 * proxy the request itself knows neither scheme nor host. Without it the address is the one that was asked for.
 */
export function wholeAddress(path: string, request: URL): string {
  return new URL(path, env().PUBLIC_URL ?? request).href;
}
