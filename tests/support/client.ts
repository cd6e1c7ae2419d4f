import { randomBytes } from 'node:crypto';
import { csrfOf } from '#app/http/csrf.server.ts';

/**
 * A browser without a screen: keeps cookies, follows nothing, posts forms as a page of the same site does. Its visit is
 * its own, so that it has the token of its forms without reading a page first. With `isSecure` it comes as through a
 * proxy that speaks HTTPS.
 */
export class TestClient {
  readonly #cookies: Map<string, string>;
  readonly #proxy: Record<string, string>;
  readonly base: string;

  constructor(base: string, { isSecure = false } = {}) {
    this.base = base;
    this.#proxy = isSecure ? { 'X-Forwarded-Proto': 'https' } : {};
    const visit = isSecure ? '__Host-candlefish_visit' : 'candlefish_visit';
    this.#cookies = new Map([[visit, randomBytes(18).toString('base64url')]]);
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(path, { headers });
  }

  async post(
    path: string,
    fields: Record<string, string | Blob>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const all = { _csrf: this.csrf(), ...fields };
    const form = new FormData();
    for (const [name, value] of Object.entries(all)) form.append(name, value);
    const hasFile = Object.values(all).some((value) => typeof value !== 'string');
    const body = hasFile ? form : new URLSearchParams(all as Record<string, string>);
    return this.#send(path, { method: 'POST', body, headers: { Origin: this.base, ...headers } });
  }

  async signIn(email: string, password: string): Promise<this> {
    const response = await this.post('/sign-in', { email, password });
    if (response.status !== 302) throw new Error(`Signing in as ${email} gave ${response.status}.`);
    return this;
  }

  /** A new business of its own; gives its address. */
  async signUp(business: string): Promise<string> {
    const email = `${crypto.randomUUID()}@example.com`;
    const response = await this.post('/sign-up', {
      business,
      name: 'Somebody Else',
      email,
      password: 'a long enough password',
    });
    const slug = /\/t\/([\w-]+)$/.exec(response.headers.get('Location') ?? '')?.[1];
    if (!slug) throw new Error(`Signing up gave ${response.status}: ${await response.text()}`);
    return slug;
  }

  /** The token that the forms of this browser carry. */
  csrf(): string {
    return csrfOf(new Request(this.base, { headers: { Cookie: this.cookieHeader(), ...this.#proxy } })).token;
  }

  /** The cookies as a header, for somebody else who speaks for this browser. */
  cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const cookie = this.cookieHeader();
    const headers = { Accept: 'text/html', ...this.#proxy, ...(cookie ? { Cookie: cookie } : {}), ...init.headers };
    const response = await fetch(new URL(path, this.base), { ...init, headers, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(set)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }
}
