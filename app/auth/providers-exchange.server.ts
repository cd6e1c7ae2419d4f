import { ArcticFetchError, OAuth2Client, OAuth2RequestError, type OAuth2Tokens } from 'arctic';
import type { z } from 'zod';
import { ProviderFailure, type Ties } from './provider.ts';

/** How long a provider may take for each answer, in milliseconds: a person is waiting. */
const patienceMs = 6_000;

export interface Client {
  clientId: string;
  /** Empty for a client that has none. */
  clientSecret: string;
}

export function oauthClient({ clientId, clientSecret }: Client, redirectUri: string): OAuth2Client {
  return new OAuth2Client(clientId, clientSecret || null, redirectUri);
}

/** The code that a provider's answer carries. */
export function codeOf(answer: URLSearchParams): string {
  const error = answer.get('error');
  if (error === 'access_denied') throw new ProviderFailure('declined', 'The person said no.');
  if (error === 'temporarily_unavailable') throw new ProviderFailure('unreachable', `The provider answered ${error}.`);
  if (error) throw new ProviderFailure('refused', `The provider answered ${error.slice(0, 100)}.`);
  const code = answer.get('code');
  if (!code) throw new ProviderFailure('refused', 'The answer has no code.');
  return code;
}

/** Trades a code for tokens. */
export async function exchange(client: Client, endpoint: string, code: string, ties: Ties): Promise<OAuth2Tokens> {
  const request = oauthClient(client, ties.redirectUri).validateAuthorizationCode(endpoint, code, ties.verifier);
  try {
    return await inTime(request);
  } catch (error) {
    if (error instanceof ProviderFailure) throw error;
    if (error instanceof ArcticFetchError) throw unreachable(endpoint, error);
    const said = error instanceof OAuth2RequestError ? error.code : (error as Error).message;
    throw new ProviderFailure('refused', `The code was not taken: ${said}`, { cause: error });
  }
}

/** Gets a JSON document of the given shape. */
export async function getJson<T>(url: string, shape: z.ZodType<T>, headers: Record<string, string> = {}): Promise<T> {
  const answered = await fetch(url, {
    headers: { Accept: 'application/json', 'User-Agent': 'candlefish', ...headers },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  }).catch((error: unknown) => {
    throw unreachable(url, error);
  });
  if (answered.status >= 500) throw unreachable(url, new Error(`status ${answered.status}`));
  if (!answered.ok) throw new ProviderFailure('refused', `${url} answered ${answered.status}.`);
  const body: unknown = await answered.json().catch((error: unknown) => {
    throw new ProviderFailure('refused', `${url} did not answer with JSON.`, { cause: error });
  });
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProviderFailure('refused', `${url} answered something else than it should.`);
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ProviderFailure('unreachable', 'No answer in time.')), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function unreachable(url: string, cause: unknown): ProviderFailure {
  return new ProviderFailure('unreachable', `${url} did not answer.`, { cause });
}
