import type { Verdict } from './evaluate.ts';

/** The same table for every model: what was asked for, by tool, and what became of it. */
export function reportOf(
  model: string,
  halves: readonly { name: string; verdicts: readonly Verdict[]; isShown: boolean }[],
): string {
  const lines = [`\n${model}`, `${'tool'.padEnd(28)}${halves.map(({ name }) => name.padStart(12)).join('')}`];
  const tools = [...new Set(halves.flatMap(({ verdicts }) => verdicts.map(toolOf)))].sort();
  for (const tool of tools) {
    lines.push(
      tool.padEnd(28) +
        halves
          .map(({ verdicts }) => tally(verdicts.filter((verdict) => toolOf(verdict) === tool)).padStart(12))
          .join(''),
    );
  }
  lines.push('together'.padEnd(28) + halves.map(({ verdicts }) => tally(verdicts).padStart(12)).join(''));
  const all = halves.flatMap(({ verdicts }) => verdicts);
  lines.push(`${(shareOf(all) * 100).toFixed(1)} % of ${all.length} requests`);
  for (const { name, verdicts, isShown } of halves) {
    const wrong = verdicts.filter(({ isRight }) => !isRight);
    if (isShown)
      lines.push(
        ...wrong.map(
          ({ request, calls, text }) => `  ${name}: “${request.say}” -> ${JSON.stringify(calls)} ${text.slice(0, 120)}`,
        ),
      );
  }
  return lines.join('\n');
}

export function shareOf(verdicts: readonly Verdict[]): number {
  return verdicts.filter(({ isRight }) => isRight).length / verdicts.length;
}

function toolOf({ request: { expect } }: Verdict): string {
  return typeof expect === 'string' ? `(${expect})` : expect.map(([tool]) => tool).join(' + ');
}

function tally(verdicts: readonly Verdict[]): string {
  return verdicts.length === 0 ? '-' : `${verdicts.filter(({ isRight }) => isRight).length}/${verdicts.length}`;
}
