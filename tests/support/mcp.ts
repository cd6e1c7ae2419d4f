import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { AppLoadContext } from '@remix-run/node';
import { Hono } from 'hono';
import { authorizeSearch, letIn } from '#app/ai/mcp/consent.server.ts';
import { mountMcp } from '#app/ai/mcp/mount.server.ts';
import { mcpResource } from '#app/ai/mcp/tokens.server.ts';
import { Runs } from '#app/ai/run/runs.server.ts';
import { mountApi } from '#app/api/mount.server.ts';
import type { SignedIn } from '#app/auth/session.server.ts';
import { serveAt } from '#app/http/address.server.ts';
import { session } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';
import type { Business } from './paintbox.ts';

/** The tools at `/mcp`, what lets programs in to them, and the API, on a socket of their own. */
export async function openMcp() {
  const app = new Hono<{ Variables: { load: AppLoadContext } }>();
  app.use(async (c, next) => {
    c.set('load', {
      requestId: randomUUID(),
      nonce: '',
      clientAddress: '203.0.113.9',
      isSecure: false,
      runs: new Runs(),
      signal: c.req.raw.signal,
    });
    await next();
  });
  mountApi(app, { doors: [], finish: () => {} });
  mountMcp(app, { finish: () => {} });
  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  serveAt(port);
  return {
    base: `http://localhost:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Where a browser is sent back to when its member says yes on the page of consent. */
export async function sayYes({ userId, tenant }: Business, wanted: Record<string, string>): Promise<URL> {
  const id = createHash('sha256').update(randomUUID()).digest('hex');
  await withPlatform((tx) => tx.insert(session).values({ id, userId, expiresAt: new Date(Date.now() + 3_600_000) }));
  const held = { id, method: 'password', secondFactor: null } as SignedIn['session'];
  const signedIn: SignedIn = { userId, email: 'ada@example.com', name: 'Ada', session: held };
  return new URL(await letIn(signedIn, tenant.slug, authorizeSearch.parse(wanted)));
}

/** A program that asks to be let in, by plain requests, so that each of them can be bent. */
export class Program {
  readonly redirect = 'http://127.0.0.1:7777/callback';
  readonly clientId: string;
  readonly #base: string;
  readonly #verifier = randomBytes(32).toString('base64url');

  private constructor(base: string, clientId: string) {
    this.#base = base;
    this.clientId = clientId;
  }

  static async register(base: string, name = 'Desk'): Promise<Program> {
    const answer = await fetch(`${base}/oauth/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ client_name: name, redirect_uris: ['http://127.0.0.1:7777/callback'] }),
    });
    return new Program(base, (await answer.json()).client_id);
  }

  /** What it sends its member's browser with. */
  wanted(values: Record<string, string> = {}): Record<string, string> {
    return {
      response_type: 'code',
      client_id: this.clientId,
      redirect_uri: this.redirect,
      code_challenge: createHash('sha256').update(this.#verifier).digest('base64url'),
      code_challenge_method: 'S256',
      resource: mcpResource(),
      state: 'xyz',
      ...values,
    };
  }

  async code(business: Business, values: Record<string, string> = {}): Promise<string> {
    return (await sayYes(business, this.wanted(values))).searchParams.get('code') ?? '';
  }

  take(code: string, values: Record<string, string> = {}): Promise<Response> {
    return this.post('token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.redirect,
      code_verifier: this.#verifier,
      resource: mcpResource(),
      ...values,
    });
  }

  /** Let in by a member, with all that they may do. */
  async enter(business: Business, values: Record<string, string> = {}) {
    return (await this.take(await this.code(business, values))).json();
  }

  renew(refresh_token: string, values: Record<string, string> = {}): Promise<Response> {
    return this.post('token', { grant_type: 'refresh_token', refresh_token, ...values });
  }

  revoke(token: string, values: Record<string, string> = {}): Promise<Response> {
    return this.post('revoke', { token, ...values });
  }

  post(door: 'token' | 'revoke', values: Record<string, string>): Promise<Response> {
    return fetch(`${this.#base}/oauth/${door}`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: this.clientId, ...values }),
    });
  }
}
