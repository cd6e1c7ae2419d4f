import { Agent, request } from 'undici';
import { env } from '../env.server.ts';
import { isPrivateHost, lookupPublic, PrivateAddress } from './address.server.ts';

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

/** Endpoints in this machine's own network are for development and tests. */
export function allowsPrivate(): boolean {
  const { WEBHOOKS_ALLOW_PRIVATE, NODE_ENV } = env();
  return WEBHOOKS_ALLOW_PRIVATE ?? NODE_ENV === 'development';
}

let agents: Record<'guarded' | 'open', Agent> | undefined;

function agent(isOpen: boolean): Agent {
  const common = {
    headersTimeout: patienceMs,
    bodyTimeout: patienceMs,

    maxHeaderSize: 16_384,
  };
  agents ??= {
    guarded: new Agent({ ...common, connect: { lookup: lookupPublic, timeout: patienceMs } }),
    open: new Agent({ ...common, connect: { timeout: patienceMs } }),
  };
  return agents[isOpen ? 'open' : 'guarded'];
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
      dispatcher: agent(allowPrivate),
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

/** One sentence for the log that the business reads: nothing of our own network is told. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'It did not answer in time.';
  const causes = error instanceof AggregateError ? error.errors : [error];
  const codes = causes.map((cause) => (cause instanceof Error && 'code' in cause ? String(cause.code) : ''));
  if (causes.some((cause) => cause instanceof PrivateAddress)) return new PrivateAddress().message;
  const known: Record<string, string> = {
    ENOTFOUND: 'Its name has no address.',
    EAI_AGAIN: 'Its name could not be looked up.',
    ECONNREFUSED: 'It refused the connection.',
    ECONNRESET: 'It closed the connection.',
    UND_ERR_SOCKET: 'It closed the connection.',
    UND_ERR_CONNECT_TIMEOUT: 'It did not answer in time.',
    UND_ERR_HEADERS_TIMEOUT: 'It did not answer in time.',
    UND_ERR_BODY_TIMEOUT: 'It did not answer in time.',
  };
  const found = codes.map((code) => known[code]).find((text) => text !== undefined);
  if (found) return found;
  return codes.some((code) => /CERT|TLS|SSL/.test(code)) ? 'Its certificate is not good.' : 'It could not be reached.';
}
