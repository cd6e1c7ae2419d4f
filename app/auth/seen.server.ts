import { and, eq, gt, sql } from 'drizzle-orm';
import { session } from '#db/schema/index.ts';
import { type SessionEntry, type SessionState, withPlatform } from '#db/tenant.server.ts';
import { log } from '../http/log.server.ts';

/** How far `last_seen_at` may lag behind. */
const everyMs = 3 * 60_000;
/** How long sightings are gathered before one transaction writes them. */
const gatherMs = 5_000;

interface Sighting {
  address: string | null;
  idleMinutes: number;
  expiresAt: Date;
}

let waiting = new Map<string, Sighting | 'over'>();
let timer: NodeJS.Timeout | undefined;

/**
 * Remembers that a session was used, to be written later: a page never waits for it. A session that has entered a
 * stricter business takes on its limits, everywhere and from then on.
 */
export function noteSeen(
  { session, policy }: { session: SessionState; policy?: SessionEntry['policy'] },
  address: string | null,
  now = Date.now(),
): void {
  const idleMinutes = Math.min(session.idleMinutes, policy?.idleMinutes ?? session.idleMinutes);
  const hours = policy?.sessionHours ?? Number.POSITIVE_INFINITY;
  const expiresAt = new Date(Math.min(session.expiresAt.getTime(), session.createdAt.getTime() + hours * 3_600_000));
  const isStricter = idleMinutes < session.idleMinutes || expiresAt < session.expiresAt;
  if (isStricter || now - session.lastSeenAt.getTime() > everyMs)
    gather(session.id, { address, idleMinutes, expiresAt });
}

/** Remembers that a session is over by the rules of a business, so that using it elsewhere does not freshen it. */
export function noteOver(session: SessionState): void {
  gather(session.id, 'over');
}

function gather(id: string, what: Sighting | 'over'): void {
  if (waiting.get(id) === 'over') return;
  waiting.set(id, what);
  timer ??= setTimeout(() => void writeSightings(), gatherMs).unref();
}

/** Writes what was gathered. What cannot be written is dropped: the next page of that session notes it again. */
export async function writeSightings(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const sightings = waiting;
  waiting = new Map();
  if (sightings.size === 0) return;
  try {
    await withPlatform((tx) => Promise.all([...sightings].map(([id, what]) => write(tx, id, what))));
  } catch (error) {
    log().warn({ err: error, sessions: sightings.size }, 'when sessions were last seen was not written');
  }
}

function write(tx: Parameters<Parameters<typeof withPlatform>[0]>[0], id: string, what: Sighting | 'over') {
  if (what === 'over') return tx.delete(session).where(eq(session.id, id));
  return tx
    .update(session)
    .set({
      lastSeenAt: sql`now()`,
      idleMinutes: sql`least(${session.idleMinutes}, ${what.idleMinutes}::integer)`,
      expiresAt: sql`least(${session.expiresAt}, ${what.expiresAt.toISOString()}::timestamptz)`,
      ...(what.address && { ip: what.address }),
    })
    .where(and(eq(session.id, id), gt(session.expiresAt, sql`now()`)));
}
