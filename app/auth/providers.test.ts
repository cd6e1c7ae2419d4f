import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GitHubServer, gitHubClient, startGitHubServer } from '#tests/support/github-server.ts';
import { type Misbehaviour, type OpenIdServer, startOpenIdServer, testClient } from '#tests/support/openid-server.ts';
import { parseEnv } from '../env.server.ts';
import { OtherIssuer, type Provider, type ProviderIdentity } from './provider.ts';
import { isVerifiedByMicrosoft, providersOf } from './providers.server.ts';
import { gitHubProvider } from './providers-github.server.ts';
import { openIdProvider } from './providers-openid.server.ts';

const ties = {
  state: 'the state',
  verifier: 'v'.repeat(43),
  nonce: 'the nonce',
  redirectUri: 'http://127.0.0.1:3000/api/auth/callback/openid',
};
const answer = new URLSearchParams({ code: 'the code', state: ties.state });

describe('an OpenID provider', () => {
  let server: OpenIdServer;
  let provider: Provider;

  beforeAll(async () => {
    server = await startOpenIdServer(ties.nonce);
  });
  beforeEach(() => {
    server.misbehave({});
    provider = openIdProvider({ id: 'openid', name: 'Test', issuer: server.issuer, ...testClient });
  });
  afterAll(() => server.close());

  const identify = (how: Misbehaviour, query = answer): Promise<ProviderIdentity> => {
    server.misbehave(how);
    return provider.identify(ties, query);
  };

  it('is asked with state, nonce and the hash of the verifier', async () => {
    const url = await provider.authorizationUrl(ties);
    expect(`${url.origin}${url.pathname}`).toBe(`${server.issuer}/auth`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: testClient.clientId,
      response_type: 'code',
      redirect_uri: ties.redirectUri,
      state: ties.state,
      nonce: ties.nonce,
      code_challenge_method: 'S256',
      scope: 'openid email profile',
    });
    expect(url.href).not.toContain(ties.verifier);
  });

  it('says who somebody is', async () => {
    expect(await identify({})).toEqual({
      subject: 's-1',
      email: 'ada@example.com',
      isEmailVerified: true,
      name: 'Ada',
    });
    expect(server.exchanges.at(-1)?.get('code_verifier')).toBe(ties.verifier);
  });

  it('is asked for what the id token leaves out, about the same person', async () => {
    const claims = { email: undefined, email_verified: undefined };
    const userInfo = { email: 'ada@example.com', email_verified: true, name: 'Ada' };
    expect(await identify({ claims, userInfo })).toMatchObject({ email: 'ada@example.com', isEmailVerified: true });
    await expect(identify({ claims, userInfo: { ...userInfo, sub: 's-2' } })).rejects.toMatchObject({
      problem: 'refused',
    });
  });

  it.each([[undefined], [false], ['false'], [0], [null], ['yes, really'], [{ a: 1 }]])(
    'does not verify an address by saying %j',
    async (said) => {
      expect(await identify({ claims: { email_verified: said } })).toMatchObject({ isEmailVerified: false });
    },
  );

  const soon = () => Math.floor(Date.now() / 1000);
  it.each<[string, Misbehaviour]>([
    ['no signature', { signature: 'none' }],
    ['a signature by our own secret', { signature: 'shared-secret' }],
    ['a signature by a stranger', { signature: 'stranger' }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['another audience', { claims: { aud: 'another client' } }],
    ['an audience that we only belong to', { claims: { aud: [testClient.clientId, 'another'], azp: 'another' } }],
    ['another party that it was given to', { claims: { azp: 'another client' } }],
    ['another nonce', { claims: { nonce: 'of another sign-in' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['an end that is past', { claims: { exp: soon() - 600 } }],
    ['no end', { claims: { exp: undefined } }],
    ['a beginning that is to come', { claims: { nbf: soon() + 600 } }],
    ['nobody', { claims: { sub: undefined } }],
    ['a code that is not taken', { token: { status: 400, body: '{"error":"invalid_grant"}' } }],
    ['no id token', { token: { status: 200, body: '{"access_token":"a","token_type":"Bearer"}' } }],
    ['nonsense for tokens', { token: { status: 200, body: '<html>' } }],
    ['another name for itself', { discovery: { issuer: 'https://evil.example' } }],
  ])('is not believed with %s', async (_, how) => {
    await expect(identify(how)).rejects.toMatchObject({ name: 'ProviderFailure', problem: 'refused' });
  });

  it('is not believed when the answer names another provider, or an error', async () => {
    const query = (more: Record<string, string>) => new URLSearchParams({ ...Object.fromEntries(answer), ...more });
    await expect(identify({}, query({ iss: 'https://evil.example' }))).rejects.toMatchObject({ problem: 'refused' });
    await expect(identify({}, query({ error: 'server_error' }))).rejects.toMatchObject({ problem: 'refused' });
    await expect(identify({}, query({ error: 'access_denied' }))).rejects.toMatchObject({ problem: 'declined' });
    await expect(identify({}, new URLSearchParams({ state: 'x' }))).rejects.toMatchObject({ problem: 'refused' });
  });

  it('asks anew where that is wanted, and tells when it did', async () => {
    const url = await provider.authorizationUrl({ ...ties, isFresh: true });
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ prompt: 'login', max_age: '0' });
    const at = soon() - 30;
    expect(await identify({ claims: { auth_time: at } })).toMatchObject({ authenticatedAt: new Date(at * 1_000) });
    // One that is to come would be proved for ever.
    const { authenticatedAt } = await identify({ claims: { auth_time: soon() + 9_000 } });
    expect(authenticatedAt?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(await identify({ claims: { auth_time: 'just now' } })).not.toHaveProperty('authenticatedAt');
  });

  it('sends nobody to an address that is no page', async () => {
    for (const endpoint of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd'])
      await expect(identify({ discovery: { authorization_endpoint: endpoint } })).rejects.toMatchObject({
        problem: 'refused',
      });
  });

  it('that is silent is given up in time, and asked again', async () => {
    await expect(identify({ silentAt: '/token' })).rejects.toMatchObject({ problem: 'unreachable' });
    provider = openIdProvider({ id: 'openid', name: 'Test', issuer: server.issuer, ...testClient });
    await expect(identify({ silentAt: '/.well-known/openid-configuration' })).rejects.toMatchObject({
      problem: 'unreachable',
    });
    expect(await identify({})).toMatchObject({ subject: 's-1' });
  });

  it('that is down is unreachable', async () => {
    const gone = openIdProvider({ id: 'openid', name: 'Test', issuer: 'http://127.0.0.1:9', ...testClient });
    await expect(gone.authorizationUrl(ties)).rejects.toMatchObject({ problem: 'unreachable' });
  });

  it('of many directories is believed where that is expected, for the directory that the token names', async () => {
    const discovery = { issuer: `${server.issuer}/{tenantid}/v2.0` };
    const tid = '11111111-2222-3333-4444-555555555555';
    const own = { tid, iss: `${server.issuer}/${tid}/v2.0` };
    await expect(identify({ discovery, claims: own })).rejects.toBeInstanceOf(OtherIssuer);
    provider = openIdProvider({ id: 'openid', name: 'Test', issuer: server.issuer, isTemplate: true, ...testClient });
    expect(await identify({ discovery, claims: own })).toMatchObject({ subject: 's-1' });
    await expect(identify({ discovery, claims: { ...own, tid: 'another' } })).rejects.toMatchObject({
      problem: 'refused',
    });
  });
});

describe('Microsoft', () => {
  it.each([
    [{ tid: '9188040d-6c67-4c5b-b112-36a304b66dad' }, true],
    [{ tid: 'some-directory', xms_edov: true }, true],
    [{ tid: 'some-directory', xms_edov: '1' }, true],
    [{ tid: 'some-directory', xms_edov: false }, false],
    [{ tid: 'some-directory', email_verified: true }, false],
    [{}, false],
  ])('with %j verifies an address: %s', (claims, isVerified) => {
    expect(isVerifiedByMicrosoft({ sub: 's', ...claims })).toBe(isVerified);
  });
});

describe('GitHub', () => {
  let server: GitHubServer;
  let emails = [{ email: 'ada@example.com', primary: true, verified: true, visibility: 'public' as string | null }];
  const provider = () => gitHubProvider({ url: server.url, apiUrl: server.url, ...gitHubClient });
  const gitHubTies = { ...ties, redirectUri: 'http://127.0.0.1:3000/api/auth/callback/github' };

  beforeAll(async () => {
    server = await startGitHubServer(() => ({ id: 42, login: 'ada', name: null, emails }));
  });
  afterAll(() => server.close());

  async function comeBack(): Promise<URLSearchParams> {
    const response = await fetch(await provider().authorizationUrl(gitHubTies), { redirect: 'manual' });
    return new URL(response.headers.get('Location') ?? '').searchParams;
  }

  it('says who somebody is, by number', async () => {
    expect(await provider().identify(gitHubTies, await comeBack())).toEqual({
      subject: '42',
      email: 'ada@example.com',
      isEmailVerified: true,
      name: 'ada',
    });
  });

  it('does not verify an address by having another one', async () => {
    emails = [
      { email: 'evil@example.com', primary: false, verified: true, visibility: null },
      { email: 'ada@example.com', primary: true, verified: false, visibility: null },
    ];
    expect(await provider().identify(gitHubTies, await comeBack())).toMatchObject({
      email: 'ada@example.com',
      isEmailVerified: false,
    });
  });

  it('refuses a code that was used, stolen or made up', async () => {
    const query = await comeBack();
    await provider().identify(gitHubTies, query);
    await expect(provider().identify(gitHubTies, query)).rejects.toMatchObject({ problem: 'refused' });
    const stolen = provider().identify({ ...gitHubTies, verifier: 'w'.repeat(43) }, await comeBack());
    await expect(stolen).rejects.toMatchObject({ problem: 'refused' });
  });
});

describe('the providers', () => {
  it('are those with a client id', () => {
    expect(providersOf(parseEnv({}))).toEqual([]);
    const all = { GOOGLE_CLIENT_ID: 'a', MICROSOFT_CLIENT_ID: 'b', GITHUB_CLIENT_ID: 'c', OPENID_CLIENT_ID: 'd' };
    expect(providersOf(parseEnv(all)).map(({ id }) => id)).toEqual(['google', 'microsoft', 'github']);
    const named = providersOf(parseEnv({ ...all, OPENID_ISSUER: 'https://id.example', OPENID_NAME: 'Pine' }));
    expect(named.at(-1)).toMatchObject({ id: 'openid', name: 'Pine' });
  });

  it('are not asked in the clear over a network', () => {
    expect(() => parseEnv({ OPENID_ISSUER: 'http://id.example' })).toThrow('https://');
    expect(() => parseEnv({ OPENID_ISSUER: 'http://127.0.0.1:9000' })).not.toThrow();
  });
});
