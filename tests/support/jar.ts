import type { Visitor } from '#app/auth/session.server.ts';

/** A browser as the functions of app/auth see it: it keeps the cookies it is given. */
export class Jar {
  readonly #cookies = new Map<string, string>();
  readonly origin: string;
  userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0';
  address = '203.0.113.7';

  constructor(origin = 'http://localhost:3000') {
    this.origin = origin;
  }

  get visitor(): Visitor {
    const headers = { Cookie: this.header(), 'User-Agent': this.userAgent };
    return { request: new Request(this.origin, { headers }), address: this.address };
  }

  /** Keeps what a `Set-Cookie` value says. */
  keep(setCookie: string | null): this {
    const [pair = ''] = (setCookie ?? '').split(';');
    const at = pair.indexOf('=');
    if (at < 0) return this;
    if (/max-age=0\b/i.test(setCookie ?? '')) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    return this;
  }

  /** Keeps the cookies of a response; gives where it leads. */
  follow(response: Response): string | null {
    for (const cookie of response.headers.getSetCookie()) this.keep(cookie);
    return response.headers.get('Location');
  }

  header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Another browser with the same cookies, as a thief has it. */
  copy(): Jar {
    const copy = new Jar(this.origin);
    for (const [name, value] of this.#cookies) copy.#cookies.set(name, value);
    return copy;
  }
}
