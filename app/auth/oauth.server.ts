import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createCookie, redirect } from '@remix-run/node';
import { generateCodeVerifier, generateState } from 'arctic';
import { z } from 'zod';
import { withPlatform } from '#db/tenant.server.ts';
import { wholeAddress } from '../http/address.server.ts';
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
  state: z.string().min(20),
  verifier: z.string().min(43),
  nonce: z.string().min(20),
});

type Attempt = z.infer<typeof attemptShape>;

/** Stays in the browser that began, and goes to no page but the callback. */
const attemptCookie = createCookie('candlefish_oauth', {
  path: '/api/auth',
  httpOnly: true,
  sameSite: 'lax',
  maxAge: 600,
});

/**
 * Begins: where the browser goes, and the `Set-Cookie` value that ties the answer to it.
 * @throws ProviderFailure when the provider cannot be asked.
 */
export async function beginOAuth(
  { request, isSecure }: Visitor,
  provider: Provider,
  { purpose, next }: { purpose: OAuthPurpose; next: string },
): Promise<{ to: string; cookie: string }> {
  const attempt: Attempt = {
    provider: provider.id,
    purpose,
    next: safePath(next),
    state: generateState(),
    verifier: generateCodeVerifier(),
    nonce: randomBytes(24).toString('base64url'),
  };
  const to = await provider.authorizationUrl(tiesOf(attempt, request));
  return { to: to.href, cookie: await attemptCookie.serialize(attempt, { secure: isSecure }) };
}

/** Ends what {@link beginOAuth} began, with a redirect in every case. What was begun is used up. */
export async function endOAuth(visitor: Visitor, provider: Provider): Promise<Response> {
  const attempt = await readAttempt(visitor.request);
  const response = await answer(visitor, provider, attempt);
  response.headers.append('Set-Cookie', await attemptCookie.serialize('', { maxAge: 0 }));
  return response;
}

async function answer(visitor: Visitor, provider: Provider, attempt: Attempt | null): Promise<Response> {
  const query = new URL(visitor.request.url).searchParams;
  if (!attempt) return sayProblem(provider, 'lost');
  if (attempt.provider !== provider.id || !isSame(query.get('state'), attempt.state)) {
    return sayProblem(provider, 'mixed-up', attempt);
  }
  try {
    const identity = await provider.identify(tiesOf(attempt, visitor.request), query);
    return await welcome(visitor, provider, attempt, identity);
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    if (error.problem !== 'declined')
      log().warn({ provider: provider.id, reason: error.message }, 'a provider did not say who this is');
    return sayProblem(provider, error.problem, attempt);
  }
}

async function welcome(visitor: Visitor, provider: Provider, attempt: Attempt, identity: ProviderIdentity) {
  if (attempt.purpose === 'connect') return addToAccount(visitor, provider, attempt, identity);
  const owner = await findConnected(provider.id, identity);
  if (owner) return passFirstStep(visitor, { userId: owner, method: provider.id, next: attempt.next });
  return introduce(visitor, provider, attempt, identity);
}

/** Nobody here yet. What the provider said is kept while the person makes an account, or proves the one they have. */
async function introduce({ isSecure }: Visitor, provider: Provider, attempt: Attempt, identity: ProviderIdentity) {
  const { email, isEmailVerified, name, subject } = identity;
  if (!email) return sayProblem(provider, 'no-address', attempt);
  if (!isEmailVerified) return sayProblem(provider, 'unverified', attempt);
  const pending = { provider: provider.id, subject, email, name, next: attempt.next };
  return redirect('/connect', { headers: { 'Set-Cookie': await keepPending(pending, isSecure) } });
}

async function addToAccount({ request }: Visitor, provider: Provider, attempt: Attempt, identity: ProviderIdentity) {
  const signedIn = await findSignedIn(request);
  if (!signedIn) return redirect('/sign-in?next=/account');
  const { email, isEmailVerified, subject } = identity;
  if (!email) return sayProblem(provider, 'no-address', attempt);
  if (!isEmailVerified) return sayProblem(provider, 'unverified', attempt);
  const problem = await withPlatform((tx) => connect(tx, signedIn.userId, { provider: provider.id, subject, email }));
  return problem ? sayProblem(provider, problem, attempt) : redirect(`/account?connected=${provider.id}`);
}

/** The page where it began says what went wrong. */
export function sayProblem(
  provider: { id: string },
  problem: OAuthProblem,
  { purpose, next }: { purpose: OAuthPurpose; next: string } = { purpose: 'sign-in', next: '/' },
): Response {
  const query = new URLSearchParams({ problem, provider: provider.id });
  if (purpose === 'connect') return redirect(`/account?${query}`);
  if (next !== '/') query.set('next', next);
  return redirect(`/sign-in?${query}`);
}

/** The sentence for what a page's address says went wrong at a provider. */
export function readProblem(url: URL): string | null {
  const problem = z.enum(oauthProblems).safeParse(url.searchParams.get('problem'));
  const provider = findProvider(url.searchParams.get('provider') ?? undefined);
  return problem.success && provider ? oauthProblemText(problem.data, provider.name) : null;
}

async function readAttempt(request: Request): Promise<Attempt | null> {
  const kept = attemptShape.safeParse(await attemptCookie.parse(request.headers.get('Cookie')));
  return kept.success ? { ...kept.data, next: safePath(kept.data.next) } : null;
}

function tiesOf({ provider, state, verifier, nonce }: Attempt, request: Request): Ties {
  return { state, verifier, nonce, redirectUri: wholeAddress(`/api/auth/callback/${provider}`, new URL(request.url)) };
}

function isSame(given: string | null, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
