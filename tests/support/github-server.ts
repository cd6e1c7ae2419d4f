import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GitHubUser {
  id: number;
  login: string;
  name: string | null;
  emails: { email: string; primary: boolean; verified: boolean; visibility: string | null }[];
}

export interface GitHubServer {
  url: string;
  close(): Promise<void>;
}

export const gitHubClient = { clientId: 'gh-client', clientSecret: 'gh-secret' };

/**
 * The parts of GitHub that signing in uses, in the shapes its documentation gives: `/login/oauth/authorize` (which says
 * yes at once, as for somebody who has allowed the application before), `/login/oauth/access_token` with PKCE, `/user` and
 * `/user/emails`. Whoever signs in is named by `who`.
 */
export async function startGitHubServer(who: () => GitHubUser): Promise<GitHubServer> {
  const codes = new Map<string, { challenge: string; redirectUri: string; user: GitHubUser }>();
  const tokens = new Map<string, GitHubUser>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://github.local');
    const json = (body: unknown, status = 200) =>
      response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
    if (url.pathname === '/login/oauth/authorize') {
      const redirectUri = url.searchParams.get('redirect_uri') ?? '';
      const code = crypto.randomUUID();
      codes.set(code, { challenge: url.searchParams.get('code_challenge') ?? '', redirectUri, user: who() });
      const to = new URL(redirectUri);
      to.searchParams.set('code', code);
      to.searchParams.set('state', url.searchParams.get('state') ?? '');
      return response.writeHead(302, { Location: to.href }).end();
    }
    if (url.pathname === '/login/oauth/access_token') {
      const form = new URLSearchParams(await bodyOf(request));
      const basic = `Basic ${Buffer.from(`${gitHubClient.clientId}:${gitHubClient.clientSecret}`).toString('base64')}`;
      if (request.headers.authorization !== basic) return json({ error: 'incorrect_client_credentials' });
      const code = form.get('code') ?? '';
      const given = codes.get(code);
      codes.delete(code);
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (!given || given.challenge !== challenge || given.redirectUri !== form.get('redirect_uri')) {
        return json({
          error: 'bad_verification_code',
          error_description: 'The code passed is incorrect or expired.',
          error_uri:
            'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors',
        });
      }
      const token = `gho_${crypto.randomUUID()}`;
      tokens.set(token, given.user);
      return json({ access_token: token, scope: 'read:user,user:email', token_type: 'bearer' });
    }
    const user = tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (!user) return json({ message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest' }, 401);
    if (url.pathname === '/user')
      return json({ id: user.id, login: user.login, name: user.name, email: null, type: 'User' });
    if (url.pathname === '/user/emails') return json(user.emails);
    return json({ message: 'Not Found' }, 404);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
