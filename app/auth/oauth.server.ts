import { randomBytes, timingSafeEqual } from 'node:crypto';
import { data, redirect } from '@remix-run/node';
import { generateCodeVerifier, generateState } from 'arctic';
import { z } from 'zod';
import { withPlatform } from '#db/tenant.server.ts';
import { wholeAddress } from '../http/address.server.ts';
import { HostCookie } from '../http/host-cookie.server.ts';
import { log } from '../http/log.server.ts';
import { safePath } from '../tenancy/entry.server.ts';
import { connect, findConnected } from './oauth-link.server.ts';
import { keepPending } from './oauth-pending.server.ts';
import { type OAuthProblem, oauthProblems, oauthProblemText } from './oauth-problem.ts';
import { type Provider, ProviderFailure, type ProviderIdentity, type Ties } from './provider.ts';
import { findProvider } from './providers.server.ts';
import { findSignedIn, type Visitor } from './session.server.ts';
import { passFirstStep } from './sign-in.server.ts';

/** What somebody goes to a provider for: to come in, or to add this way of coming in. */
const oauthPurposes = ['sign-in', 'connect'] as const;
export type OAuthPurpose = (typeof oauthPurposes)[number];

const attemptShape = z.object({
  provider: z.string(),
  purpose: z.enum(oauthPurposes),
  next: z.string(),
  isFresh: z.boolean().default(false),
  state: z.string().min(20),
  verifier: z.string().min(43),
  nonce: z.string().min(20),
});

type Attempt = z.infer<typeof attemptShape>;

/** Stays in the browser that began. */
const attemptCookie = new HostCookie('candlefish_oauth', { sameSite: 'Lax', maxAgeSeconds: 600 });

/** What somebody begins, and where they go afterwards. `isFresh`: the provider is to ask them anew. */
interface Wish {
  purpose: OAuthPurpose;
  next: string;
  isFresh?: boolean;
}

/**
 * Begins, with a page that goes on to the provider by itself (`Refresh`): the policy of our pages lets a form lead nowhere
 * but here, through redirects too. A provider that cannot be asked is said on the page where it began.
 */
export async function goOnToProvider(visitor: Visitor, provider: Provider, wish: Wish) {
  try {
    const { to, cookie } = await begin(visitor, provider, wish);
    return data({ to, name: provider.name }, { headers: { 'Set-Cookie': cookie, Refresh: `0; url=${to}` } });
  } catch (error) {
    if (error instanceof ProviderFailure) throw sayProblem(provider, error.problem, wish);
    throw error;
  }
}

/** Where the browser goes, and the `Set-Cookie` value that ties the answer to it. */
async function begin(
  { request }: Visitor,
  provider: Provider,
  { purpose, next, isFresh = false }: Wish,
): Promise<{ to: string; cookie: string }> {
  const attempt: Attempt = {
    provider: provider.id,
    purpose,
    next: safePath(next),
    isFresh,
    state: generateState(),
    verifier: generateCodeVerifier(),
    nonce: randomBytes(24).toString('base64url'),
  };
  const to = await provider.authorizationUrl(tiesOf(attempt, request));
  return { to: to.href, cookie: attemptCookie.writeJson(request, attempt) };
}

/** What is done with somebody whom a provider has named: they are let in, or told why not. */
export type Welcome = (
  visitor: Visitor,
  identity: ProviderIdentity,
  attempt: Pick<Attempt, 'purpose' | 'next' | 'isFresh'>,
) => Promise<Response | OAuthProblem>;

/** Ends what {@link goOnToProvider} began, with a redirect in every case. What was begun is used up. */
export async function endOAuth(
  visitor: Visitor,
  provider: Provider,
  welcome: Welcome = welcomeFrom(provider.id),
): Promise<Response> {
  const attempt = readAttempt(visitor.request);
  const response = await answer(visitor, provider, attempt, welcome);
  response.headers.append('Set-Cookie', attemptCookie.forget(visitor.request));
  return response;
}

async function answer(visitor: Visitor, provider: Provider, attempt: Attempt | null, welcome: Welcome) {
  const query = new URL(visitor.request.url).searchParams;
  if (!attempt) return sayProblem(provider, 'lost');
  if (attempt.provider !== provider.id || !isSame(query.get('state'), attempt.state)) {
    return sayProblem(provider, 'mixed-up', attempt);
  }
  try {
    const identity = await provider.identify(tiesOf(attempt, visitor.request), query);
    const welcomed = await welcome(visitor, identity, attempt);
    return typeof welcomed === 'string' ? sayProblem(provider, welcomed, attempt) : welcomed;
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    if (error.problem !== 'declined')
      log().warn({ provider: provider.id, reason: error.message }, 'a provider did not say who this is');
    return sayProblem(provider, error.problem, attempt);
  }
}

function welcomeFrom(provider: string): Welcome {
  return async (visitor, identity, { purpose, next }) => {
    if (purpose === 'connect') return addToAccount(visitor, provider, identity);
    const owner = await findConnected(provider, identity);
    if (owner) return passFirstStep(visitor, { userId: owner, method: provider, next });
    return introduce(visitor, provider, next, identity);
  };
}

/** Nobody here yet. What the provider said is kept while the person makes an account, or proves the one they have. */
async function introduce({ request }: Visitor, provider: string, next: string, identity: ProviderIdentity) {
  const { email, isEmailVerified, name, subject } = identity;
  if (!email) return 'no-address';
  if (!isEmailVerified) return 'unverified';
  const pending = { provider, subject, email, name, next };
  return redirect('/connect', { headers: { 'Set-Cookie': await keepPending(request, pending) } });
}

async function addToAccount({ request }: Visitor, provider: string, identity: ProviderIdentity) {
  const signedIn = await findSignedIn(request);
  if (!signedIn) return redirect('/sign-in?next=/account');
  const { email, isEmailVerified, subject } = identity;
  if (!email) return 'no-address';
  if (!isEmailVerified) return 'unverified';
  const problem = await withPlatform((tx) => connect(tx, signedIn.userId, { provider, subject, email }));
  return problem ?? redirect(`/account?connected=${provider}`);
}

/** The page where it began says what went wrong. */
export function sayProblem(
  { id, page }: Pick<Provider, 'id' | 'page'>,
  problem: OAuthProblem,
  { purpose, next, isFresh }: Wish = { purpose: 'sign-in', next: '/' },
): Response {
  const query = new URLSearchParams({ problem, ...(!page && { provider: id }), ...(isFresh && { again: 'on' }) });
  if (purpose === 'connect') return redirect(`/account?${query}`);
  if (next !== '/') query.set('next', next);
  return redirect(`${page ?? '/sign-in'}?${query}`);
}

/** The sentence for what a page's address says went wrong at a provider: the one it names, or the page's own. */
export function readProblem(url: URL, name?: string): string | null {
  const problem = z.enum(oauthProblems).safeParse(url.searchParams.get('problem'));
  const provider = name ?? findProvider(url.searchParams.get('provider') ?? undefined)?.name;
  return problem.success && provider ? oauthProblemText(problem.data, provider) : null;
}

function readAttempt(request: Request): Attempt | null {
  const kept = attemptShape.safeParse(attemptCookie.readJson(request));
  return kept.success ? { ...kept.data, next: safePath(kept.data.next) } : null;
}

function tiesOf({ provider, state, verifier, nonce, isFresh }: Attempt, request: Request): Ties {
  const redirectUri = wholeAddress(callbackPath(provider), new URL(request.url));
  return { state, verifier, nonce, isFresh, redirectUri };
}

/** Where a provider sends people back to: an address for each, so that none can pass on what another said (RFC 9700, 4.4). */
export function callbackPath(provider: string): string {
  return `/api/auth/callback/${provider}`;
}

function isSame(given: string | null, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
