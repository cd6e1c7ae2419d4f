import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Bounds what is in flight. Unbounded concurrency makes everybody wait for seconds; a bounded one answers most people at
 * once and tells the rest to come back, cheaply and before any work was done for them.
 */
export class Gate {
  #inFlight = 0;
  #closing = false;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** From now on every answer asks the client to open a new connection, elsewhere. */
  close(): void {
    this.#closing = true;
  }

  /** True if the request may go on; otherwise it has been answered with 503. */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#closing) response.setHeader('Connection', 'close');
    if (isCheap(request.url)) return true;
    if (this.#inFlight >= this.#limit) {
      turnAway(response);
      return false;
    }
    this.#inFlight += 1;
    const leave = () => {
      if (leaving.delete(response)) this.#inFlight -= 1;
    };
    leaving.set(response, leave);
    response.once('close', leave);
    return true;
  }
}

const leaving = new WeakMap<ServerResponse, () => void>();

/**
 * Counts a request no longer as in flight, though its answer goes on: a stream that lasts for minutes and costs next to
 * nothing would keep others out.
 */
export function standAside(response: ServerResponse): void {
  leaving.get(response)?.();
}

function isCheap(url = ''): boolean {
  return url.startsWith('/assets/') || url === '/api/health';
}

const busy = 'Candlefish is busy right now. Please try again in a second.';

function turnAway(response: ServerResponse): void {
  response.writeHead(503, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(busy),
    'Retry-After': '1',
    'Cache-Control': 'no-store',
  });
  response.end(busy);
}
