import { CodeChallengeMethod } from 'arctic';
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import { OtherIssuer, type Provider, ProviderFailure, type ProviderIdentity, type Ties } from './provider.ts';
import { type Client, codeOf, exchange, getJson, oauthClient } from './providers-exchange.server.ts';

export interface OpenIdOptions extends Client {
  id: string;
  name: string;
  /** Where `/.well-known/openid-configuration` is found. */
  issuer: string;
  /** Whether the claims say that the address is verified; `email_verified` if left out. */
  isEmailVerified?: (claims: Claims) => boolean;
  /** The issuer stands for every directory there is, and its id tokens name one of them: Microsoft's `common`. */
  isTemplate?: boolean;
  /** Asks the provider for more: `{ prompt: 'select_account' }`. */
  parameters?: Record<string, string>;
  page?: string;
}

/** An address of the web: people are sent to one of them, and a browser does more with other schemes than open a page. */
const webAddress = z.url({ protocol: /^https?$/ });

const discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: webAddress,
  token_endpoint: webAddress,
  jwks_uri: webAddress,
  userinfo_endpoint: webAddress.optional(),
});

const personClaims = z.object({
  sub: z.string().min(1).max(255),
  email: z.email().max(254).optional().catch(undefined),
  // Some providers write the word instead of the value.
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(undefined),
  name: z.string().optional().catch(undefined),
});

export type Claims = JWTPayload & z.infer<typeof personClaims>;

/** Signed by the provider's own key: never `none`, and never a secret that we share. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

const discoveryKeptMs = 10 * 60_000;

/** A provider that speaks OpenID Connect, known by its issuer and our registration there: Google, Microsoft, a company's own. */
export function openIdProvider(options: OpenIdOptions): Provider {
  const metadata = remembered(() => discover(options));
  return {
    id: options.id,
    name: options.name,
    ...(options.page !== undefined && { page: options.page }),
    async authorizationUrl(ties) {
      const { authorization_endpoint: endpoint } = (await metadata()).document;
      const client = oauthClient(options, ties.redirectUri);
      const scopes = ['openid', 'email', 'profile'];
      const url = client.createAuthorizationURLWithPKCE(
        endpoint,
        ties.state,
        CodeChallengeMethod.S256,
        ties.verifier,
        scopes,
      );
      url.searchParams.set('nonce', ties.nonce);
      const anew = ties.isFresh ? { prompt: 'login', max_age: '0' } : {};
      for (const [name, value] of Object.entries({ ...options.parameters, ...anew })) url.searchParams.set(name, value);
      return url;
    },
    async identify(ties, answer) {
      const found = await metadata();
      refuseOtherIssuer(answer, found.document.issuer);
      const tokens = await exchange(options, found.document.token_endpoint, codeOf(answer), ties);
      const idToken = textOf(tokens, 'id_token');
      const claims = await verifyIdToken(idToken, found, options, ties);
      const person = claims.email
        ? claims
        : { ...claims, ...(await userInfo(options, found, textOf(tokens, 'access_token'), claims)) };
      return identityOf(person, options);
    },
  };
}

interface Metadata {
  document: z.infer<typeof discovery>;
  keys: ReturnType<typeof createRemoteJWKSet>;
}

async function discover(options: OpenIdOptions): Promise<Metadata> {
  const document = await readDiscovery(options);
  const keys = createRemoteJWKSet(new URL(document.jwks_uri), {
    timeoutDuration: 5_000,
    ...(options.ask && { [customFetch]: options.ask }),
  });
  return { document, keys };
}

/**
 * What a provider says of itself (OpenID Connect Discovery 1.0).
 * @throws ProviderFailure unreachable or refused; OtherIssuer when it calls itself something else
 */
export async function readDiscovery(options: Pick<OpenIdOptions, 'issuer' | 'ask' | 'isTemplate'>) {
  const base = options.issuer.replace(/\/$/, '');
  const document = await getJson(options, `${base}/.well-known/openid-configuration`, discovery);
  if (options.isTemplate && document.issuer.includes('{tenantid}')) return document;
  if (document.issuer.replace(/\/$/, '') !== base) throw new OtherIssuer(options.issuer, document.issuer);
  return document;
}

/** Asks again after a while, and at once after a failure. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let kept: { answer: Promise<T>; until: number } | undefined;
  return () => {
    if (kept && kept.until > Date.now()) return kept.answer;
    const asked = { answer: ask(), until: Date.now() + discoveryKeptMs };
    kept = asked;
    asked.answer.catch(() => {
      if (kept === asked) kept = undefined;
    });
    return asked.answer;
  };
}

/** An answer that names another issuer was made by another provider than the one that was asked (RFC 9207). */
function refuseOtherIssuer(answer: URLSearchParams, issuer: string): void {
  const named = answer.get('iss');
  if (named !== null && !issuer.includes('{tenantid}') && named !== issuer) {
    throw new ProviderFailure('refused', 'The answer comes from another provider.');
  }
}

async function verifyIdToken(
  idToken: string,
  { document, keys }: Metadata,
  client: Client,
  ties: Ties,
): Promise<Claims> {
  const { payload } = await jwtVerify(idToken, keys, {
    audience: client.clientId,
    algorithms,
    clockTolerance: 60,
    requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
  }).catch((error: unknown) => {
    const isLate = error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError);
    throw new ProviderFailure(
      isLate ? 'unreachable' : 'refused',
      `The id token does not hold: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  });
  const issuer = document.issuer.replace('{tenantid}', String(payload.tid));
  if (payload.iss !== issuer) throw new ProviderFailure('refused', 'The id token is of another issuer.');
  if (payload.nonce !== ties.nonce) throw new ProviderFailure('refused', 'The id token was made for another sign-in.');
  const isForOthers = Array.isArray(payload.aud) && payload.aud.length > 1;
  if ((isForOthers || payload.azp !== undefined) && payload.azp !== client.clientId) {
    throw new ProviderFailure('refused', 'The id token was given to somebody else.');
  }
  return { ...payload, ...personOf(payload) };
}

/** What the id token leaves out, the provider tells when it is asked. */
async function userInfo(client: Client, { document }: Metadata, accessToken: string, { sub }: Claims) {
  if (!document.userinfo_endpoint) return {};
  const answered = await getJson(client, document.userinfo_endpoint, z.looseObject({}), {
    Authorization: `Bearer ${accessToken}`,
  });
  const person = personOf(answered);
  if (person.sub !== sub) throw new ProviderFailure('refused', 'The provider told about somebody else.');
  return { ...answered, ...person };
}

function personOf(claims: unknown): z.infer<typeof personClaims> {
  const parsed = personClaims.safeParse(claims);
  if (parsed.success) return parsed.data;
  throw new ProviderFailure('refused', 'The provider does not say who this is.');
}

function identityOf(claims: Claims, { isEmailVerified }: OpenIdOptions): ProviderIdentity {
  const email = claims.email ?? null;
  const isVerified = isEmailVerified ? isEmailVerified(claims) : claims.email_verified === true;
  const { auth_time: at } = claims;
  return {
    subject: claims.sub,
    email,
    isEmailVerified: email !== null && isVerified,
    name: claims.name?.trim().slice(0, 100) || (email?.split('@')[0] ?? ''),
    ...(typeof at === 'number' && { authenticatedAt: new Date(Math.min(at * 1_000, Date.now())) }),
  };
}

function textOf(tokens: object, name: string): string {
  const value: unknown = (tokens as Record<string, unknown>)[name];
  if (typeof value === 'string') return value;
  throw new ProviderFailure('refused', `The provider gave no ${name}.`);
}
