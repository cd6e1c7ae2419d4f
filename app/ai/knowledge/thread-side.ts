import { parentPort } from 'node:worker_threads';

export interface Asked<Ask> {
  id: number;
  ask: Ask;
}

export type Answered<Give> = { id: number; give: Give } | { id: number; failed: string };

/** Answers what the server asks of this thread, in the order it was asked. */
export function serveThread<Ask, Give>(answer: (ask: Ask) => Promise<Give>): void {
  if (!parentPort) throw new Error('This file runs as a thread of the server.');
  const port = parentPort;
  let last: Promise<void> = Promise.resolve();
  port.on('message', ({ id, ask }: Asked<Ask>) => {
    last = last.then(async () => {
      try {
        port.postMessage({ id, give: await answer(ask) } satisfies Answered<Give>);
      } catch (error) {
        const failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
        port.postMessage({ id, failed } satisfies Answered<Give>);
      }
    });
  });
}
