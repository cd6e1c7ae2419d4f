import { request } from 'undici';
import { isPrivateHost, PrivateAddress } from '../outbound/address.server.ts';
import { agentFor, allowsPrivate, reasonOf } from '../outbound/agent.server.ts';

/** How long an endpoint may take, from the look-up of its name to its last byte. */
const patienceMs = 10_000;

/** As much of an answer as is kept. */
const excerptBytes = 2_048;

/** How a try ended. */
export interface Outcome {
  status: number | null;
  excerpt: string | null;
  error: string | null;
  milliseconds: number;
}

/** True for what counts as delivered: nothing but 2xx. A redirect is not followed: it could lead anywhere. */
export function isDelivered({ status }: Outcome): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** Posts a body to an endpoint. Never throws: what went wrong is the outcome. */
export async function send(
  url: URL,
  { headers, body }: { headers: Record<string, string>; body: string },
  options: { signal?: AbortSignal; allowPrivate?: boolean; waitMs?: number } = {},
): Promise<Outcome> {
  const { allowPrivate = allowsPrivate(), waitMs = patienceMs } = options;
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  const signal = AbortSignal.any([AbortSignal.timeout(waitMs), ...(options.signal ? [options.signal] : [])]);
  try {
    if (!allowPrivate && isPrivateHost(url)) throw new PrivateAddress();
    const answer = await request(url, {
      method: 'POST',
      dispatcher: agentFor(allowPrivate),
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Candlefish-Webhooks', ...headers },
      body,
      signal,
    });
    const excerpt = await beginning(answer.body);
    return { status: answer.statusCode, excerpt, error: null, milliseconds: took() };
  } catch (error) {
    return { status: null, excerpt: null, error: reasonOf(error, signal), milliseconds: took() };
  }
}

/** The first bytes of an answer; the rest is not waited for. */
async function beginning(body: AsyncIterable<Uint8Array> & { destroy(): unknown }): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= excerptBytes) break;
  }
  body.destroy();
  return Buffer.concat(chunks).subarray(0, excerptBytes).toString('utf8').replaceAll('\0', '').toWellFormed();
}
