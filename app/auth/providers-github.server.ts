import { CodeChallengeMethod } from 'arctic';
import { z } from 'zod';
import { type Provider, ProviderFailure } from './provider.ts';
import { type Client, codeOf, exchange, getJson, oauthClient } from './providers-exchange.server.ts';

export interface GitHubOptions extends Client {
  /** `https://github.com`, or a company's own GitHub. */
  url: string;
  /** `https://api.github.com`, or `https://github.example.com/api/v3`. */
  apiUrl: string;
}

const person = z.object({ id: z.number().int(), login: z.string(), name: z.string().nullish() });
const addresses = z.array(z.object({ email: z.email(), primary: z.boolean(), verified: z.boolean() }));
const granted = z.object({ access_token: z.string() });

/** GitHub speaks OAuth 2.0 and no OpenID: who somebody is, its API tells (docs.github.com/en/apps/oauth-apps). */
export function gitHubProvider(options: GitHubOptions): Provider {
  const base = options.url.replace(/\/$/, '');
  const api = options.apiUrl.replace(/\/$/, '');
  return {
    id: 'github',
    name: 'GitHub',
    async authorizationUrl({ redirectUri, state, verifier }) {
      const client = oauthClient(options, redirectUri);
      const scopes = ['read:user', 'user:email'];
      return client.createAuthorizationURLWithPKCE(
        `${base}/login/oauth/authorize`,
        state,
        CodeChallengeMethod.S256,
        verifier,
        scopes,
      );
    },
    async identify(ties, answer) {
      const tokens = await exchange(options, `${base}/login/oauth/access_token`, codeOf(answer), ties);
      const token = granted.safeParse(tokens);
      if (!token.success) throw new ProviderFailure('refused', 'GitHub did not take the code.');
      const headers = { Authorization: `Bearer ${token.data.access_token}`, 'X-GitHub-Api-Version': '2022-11-28' };
      const [{ id, login, name }, emails] = await Promise.all([
        getJson(options, `${api}/user`, person, headers),
        getJson(options, `${api}/user/emails`, addresses, headers),
      ]);
      const primary = emails.find((address) => address.primary);
      return {
        subject: String(id),
        email: primary?.email ?? null,
        isEmailVerified: primary?.verified ?? false,
        name: (name?.trim() || login).slice(0, 100),
      };
    },
  };
}
