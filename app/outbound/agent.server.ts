import { Agent } from 'undici';
import { env } from '../env.server.ts';
import { lookupPublic, PrivateAddress } from './address.server.ts';

/** How long somebody else's system may take, from the look-up of its name to its last byte. */
const patienceMs = 10_000;

/** Addresses in this machine's own network are for development and tests. */
export function allowsPrivate(): boolean {
  const { WEBHOOKS_ALLOW_PRIVATE, NODE_ENV } = env();
  return WEBHOOKS_ALLOW_PRIVATE ?? NODE_ENV === 'development';
}

let agents: Record<'guarded' | 'open', Agent> | undefined;

/** Makes the connections to addresses that a business gave us. Unless it is open, to public ones alone. */
export function agentFor(isOpen: boolean): Agent {
  const common = { headersTimeout: patienceMs, bodyTimeout: patienceMs, maxHeaderSize: 16_384 };
  agents ??= {
    guarded: new Agent({ ...common, connect: { lookup: lookupPublic, timeout: patienceMs } }),
    open: new Agent({ ...common, connect: { timeout: patienceMs } }),
  };
  return agents[isOpen ? 'open' : 'guarded'];
}

/** Why something could not be reached, in one sentence for the business: nothing of our own network is told. */
export function reasonOf(error: unknown, signal?: AbortSignal): string {
  if (signal?.aborted) return 'It did not answer in time.';
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
