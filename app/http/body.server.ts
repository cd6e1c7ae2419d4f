import type { HttpBindings } from '@hono/node-server';
import type { Context, Next } from 'hono';

/** The largest file any door takes. */
export const maxFileBytes = 25 * 1024 * 1024;

/** A file and the form fields around it. */
const maxBodyBytes = maxFileBytes + 1024 * 1024;

/** How long a refused upload is read and thrown away, so that a browser gets to read the answer. */
const drainMs = 20_000;

/**
 * Refuses a body over the limit: at once if it announces its length, while it is read if it does not. (Hono's own
 * `bodyLimit` hands on what it has read as a copy of the request, which the light requests of its Node server are not
 * made for: every body of unknown length ended there.)
 */
export async function limitBody(c: Context, next: Next): Promise<Response | undefined> {
  const { incoming } = c.env as HttpBindings;
  const { body } = c.req.raw;
  if (!body || incoming.headers['transfer-encoding'] === undefined) {
    if (Number(incoming.headers['content-length'] ?? 0) > maxBodyBytes) return tooLarge(c);
    await next();
    return undefined;
  }
  const bytes = await readUpTo(maxBodyBytes, body);
  if (!bytes) return tooLarge(c);
  const { url, method, headers } = c.req.raw;
  c.req.raw = new Request(url, { method, headers, body: bytes });
  await next();
  return undefined;
}

/** All of it, or null as soon as it is more than that. */
async function readUpTo(limit: number, body: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer> | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.byteLength;
    if (size > limit) return null;
    pieces.push(read.value);
  }
  return Buffer.concat(pieces);
}

function tooLarge(c: Context): Response {
  const { incoming } = c.env as HttpBindings;
  incoming.resume();
  setTimeout(() => incoming.destroy(), drainMs).unref();
  c.header('Connection', 'close');
  return c.text(`This upload is too large. A file may have up to ${maxFileBytes / 1024 / 1024} MB.`, 413);
}
