const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size as people read it: `0 bytes`, `1.5 KiB`, `12 GiB`; three figures at most. */
export function sizeText(bytes: number): string {
  let unit = 0;
  let size = bytes;
  // 999.5 of a unit would be written as 1000 of it.
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${Number(size.toPrecision(3))} ${units[unit]}`;
}
