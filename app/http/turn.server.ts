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

const waiting: (() => void)[] = [];

function next(): void {
  waiting[0]?.();
  // Taken out after its turn was given, so that whoever comes meanwhile does not start a second round.
  waiting.shift();
  if (waiting.length > 0) setImmediate(next);
}
