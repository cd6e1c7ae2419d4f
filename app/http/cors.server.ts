import type { Context } from 'hono';
import { cors } from 'hono/cors';
import { env } from '../env.server.ts';

/**
 * Lets scripts of the listed origins (CORS_ORIGINS) call the API and read its answers. Without cookies: they bring a
 * token or a key. Everybody else's browser keeps the answer from them.
 */
export const allowListedOrigins = cors({
  origin: (origin) => (env().CORS_ORIGINS.includes(origin) ? origin : null),
  allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowHeaders: [
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'Candlefish-Signature',
    'Candlefish-Timestamp',
    'Candlefish-Nonce',
  ],
  exposeHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
  maxAge: 600,
});

/** True for a call to the API by a script of a listed origin. */
export function isListedOrigin(c: Context): boolean {
  const origin = c.req.header('Origin');
  return c.req.path.startsWith('/api/') && origin !== undefined && env().CORS_ORIGINS.includes(origin);
}
