import { OAuth2Client } from 'arctic';
import { z } from 'zod';
import type { Fetch } from '../outbound/fetch.server.ts';
import { ProviderFailure, type Ties } from './provider.ts';

/** How long a provider may take for each answer, in milliseconds: a person is waiting. */
const patienceMs = 6_000;

export interface Client {
  clientId: string;
  /** Empty for a client that has none. */
  clientSecret: string;
  /** How the provider is asked. Those that a business names are asked with a guard; ours with the `fetch` of Node. */
  ask?: Fetch;
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

const refusedCode = z.object({ error: z.string() });
const tokens = z.record(z.string(), z.unknown());

/**
 * Trades a code for tokens (RFC 6749, 4.1.3). Written here and not left to a library, because the request to a provider
 * that a business named must be made with the guard.
 */
export async function exchange(client: Client, endpoint: string, code: string, ties: Ties) {
  const { redirectUri, verifier } = ties;
  const form = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
  form.set('code_verifier', verifier);
  if (!client.clientSecret) form.set('client_id', client.clientId);
  const { status, body } = await askJson(client, endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(client.clientSecret && { Authorization: `Basic ${credentialsOf(client)}` }),
    },
    body: form.toString(),
  });
  const refused = refusedCode.safeParse(body);
  if (refused.success)
    throw new ProviderFailure('refused', `The code was not taken: ${refused.data.error.slice(0, 100)}`);
  const granted = tokens.safeParse(body);
  if (status !== 200 || !granted.success) throw new ProviderFailure('refused', `The code was answered with ${status}.`);
  return granted.data;
}

/** Both parts are encoded before they are joined, so that a colon in one of them means nothing (RFC 6749, 2.3.1). */
function credentialsOf({ clientId, clientSecret }: Client): string {
  const encoded = [clientId, clientSecret].map((part) => new URLSearchParams({ '': part }).toString().slice(1));
  return Buffer.from(encoded.join(':')).toString('base64');
}

/** Gets a JSON document of the given shape. */
export async function getJson<T>(
  client: Pick<Client, 'ask'>,
  url: string,
  shape: z.ZodType<T>,
  headers: Record<string, string> = {},
): Promise<T> {
  const { status, body } = await askJson(client, url, { headers });
  if (status < 200 || status > 299) throw new ProviderFailure('refused', `${url} answered ${status}.`);
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProviderFailure('refused', `${url} answered something else than it should.`);
}

async function askJson({ ask = fetch }: Pick<Client, 'ask'>, url: string, init: NonNullable<Parameters<Fetch>[1]>) {
  const answered = await ask(url, {
    ...init,
    headers: { Accept: 'application/json', 'User-Agent': 'candlefish', ...init.headers },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  }).catch((error: unknown) => {
    throw new ProviderFailure('unreachable', `${url} did not answer.`, { cause: error });
  });
  if (answered.status >= 500) throw new ProviderFailure('unreachable', `${url} answered ${answered.status}.`);
  const body: unknown = await answered.json().catch((error: unknown) => {
    throw new ProviderFailure('refused', `${url} did not answer with JSON.`, { cause: error });
  });
  return { status: answered.status, body };
}
