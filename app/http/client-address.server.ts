import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { env } from '../env.server.ts';

/**
 * Who called. A header is believed only if CLIENT_ADDRESS_HEADER says that our proxy sets it: anybody can send one, and
 * rate limits and logs go by this address. Of a list the last counts, which is the one that the proxy added.
 */
export function clientAddress(
  { headers, socket }: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string } },
  header = env().CLIENT_ADDRESS_HEADER,
): string {
  const told =
    header &&
    String(headers[header.toLowerCase()] ?? '')
      .split(',')
      .at(-1)
      ?.trim();
  if (told && isIP(told)) return told;
  return socket.remoteAddress ?? 'unknown';
}
