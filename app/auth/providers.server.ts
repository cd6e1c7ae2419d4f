import { type Env, env } from '../env.server.ts';
import type { Provider } from './provider.ts';
import { gitHubProvider } from './providers-github.server.ts';
import { type Claims, openIdProvider } from './providers-openid.server.ts';

let offered: readonly Provider[] | undefined;

/** The providers that this installation is registered with, in the order of their buttons. */
export function providers(): readonly Provider[] {
  offered ??= providersOf(env());
  return offered;
}

export function findProvider(id: string | undefined): Provider | null {
  return providers().find((provider) => provider.id === id) ?? null;
}

/** The name of a provider for people, also of one that is no longer offered. */
export function providerName(id: string): string {
  return findProvider(id)?.name ?? id.charAt(0).toUpperCase() + id.slice(1);
}

/** What pages show of the providers. */
export function providerChoices(): { id: string; name: string }[] {
  return providers().map(({ id, name }) => ({ id, name }));
}

export function providersOf(settings: Env): Provider[] {
  return [google(settings), microsoft(settings), gitHub(settings), other(settings)].filter((found) => found !== null);
}

function google({ GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret, GOOGLE_ISSUER: issuer }: Env) {
  return clientId
    ? openIdProvider({
        id: 'google',
        name: 'Google',
        issuer,
        clientId,
        clientSecret,
        parameters: { prompt: 'select_account' },
      })
    : null;
}

function microsoft(settings: Env) {
  const { MICROSOFT_CLIENT_ID: clientId, MICROSOFT_CLIENT_SECRET: clientSecret, MICROSOFT_ISSUER: issuer } = settings;
  if (!clientId) return null;
  return openIdProvider({
    id: 'microsoft',
    name: 'Microsoft',
    issuer,
    clientId,
    clientSecret,
    isEmailVerified: isVerifiedByMicrosoft,
    isTemplate: true,
    parameters: { prompt: 'select_account' },
  });
}

/** The directory of personal accounts, whose addresses Microsoft verifies itself. */
const personalDirectory = '9188040d-6c67-4c5b-b112-36a304b66dad';

/**
 * The administrator of any directory may write any address into `email`, and there is no `email_verified`. It holds for
 * personal accounts, and where the optional claim `xms_edov` says that the domain is the directory's own
 * (learn.microsoft.com/entra/identity-platform/migrate-off-email-claim-authorization).
 */
export function isVerifiedByMicrosoft({ tid, xms_edov: isDomainOwned }: Claims): boolean {
  return (
    tid === personalDirectory ||
    isDomainOwned === true ||
    isDomainOwned === 1 ||
    isDomainOwned === '1' ||
    isDomainOwned === 'true'
  );
}

function gitHub(settings: Env) {
  const {
    GITHUB_CLIENT_ID: clientId,
    GITHUB_CLIENT_SECRET: clientSecret,
    GITHUB_URL: url,
    GITHUB_API_URL: apiUrl,
  } = settings;
  return clientId ? gitHubProvider({ clientId, clientSecret, url, apiUrl }) : null;
}

function other(settings: Env) {
  const {
    OPENID_CLIENT_ID: clientId,
    OPENID_CLIENT_SECRET: clientSecret,
    OPENID_ISSUER: issuer,
    OPENID_NAME: name,
  } = settings;
  return clientId && issuer ? openIdProvider({ id: 'openid', name, issuer, clientId, clientSecret }) : null;
}
