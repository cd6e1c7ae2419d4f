// `npm run bench [-- SECTION ...]`: every figure of bench/README.md, as ratios of interleaved rounds.
import { cpus, totalmem } from 'node:os';
import type { Figure } from './figure.ts';

const sections: Record<string, () => Promise<{ run(): Promise<Figure[]> }>> = {
  tenancy: () => import('./tenancy.ts'),
  knowledge: () => import('./knowledge.ts'),
  page: () => import('./page.ts'),
  pricing: () => import('./pricing.ts'),
  start: () => import('./start.ts'),
  overload: () => import('./overload.ts'),
  storm: () => import('./storm.ts'),
  lighthouse: () => import('./lighthouse.ts'),
  security: () => import('./security.ts'),
  data: () => import('./data.ts'),
  assistant: () => import('./assistant.ts'),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in sections));
if (unknown.length > 0) {
  process.stderr.write(`There is no section ${unknown.join(', ')}. There are: ${Object.keys(sections).join(', ')}.\n`);
  process.exit(2);
}
process.stdout.write(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB\n`,
);
let missed = 0;
for (const [name, load] of Object.entries(sections)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stdout.write(`\n## ${name}\n\n| figure | measured | target | |\n|---|---|---|---|\n`);
  for (const { label, measured, target, isMet } of await (await load()).run()) {
    if (!isMet) missed += 1;
    process.stdout.write(`| ${label} | ${measured} | ${target} | ${isMet ? 'met' : 'MISSED'} |\n`);
  }
}
process.stdout.write(missed === 0 ? '\nEvery target is met.\n' : `\n${missed} targets are missed.\n`);
