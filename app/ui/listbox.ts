/** Moving through a list of options with the keyboard, without a browser in sight. */

/** Where a key leads from the active option; undefined if it is no key for moving. */
export function moved(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return active <= 0 ? count - 1 : active - 1;
  return undefined;
}

/** Options that hold every word that was typed in label, detail or keywords, those that begin with it first. Case and accents do not matter. */
export function matching<Option extends { label: string; detail?: string; keywords?: string }>(
  options: readonly Option[],
  typed: string,
): Option[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const found = options.filter(({ label, detail = '', keywords = '' }) => {
    const text = plain(`${label} ${detail} ${keywords}`);
    return words.every((word) => text.includes(word));
  });
  const start = plain(typed).trim();
  const beginsWith = ({ label }: Option) => (plain(label).startsWith(start) ? 0 : 1);
  return found.sort((one, other) => beginsWith(one) - beginsWith(other));
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
