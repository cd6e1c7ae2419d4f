import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { eq } from 'drizzle-orm';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeSet, client as clientTable, membership, session } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { openMcp, Program } from '#tests/support/mcp.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';
import { newMember } from '#tests/support/tools.ts';
import '../../registry.server.ts';
import { audience, issuer, signAccessToken } from '../../api/access-token.server.ts';
import { makeKey, revokeKey } from '../../api/api-keys.server.ts';
import { currentKey } from '../../api/signing-keys.server.ts';
import type { Permission } from '../../manifest.ts';
import { decideChanges } from '../change-sets.server.ts';
import { mcpResource } from './tokens.server.ts';

let database: FreshDatabase;
let server: Awaited<ReturnType<typeof openMcp>>;
let base: string;
let business: Business;

beforeAll(async () => {
  database = await freshDatabase();
  server = await openMcp();
  base = server.base;
});
afterAll(async () => {
  server.close();
  await database.close();
});
beforeEach(async () => {
  business = await newBusiness();
});

const all: Permission[] = ['paintbox:read', 'paintbox:write'];

async function newKey(scopes = all, of = business) {
  const made = await of.run((ctx) =>
    makeKey(
      { ...ctx, now: new Date() },
      { name: 'Desk', scopes, expiresAt: null, isSigned: false },
      { can: () => true },
    ),
  );
  return made;
}

async function connected(token: string): Promise<Client> {
  const client = new Client({ name: 'desk', version: '1.0.0' });
  const requestInit = { headers: { Authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', base), { requestInit }));
  return client;
}

const callOf = (client: Client, name: string, input: Record<string, unknown> = {}) =>
  client.callTool({ name, arguments: input }) as Promise<CallToolResult>;
const textOf = ({ content }: CallToolResult) => (content[0]?.type === 'text' ? content[0].text : '');

async function knock(token: string, body: object = { jsonrpc: '2.0', id: 1, method: 'tools/list' }, headers = {}) {
  return fetch(`${base}/mcp`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      Authorization: `Bearer ${token}`,
      ...headers,
    },
    body: JSON.stringify(body),
  });
}

describe('a program with a key, by the client of the SDK', () => {
  it('lists the tools of its scopes, reads, and has its change approved by the member', async () => {
    const client = await connected((await newKey()).key);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('paintbox_add_client');
    expect(tools.map(({ name }) => name)).not.toContain('platform_search_audit');
    expect(tools.find(({ name }) => name === 'paintbox_find_clients')?.annotations?.readOnlyHint).toBe(true);

    const proposed = await callOf(client, 'paintbox_add_client', { name: 'Ada Moss' });
    expect(textOf(proposed)).toContain(`${base}/t/${business.tenant.slug}/assistant/changes/`);
    expect(textOf(await callOf(client, 'paintbox_find_clients'))).toBe('No client was found.');
    const { id } = proposed.structuredContent as { id: string };
    expect(textOf(await callOf(client, 'change_status', { id }))).toContain('It waits for the member.');

    const who = { tenantId: business.tenant.id, userId: business.userId };
    const [row] = await withTenant(who, (tx) => tx.select().from(changeSet).where(eq(changeSet.id, id)));
    await decideChanges(who, null, [{ id, fingerprint: row?.fingerprint ?? '', decision: 'approve' }]);
    expect(textOf(await callOf(client, 'change_status', { id }))).toContain('applied. Ada Moss is a client now.');
    expect(textOf(await callOf(client, 'paintbox_find_clients'))).toBe('1 client: Ada Moss.');
  });

  it('reads records as resources, and is given prompts', async () => {
    const client = await connected((await newKey()).key);
    const { resourceTemplates } = await client.listResourceTemplates();
    const { resources } = await client.listResources();
    expect(resources).toEqual([]);
    expect(resourceTemplates.every(({ uriTemplate }) => uriTemplate.startsWith('candlefish://'))).toBe(true);
    for (const uri of ['candlefish://paintbox.client/nobody', `candlefish://x/${randomUUID()}`, 'file:///etc/passwd'])
      await expect(client.readResource({ uri })).rejects.toThrow('no such resource');
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['brief_me', 'what_waits']);
    const { messages } = await client.getPrompt({ name: 'brief_me', arguments: { who: 'Ada' } });
    expect(messages[0]?.content).toMatchObject({ type: 'text', text: expect.stringContaining('“Ada”') });
    await expect(client.getPrompt({ name: 'brief_me' })).rejects.toThrow('missing');
  });

  it('is not shown the change of another member, nor may it write without the scope', async () => {
    const [one, other] = [await newBusiness(), await newBusiness()];
    const proposed = await callOf(await connected((await newKey(all, one)).key), 'paintbox_add_client', {
      name: 'Ada',
    });
    const stranger = await connected((await newKey(all, other)).key);
    const { id } = proposed.structuredContent as { id: string };
    expect(await callOf(stranger, 'change_status', { id })).toMatchObject({ isError: true });
    const reader = await connected((await newKey(['paintbox:read'], one)).key);
    expect(await callOf(reader, 'paintbox_add_client', { name: 'Ada' })).toMatchObject({ isError: true });
  });

  it('is out once its key is revoked, or the member who made it suspended', async () => {
    const made = await newKey();
    await business.run((ctx) => revokeKey(ctx, { id: made.id }));
    expect((await knock(made.key)).status).toBe(401);
    const second = await newKey();
    await newMember(business.tenant.id, 'owner');
    await withPlatform((tx) =>
      tx.update(membership).set({ suspendedAt: new Date() }).where(eq(membership.userId, business.userId)),
    );
    const client = await connected(second.key);
    expect(await callOf(client, 'paintbox_find_clients')).toMatchObject({ isError: true });
    await expect(client.listTools()).rejects.toThrow();
  });
});

describe('who knocks without being let in', () => {
  it.each(['', 'nonsense', 'cfk_00000000_x', `${'a'.repeat(20)}.b.c`])(
    'with %j is told where to sign in',
    async (token) => {
      const answer = await knock(token);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('WWW-Authenticate')).toContain(
        `resource_metadata="${base}/.well-known/oauth-protected-resource/mcp"`,
      );
    },
  );

  it('from a page of another site, or by another method, is not heard', async () => {
    const { key } = await newKey();
    expect((await knock(key, undefined, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await fetch(`${base}/mcp`, { headers: { Authorization: `Bearer ${key}` } })).status).toBe(405);
  });
});

describe('OAuth', () => {
  const get = async (path: string) => (await fetch(`${base}${path}`)).json();
  const registered = (uris: string[]) =>
    fetch(`${base}/oauth/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ client_name: 'Desk', redirect_uris: uris }),
    });

  it('is described as the RFCs ask', async () => {
    const [resource, server_] = [
      await get('/.well-known/oauth-protected-resource/mcp'),
      await get('/.well-known/oauth-authorization-server'),
    ];
    expect(resource).toMatchObject({ resource: `${base}/mcp`, authorization_servers: [base] });
    expect(server_).toMatchObject({
      issuer: base,
      token_endpoint: `${base}/oauth/token`,
      revocation_endpoint: `${base}/oauth/revoke`,
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
    });
  });

  it('lets a registered program in with what the member may and it asked for', async () => {
    const program = await Program.register(base);
    const answer = await program.enter(business, { scope: 'paintbox:read made:up' });
    expect(answer).toMatchObject({ token_type: 'Bearer', scope: 'paintbox:read' });
    const client = await connected(answer.access_token);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).not.toContain('paintbox_add_client');
    expect(textOf(await callOf(client, 'paintbox_find_clients'))).toBe('No client was found.');
    // It opens this resource and nothing else of ours, and ends with its session.
    expect(
      (await fetch(`${base}/api/auth/me`, { headers: { Authorization: `Bearer ${answer.access_token}` } })).status,
    ).toBe(401);
    await withPlatform((tx) => tx.delete(session).where(eq(session.userId, business.userId)));
    expect((await knock(answer.access_token)).status).toBe(401);
  });

  it('gives one token for a code, however many ask at once', async () => {
    const program = await Program.register(base);
    const given = await program.code(business);
    const answers = await Promise.all(Array.from({ length: 5 }, () => program.take(given)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
    expect((await program.take(given)).status).toBe(400);
  });

  it('gives nothing for a code of another program, address or challenge, nor for another resource', async () => {
    const [program, other] = [await Program.register(base), await Program.register(base)];
    const given = await program.code(business);
    expect((await other.take(given)).status).toBe(400);
    const bent: Record<string, string>[] = [
      { redirect_uri: 'http://127.0.0.1:7777/other' },
      { code_verifier: randomBytes(32).toString('base64url') },
      { resource: `${base}/api` },
      { code: 'x.y.z' },
      { grant_type: 'password' },
    ];
    for (const values of bent) expect((await program.take(given, values)).status).toBe(400);
    expect((await program.take(given)).status).toBe(200);
  });

  it('lets nobody in who was suspended between yes and token', async () => {
    const program = await Program.register(base);
    const given = await program.code(business);
    await newMember(business.tenant.id, 'owner');
    await withPlatform((tx) =>
      tx.update(membership).set({ suspendedAt: new Date() }).where(eq(membership.userId, business.userId)),
    );
    expect((await program.take(given)).status).toBe(400);
  });

  it('sends nobody to an address that was not registered, nor takes a code without PKCE', async () => {
    const program = await Program.register(base);
    const bent: Record<string, string>[] = [
      { redirect_uri: 'https://evil.example/callback' },
      { redirect_uri: 'http://127.0.0.1:7777/callback#x' },
      { client_id: 'made.up.client' },
      { code_challenge_method: 'plain' },
      { code_challenge: '' },
      { response_type: 'token' },
      { resource: 'https://evil.example/mcp' },
    ];
    for (const values of bent) {
      expect((await refusalOf(program.code(business, values))).code).toBe('invalid');
    }
    for (const uri of [
      'http://evil.example/',
      'javascript:alert(1)',
      'https://a@evil.example/',
      'https://x.example/#y',
      'nonsense',
    ])
      expect((await registered([uri])).status).toBe(400);
  });

  it('takes no token that was made for something else: of the API, expired, of another audience, kind or key', async () => {
    const { key, kid } = await currentKey();
    const claims = {
      tenant: business.tenant.id,
      slug: business.tenant.slug,
      sid: 'a'.repeat(64),
      scope: 'paintbox:read',
    };
    const signed = (typ: string, to: string, until: string, by: Parameters<SignJWT['sign']>[0] = key) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: by === key ? 'ES256' : 'HS256', kid, typ })
        .setIssuer(issuer())
        .setAudience(to)
        .setSubject(business.userId)
        .setIssuedAt()
        .setExpirationTime(until)
        .sign(by);
    const api = {
      userId: business.userId,
      tenantId: business.tenant.id,
      slug: business.tenant.slug,
      sessionId: 'a'.repeat(64),
    };
    for (const token of [
      await signAccessToken(api),
      await signed('mcp-at+jwt', mcpResource(), '1 minute ago'),
      await signed('mcp-at+jwt', audience(), '1 hour'),
      await signed('mcp-code+jwt', mcpResource(), '1 hour'),
      await signed(
        'mcp-at+jwt',
        mcpResource(),
        '1 hour',
        new TextEncoder().encode('a secret of 32 characters or more'),
      ),
      // All is right, but there is no such session.
      await signed('mcp-at+jwt', mcpResource(), '1 hour'),
    ]) {
      expect((await knock(token)).status).toBe(401);
    }
    expect(await withTenant({ tenantId: business.tenant.id }, (tx) => tx.$count(clientTable))).toBe(0);
  });
});
