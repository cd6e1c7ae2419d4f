import { request } from 'undici';
import { hasSafeScheme, isPrivateHost, PrivateAddress } from './address.server.ts';
import { agentFor, allowsPrivate } from './agent.server.ts';

/** As much as anybody has to say who somebody is. */
const mostBytes = 512 * 1024;

/** The part of `fetch` that asking a provider needs. */
export type Fetch = (
  url: string,
  init?: {
    method?: 'GET' | 'POST';
    headers?: HeadersInit;
    body?: string;
    redirect?: RequestRedirect;
    signal?: AbortSignal;
  },
) => Promise<Response>;

/**
 * Asks an address that a business gave us, with the guard that webhooks have: https, no private network, no redirect
 * followed, and an answer of a size that fits in memory.
 */
export const outsideFetch: Fetch = async (address, { method = 'GET', headers, body, signal } = {}) => {
  const url = new URL(address);
  const allowPrivate = allowsPrivate();
  if (!hasSafeScheme(url, { allowPrivate })) throw new TypeError('Only https is asked.');
  if (!allowPrivate && isPrivateHost(url)) throw new PrivateAddress();
  const answer = await request(url, {
    method,
    dispatcher: agentFor(allowPrivate),
    headers: Object.fromEntries(new Headers(headers)),
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  });
  const text = await wholeText(answer.body);
  const type = answer.headers['content-type'];
  return new Response(text === '' ? null : text, {
    status: answer.statusCode,
    headers: typeof type === 'string' ? { 'Content-Type': type } : {},
  });
};

async function wholeText(body: AsyncIterable<Uint8Array> & { destroy(): unknown }): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > mostBytes) {
      body.destroy();
      throw new TypeError('The answer is too large.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
