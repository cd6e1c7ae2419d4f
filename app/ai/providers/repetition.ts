/** So much text that says the same over and over is no answer: at least ten times, and no table has that many equal rows. */
const WINDOW = 4_000;
const LONGEST_PERIOD = 400;
const LOOK_EVERY = 1_000;

/**
 * Watches a text that grows and tells when its end repeats itself for ever: the last 4,000 characters are one piece of at
 * most 400, again and again. It looks after every 1,000 characters, so that a token costs nothing.
 */
export function repetitionWatch(): (delta: string) => boolean {
  let tail = '';
  let sinceLook = 0;
  return (delta) => {
    tail += delta;
    sinceLook += delta.length;
    if (sinceLook < LOOK_EVERY) return false;
    sinceLook = 0;
    tail = tail.slice(-WINDOW);
    return tail.length === WINDOW && periodOf(tail) <= LONGEST_PERIOD;
  };
}

/** The shortest piece that the whole text is made of, cut off anywhere (by the prefix function of Knuth, Morris and Pratt). */
export function periodOf(text: string): number {
  const border = new Int32Array(text.length);
  let length = 0;
  for (let at = 1; at < text.length; at++) {
    while (length > 0 && text.charCodeAt(at) !== text.charCodeAt(length)) length = border[length - 1] ?? 0;
    if (text.charCodeAt(at) === text.charCodeAt(length)) length++;
    border[at] = length;
  }
  return text.length - length;
}
