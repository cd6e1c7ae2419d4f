import encodeQR from 'qr';

/** The light rim that scanners need (ISO/IEC 18004: four modules). */
const rim = 4;

/** A QR code as one SVG path of unit squares, and the side of its square, rim included. */
export function drawQr(text: string): { size: number; path: string } {
  const rows = encodeQR(text, 'raw', { border: rim, ecc: 'medium' });
  return {
    size: rows.length,
    path: rows.flatMap((row, y) => runsOf(row).map(([x, n]) => `M${x} ${y}h${n}v1h-${n}z`)).join(''),
  };
}

/** The dark runs of a row, each as where it begins and how long it is. */
function runsOf(row: readonly boolean[]): [number, number][] {
  const runs: [number, number][] = [];
  row.forEach((isDark, x) => {
    const last = runs.at(-1);
    if (isDark && last && last[0] + last[1] === x) last[1] += 1;
    else if (isDark) runs.push([x, 1]);
  });
  return runs;
}
