import postgres from 'postgres';

/** Hears a channel until the returned function is called. The name is an identifier, never input. */
export type Subscribe = (channel: string, hear: (payload: string) => void) => Promise<() => Promise<void>>;

/**
 * Listens on a PostgreSQL server over one connection of its own, opened at the first subscription. postgres.js connects
 * again after a break, with growing pauses, and resubscribes by itself; what was notified meanwhile is lost, so
 * listeners also look for themselves now and then.
 */
export function listenOnServer(url: string): { subscribe: Subscribe; close(): Promise<void> } {
  let sql: postgres.Sql | undefined;
  const connect = () =>
    postgres(url, {
      max: 1,
      idle_timeout: 0,
      connection: { application_name: 'candlefish-listener' },
      backoff: (attempt) => Math.min(10, 0.1 * 2 ** attempt) * (0.75 + Math.random() / 2),
      onnotice: () => {},
    });
  return {
    async subscribe(channel, hear) {
      sql ??= connect();
      const { unlisten } = await sql.listen(channel, hear);
      return () => unlisten();
    },
    async close() {
      await sql?.end({ timeout: 1 });
    },
  };
}

/** Listens on the embedded engine: its one connection hears everything, and this hands it to whom it concerns. */
export function listenOnEngine() {
  const hearers = new Map<string, Set<(payload: string) => void>>();
  return {
    deliver(channel: string, payload: string): void {
      for (const hear of hearers.get(channel) ?? []) hear(payload);
    },
    subscribe(listen: (channel: string) => Promise<void>): Subscribe {
      return async (channel, hear) => {
        const own = hearers.get(channel) ?? new Set();
        hearers.set(channel, own.add(hear));
        await listen(channel);
        return async () => void own.delete(hear);
      };
    },
  };
}
