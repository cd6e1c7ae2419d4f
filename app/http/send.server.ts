import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const asBrotli = promisify(brotliCompress);
const asGzip = promisify(gzip);

/** Level 4 packs a page in a third of the time of the default and loses four percent. */
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** Smaller than a packet: packing it saves nothing. */
const worthPacking = 1_024;

/**
 * Sends a drawn page. It goes to the socket as it is: as the body of a Response it would be made a stream, read
 * piece by piece and put together again, which was a tenth of the cost of a page.
 */
export async function sendPage(
  outgoing: ServerResponse,
  page: { html: readonly Buffer[]; status: number; headers: Headers },
  acceptEncoding = '',
): Promise<void> {
  const { encoding, body } = await packed(page.html, acceptEncoding);
  if (outgoing.destroyed) return;
  const cookies = page.headers.getSetCookie();
  for (const [name, value] of page.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value);
  if (cookies.length > 0) outgoing.setHeader('Set-Cookie', cookies);
  if (encoding) outgoing.setHeader('Content-Encoding', encoding);
  outgoing.setHeader('Vary', 'Accept-Encoding');
  outgoing.setHeader('Content-Length', body.length);
  outgoing.writeHead(page.status);
  outgoing.end(body);
}

async function packed(html: readonly Buffer[], accepted: string): Promise<{ encoding?: 'br' | 'gzip'; body: Buffer }> {
  const body = Buffer.concat(html);
  if (body.length < worthPacking) return { body };
  if (/\bbr\b/.test(accepted)) return { encoding: 'br', body: await asBrotli(body, brotliOptions) };
  if (/\bgzip\b/.test(accepted)) return { encoding: 'gzip', body: await asGzip(body) };
  return { body };
}
