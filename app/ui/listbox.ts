/** Moving through a list of options with the keyboard, without a browser in sight. */

/** Where a key leads from the active option; undefined if it is no key for moving. */
export function moved(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return active <= 0 ? count - 1 : active - 1;
  return undefined;
}

/** Options that hold every word that was typed in label, detail or keywords, the nearest first. Case and accents do not matter. */
export function matching<Option extends { label: string; detail?: string; keywords?: string }>(
  options: readonly Option[],
  typed: string,
): Option[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const found = options.filter(({ label, detail = '', keywords = '' }) => {
    const text = plain(`${label} ${detail} ${keywords}`);
    return words.every((word) => text.includes(word));
  });
  const whole = plain(typed).trim();
  return found.sort((one, other) => distance(one.label, whole) - distance(other.label, whole));
}

/** How far a label is from what was typed: begins with it, holds it, or was found by another word. */
function distance(label: string, typed: string): number {
  const at = plain(label).indexOf(typed);
  return at < 0 ? 2 : Math.min(at, 1);
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
