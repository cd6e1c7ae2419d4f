import { randomBytes, randomUUID } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { Hono } from 'hono';
import { Runs } from '#app/ai/run/runs.server.ts';
import type { ApiDoor } from '#app/api/gate.server.ts';
import { mountApi } from '#app/api/mount.server.ts';
import { signatureOf } from '#app/api/request-signature.server.ts';
import { hashPassword } from '#app/auth/password.server.ts';
import { registry } from '#app/registry.server.ts';
import { membership, tenant, user } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';

export const password = 'lighthouse keeper 47';

/** The doors of the API with nothing in front of them. */
export function openApi(doors: readonly ApiDoor[] = registry.manifests.flatMap(({ api = [] }) => api)) {
  const app = new Hono<{ Variables: { load: AppLoadContext } }>();
  app.use(async (c, next) => {
    c.set('load', {
      requestId: randomUUID(),
      nonce: '',
      clientAddress: c.req.header('X-Test-Address') ?? '203.0.113.9',
      isSecure: false,
      runs: new Runs(),
      signal: c.req.raw.signal,
    });
    await next();
  });
  mountApi(app, { doors, finish: () => {} });

  async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { token, body, headers } = options;
    const response = await app.request(`http://localhost${path}`, {
      method,
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }
  return {
    get: (path: string, options?: Omit<CallOptions, 'body'>) => call('GET', path, options),
    post: (path: string, body: unknown, options?: Omit<CallOptions, 'body'>) =>
      call('POST', path, { ...options, body }),
    call,
  };
}

export interface CallOptions {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // What an answer holds is what each test asks of it.
  // biome-ignore lint/suspicious/noExplicitAny: the tests compare it
  json: any;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The headers of a signed request. */
export function signed(
  secret: string,
  { method, target, body = '' }: { method: string; target: string; body?: string },
  at = new Date(),
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const nonce = randomBytes(12).toString('hex');
  const signature = signatureOf(secret, { timestamp, nonce, method, target, body: Buffer.from(body) });
  return { 'Candlefish-Timestamp': timestamp, 'Candlefish-Nonce': nonce, 'Candlefish-Signature': signature };
}

export interface Person {
  userId: string;
  email: string;
  tenantId: string;
  slug: string;
}

/** Somebody with a password and a business of their own. */
export async function newPerson(role: 'owner' | 'member' | 'viewer' = 'owner'): Promise<Person> {
  const mark = randomUUID().slice(0, 8);
  const passwordHash = await hashPassword(password);
  return withPlatform(async (tx) => {
    const made = {
      userId: randomUUID(),
      email: `ida-${mark}@example.com`,
      tenantId: randomUUID(),
      slug: `birch-${mark}`,
    };
    await tx.insert(tenant).values({ id: made.tenantId, slug: made.slug, name: 'Birch & Daughters' });
    await tx.insert(user).values({ id: made.userId, email: made.email, name: 'Ida Lindqvist', passwordHash });
    await tx.insert(membership).values({ tenantId: made.tenantId, userId: made.userId, role });
    return made;
  });
}
