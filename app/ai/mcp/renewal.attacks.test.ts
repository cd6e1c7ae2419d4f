import { auth, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { membership, session, signInEvent } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { openMcp, Program, sayYes } from '#tests/support/mcp.ts';
import { type Business, newBusiness } from '#tests/support/paintbox.ts';
import { newMember } from '#tests/support/tools.ts';
import '../../registry.server.ts';
import { applicationsOf } from '../../api/grants.server.ts';
import { openTokenSession } from '../../api/token-session.server.ts';
import { revokeSession } from '../../auth/session.server.ts';

let database: FreshDatabase;
let server: Awaited<ReturnType<typeof openMcp>>;
let business: Business;
let program: Program;

beforeAll(async () => {
  database = await freshDatabase();
  server = await openMcp();
});
beforeEach(async () => {
  business = await newBusiness();
  program = await Program.register(server.base);
});
afterAll(async () => {
  server.close();
  await database.close();
});

async function knock(token: string): Promise<number> {
  const answer = await fetch(`${server.base}/mcp`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      Authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  return answer.status;
}

const problemOf = async (answer: Response) => [answer.status, (await answer.json()).error];

/** What the SDK keeps for a program, in memory. */
class Keeper implements OAuthClientProvider {
  readonly redirectUrl = 'http://127.0.0.1:7777/callback';
  readonly clientMetadata = { client_name: 'Desk', redirect_uris: [this.redirectUrl] };
  saved: OAuthTokens | undefined;
  asked: URL | undefined;
  #client: OAuthClientInformationMixed | undefined;
  #verifier = '';
  clientInformation = () => this.#client;
  saveClientInformation(client: OAuthClientInformationMixed) {
    this.#client = client;
  }
  tokens = () => this.saved;
  saveTokens(tokens: OAuthTokens) {
    this.saved = tokens;
  }
  redirectToAuthorization(url: URL) {
    this.asked = url;
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }
  codeVerifier = () => this.#verifier;
}

it('the client of the SDK is let in, and goes on by itself when its token is over', async () => {
  const keeper = new Keeper();
  const serverUrl = new URL('/mcp', server.base);
  expect(await auth(keeper, { serverUrl })).toBe('REDIRECT');
  const back = await sayYes(business, Object.fromEntries(keeper.asked?.searchParams ?? []));
  expect(await auth(keeper, { serverUrl, authorizationCode: back.searchParams.get('code') ?? '' })).toBe('AUTHORIZED');
  const first = keeper.saved;
  expect(first?.refresh_token).toMatch(/^cfr_/);

  keeper.saved = { ...first, access_token: 'over', token_type: 'Bearer' };
  const client = new Client({ name: 'desk', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(serverUrl, { authProvider: keeper }));
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('paintbox_find_clients');
  expect(keeper.saved.refresh_token).not.toBe(first?.refresh_token);
  expect(keeper.saved.access_token).not.toBe('over');
  await client.close();
});

describe('a refresh token', () => {
  it('is used once, and when it comes twice the whole session ends and its person can see why', async () => {
    const first = await program.enter(business);
    const second = await (await program.renew(first.refresh_token)).json();
    const third = await (await program.renew(second.refresh_token)).json();
    expect(await knock(third.access_token)).toBe(200);
    expect(await problemOf(await program.renew(first.refresh_token))).toEqual([400, 'invalid_grant']);
    expect(await problemOf(await program.renew(third.refresh_token))).toEqual([400, 'invalid_grant']);
    for (const { access_token } of [first, second, third]) expect(await knock(access_token)).toBe(401);
    const history = await withPlatform((tx) =>
      tx.select().from(signInEvent).where(eq(signInEvent.userId, business.userId)),
    );
    expect(history.map(({ outcome }) => outcome)).toEqual(['reused-token']);
  });

  it('is one, however many come with it at once', async () => {
    const { refresh_token } = await program.enter(business);
    const answers = await Promise.all(Array.from({ length: 6 }, () => program.renew(refresh_token)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(await applicationsOf(business.userId)).toEqual(new Map());
  });

  it('opens nothing for another program, which neither uses it up nor ends it', async () => {
    const other = await Program.register(server.base, 'Other');
    const { refresh_token, access_token } = await program.enter(business);
    expect(await problemOf(await other.renew(refresh_token))).toEqual([400, 'invalid_grant']);
    expect(await problemOf(await other.renew(refresh_token, { client_id: 'made.up' }))).toEqual([
      401,
      'invalid_client',
    ]);
    for (const token of [refresh_token, access_token])
      expect(await problemOf(await other.revoke(token))).toEqual([400, 'invalid_grant']);
    expect(await knock(access_token)).toBe(200);
    expect((await program.renew(refresh_token)).status).toBe(200);
  });

  it('is for this resource alone: of the API it is none, and the API’s is none here', async () => {
    const { refresh_token } = await program.enter(business);
    for (const resource of [`${server.base}/api`, 'https://evil.example/mcp'])
      expect(await problemOf(await program.renew(refresh_token, { resource }))).toEqual([400, 'invalid_target']);
    const post = (door: string, refreshToken: string) =>
      fetch(`${server.base}/api/auth/${door}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ refreshToken }),
      });
    expect((await post('refresh', refresh_token)).status).toBe(401);
    await post('logout', refresh_token);

    const request = new Request(server.base);
    const visitor = { request, address: '203.0.113.9' };
    const { id, slug } = business.tenant;
    const proof = { userId: business.userId, method: 'password' };
    const ofApi = await openTokenSession(visitor, proof, { id, slug });
    expect(await problemOf(await program.renew(ofApi.refreshToken))).toEqual([400, 'invalid_grant']);
    expect(await problemOf(await program.revoke(ofApi.refreshToken))).toEqual([400, 'invalid_grant']);

    expect((await program.renew(refresh_token)).status).toBe(200);
    expect((await post('refresh', ofApi.refreshToken)).status).toBe(200);
  });

  it('opens nothing for a member who was suspended, and is not used up by trying', async () => {
    const { refresh_token } = await program.enter(business);
    await newMember(business.tenant.id, 'owner');
    const suspend = (suspendedAt: Date | null) =>
      withPlatform((tx) =>
        tx
          .update(membership)
          .set({ suspendedAt })
          .where(and(eq(membership.tenantId, business.tenant.id), eq(membership.userId, business.userId))),
      );
    await suspend(new Date());
    expect(await problemOf(await program.renew(refresh_token))).toEqual([400, 'invalid_grant']);
    await suspend(null);
    expect((await program.renew(refresh_token)).status).toBe(200);
  });

  it('gives no more than was allowed, and less where less is asked for', async () => {
    const first = await program.enter(business, { scope: 'paintbox:read members:read' });
    const less = await (await program.renew(first.refresh_token, { scope: 'paintbox:read paintbox:write' })).json();
    expect(less.scope).toBe('paintbox:read');
    const again = await (await program.renew(less.refresh_token)).json();
    expect(again.scope).toBe(first.scope);
    expect(again.scope).not.toContain('paintbox:write');
  });

  it.each(['', 'nonsense', `cfr_${'a'.repeat(43)}`, 'x'.repeat(201)])('that is %j is refused', async (token) => {
    expect((await program.renew(token)).status).toBe(400);
  });
});

describe('what a member let in', () => {
  it('is listed with its business and what it may, and disconnected at once', async () => {
    const { access_token, refresh_token } = await program.enter(business, { scope: 'paintbox:read' });
    const [[id, application] = []] = [...(await applicationsOf(business.userId))];
    expect(application).toEqual({ name: 'Desk', scopes: ['paintbox:read'], business: business.tenant.name });
    const stranger = await newBusiness();
    expect(await applicationsOf(stranger.userId)).toEqual(new Map());
    expect(await revokeSession(stranger.userId, id ?? '')).toBe(false);
    expect(await revokeSession(business.userId, id ?? '')).toBe(true);
    expect(await knock(access_token)).toBe(401);
    expect((await program.renew(refresh_token)).status).toBe(400);
    expect(await applicationsOf(business.userId)).toEqual(new Map());
  });

  it.each(['refresh_token', 'access_token'] as const)('goes when the program gives its %s back', async (which) => {
    const tokens = await program.enter(business);
    expect((await program.revoke(tokens[which], { token_type_hint: which })).status).toBe(200);
    // And a second time, and with what never was one: there is nothing to end, and nothing is told.
    for (const token of [tokens[which], 'nonsense']) expect((await program.revoke(token)).status).toBe(200);
    expect(await knock(tokens.access_token)).toBe(401);
    expect((await program.renew(tokens.refresh_token)).status).toBe(400);
  });

  it('ends with the session’s own time', async () => {
    const { refresh_token } = await program.enter(business);
    await withPlatform((tx) =>
      tx
        .update(session)
        .set({ expiresAt: new Date(Date.now() - 1_000) })
        .where(eq(session.userId, business.userId)),
    );
    expect((await program.renew(refresh_token)).status).toBe(400);
  });
});
