/**
 * Waits for one's turn at something that keeps the processor busy, such as drawing a page. One of them is done each time the
 * event loop goes round, so that between two the sockets are looked at: without it a full house draws all its pages in a
 * row, and whoever is to be turned away waits for that.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(next);
  });
}

/**
 * Tells that somebody has opened a connection. The event loop lets in one a round, so the next turn waits while they keep
 * coming: a crowd at a page a round would stand at the door for seconds before it could be told to come back.
 */
export function noteArrival(): void {
  hasArrival = true;
}

/** A round without work takes some microseconds; so many of them are no delay, whoever keeps knocking. */
const maxArrivals = 64;

const waiting: (() => void)[] = [];
let hasArrival = false;
let arrivals = 0;

function next(): void {
  if (hasArrival && arrivals < maxArrivals) {
    hasArrival = false;
    arrivals += 1;
    setImmediate(next);
    return;
  }
  arrivals = 0;
  waiting[0]?.();
  // Taken out after its turn was given, so that whoever comes meanwhile does not start a second round.
  waiting.shift();
  if (waiting.length > 0) setImmediate(next);
}
