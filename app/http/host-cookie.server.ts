import { env } from '../env.server.ts';

/**
 * True when the browser asked over HTTPS. PUBLIC_URL decides it; without it the proxy in front says so, and whoever claims
 * it falsely only gives themselves cookies that their browser drops.
 */
export function isSecure(request: Request): boolean {
  const publicUrl = env().PUBLIC_URL;
  return publicUrl ? publicUrl.startsWith('https:') : request.headers.get('X-Forwarded-Proto') === 'https';
}

interface Attributes {
  sameSite: 'Lax' | 'Strict';
  /** Absent: until the browser is closed. */
  maxAgeSeconds?: number;
  /** The only pages it goes to. */
  path?: `/${string}`;
}

/**
 * A cookie by which something is decided. Scripts never see it. Over HTTPS its name begins with `__Host-`, so the browser
 * itself sees to it that neither a neighbouring host nor a page without encryption has set it (with `__Secure-` when it
 * goes to some pages only, for the other prefix forbids that); and no cookie of another name is read there.
 */
export class HostCookie {
  readonly #name: string;
  readonly #attributes: Attributes;

  constructor(name: string, attributes: Attributes) {
    this.#name = name;
    this.#attributes = attributes;
  }

  /** The value that the request carries, or null. Says nothing about who made it. */
  read(request: Request): string | null {
    const wanted = this.#nameFor(request);
    for (const pair of (request.headers.get('Cookie') ?? '').split(';')) {
      const at = pair.indexOf('=');
      if (at > 0 && pair.slice(0, at).trim() === wanted) return pair.slice(at + 1).trim() || null;
    }
    return null;
  }

  /** The `Set-Cookie` value that carries a value of letters, digits and `-_.~`. */
  write(request: Request, value: string, { maxAgeSeconds = this.#attributes.maxAgeSeconds }: Partial<Attributes> = {}) {
    if (!/^[\w.~-]*$/.test(value)) throw new TypeError('A cookie cannot hold this value.');
    const { sameSite, path = '/' } = this.#attributes;
    const parts = [`${this.#nameFor(request)}=${value}`, `Path=${path}`, 'HttpOnly', `SameSite=${sameSite}`];
    if (maxAgeSeconds !== undefined) parts.push(`Max-Age=${maxAgeSeconds}`);
    if (isSecure(request)) parts.push('Secure');
    return parts.join('; ');
  }

  /** What {@link writeJson} wrote, or whatever else is JSON there; null when nothing is. */
  readJson(request: Request): unknown {
    try {
      return JSON.parse(Buffer.from(this.read(request) ?? '', 'base64url').toString());
    } catch {
      return null;
    }
  }

  writeJson(request: Request, value: unknown): string {
    return this.write(request, Buffer.from(JSON.stringify(value)).toString('base64url'));
  }

  /** The `Set-Cookie` value that takes it away. */
  forget(request: Request): string {
    return this.write(request, '', { maxAgeSeconds: 0 });
  }

  #nameFor(request: Request): string {
    if (!isSecure(request)) return this.#name;
    return (this.#attributes.path ? '__Secure-' : '__Host-') + this.#name;
  }
}
