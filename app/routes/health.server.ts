import type { Context } from 'hono';
import { database } from '#db/client.server.ts';
import { limiterState } from '../limits/limit.server.ts';

let stopping = false;

/** From now on the health check tells the proxy to send people elsewhere. */
export function announceStop(): void {
  stopping = true;
}

/**
 * `GET /api/health` -> `{ status: "ok", timestamp }`, or 503 with what is wrong. `?details` adds what works in a lesser
 * way: `{ rateLimits }`. Answered before Remix.
 */
export async function health(c: Context): Promise<Response> {
  const timestamp = new Date().toISOString();
  c.header('Cache-Control', 'no-store');
  if (stopping) return c.json({ status: 'stopping', timestamp }, 503);
  const isReachable = await database()
    .ping()
    .then(
      () => true,
      () => false,
    );
  const details = c.req.query('details') === undefined ? {} : { details: { rateLimits: limiterState() } };
  return isReachable
    ? c.json({ status: 'ok', timestamp, ...details })
    : c.json({ status: 'database unreachable', timestamp }, 503);
}
